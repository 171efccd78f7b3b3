import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { approved } from '../support/dossier.ts';
import { addressees, does, type Office, openOffice, openTasks, standing } from '../support/office.ts';
import { awarded, candidate, invited, ranked } from '../support/tender.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

test('a straight tender goes from the invitation to a contract with the best bid', async () => {
  const application = await approved(office);
  const code = await invited(office, [{ application, ceiling: 40_000_000 }]);
  await ranked(office, code, {
    consultant: { points: 85, prices: { [application]: 39_000_000 } },
    otherConsultant: { points: 80, prices: { [application]: 30_000_000 } },
    thirdConsultant: { points: 65, prices: { [application]: 20_000_000 } },
  });
  expect(await standing(office, code)).toBe(STATE.negotiating);
  expect(await candidate(office, code)).toBe('otherConsultant');
  await awarded(office, code, { [application]: 29_000_000 });
  expect(await standing(office, code)).toBe(STATE.contracting);
  expect(await standing(office, application)).toBe(STATE.acknowledging);
  expect(await openTasks(office, code)).toEqual([TASK.draftContract]);
  expect(await addressees(office, code, LETTER.notAwarded)).toEqual(['consultant', 'thirdConsultant']);
  await does(office, 'procurement', code, ACTION.draft, { number: '1/HĐ' });
});
