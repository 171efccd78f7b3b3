import { ACTION, ROLE, STATE, TASK } from '../../domain/process.ts';
import { assigned, delegates } from '../support/delegated.ts';
import { approved, opened } from '../support/dossier.ts';
import { does, type Office, openOffice, refusal } from '../support/office.ts';
import { bidsOf, closed, invited, NO_INTEREST, PANEL, scoresOf } from '../support/tender.ts';

let office: Office;
let application: string;
beforeEach(async () => {
  office = await openOffice();
  application = await approved(office);
});
afterEach(() => office.close());

/** Three bids are in and opened: the panel is to score. @returns the package's code */
async function openedBids(): Promise<string> {
  const code = await invited(office, [{ application, ceiling: 40_000_000 }]);
  const price = (amount: number) => ({ [application]: amount });
  await closed(office, code, {
    consultant: price(39_000_000),
    otherConsultant: price(30_000_000),
    thirdConsultant: price(20_000_000),
  });
  await does(office, 'procurement', code, ACTION.open);
  return code;
}
const scores = async (code: string) =>
  scoresOf(Object.fromEntries(Object.values(await bidsOf(office, code)).map((id) => [id, 80])));
const decision = (code: string) =>
  office.database.task.findFirstOrThrow({ where: { code, name: TASK.decideTechnical, closedAt: null } });
const SPRING = { role: ROLE.approver, to: '2026-06-01' };
const signed = { instrument: { signatory: 'finance', capacity: 'Head' } };

test('an interest that a delegator declares keeps their delegate from the package, and releases what the delegate holds', async () => {
  const { database, people } = office;
  await assigned(office, 'panel', ROLE.approver);
  await delegates(office, 'panel', 'finance', SPRING);
  const code = await openedBids();
  await database.task.updateMany({
    where: { code, name: TASK.decideTechnical },
    data: { personId: people.finance, barred: [] },
  });
  await does(office, 'panel', code, ACTION.declareInterest, { interest: 'Góp vốn vào đơn vị dự thầu' });
  expect(await decision(code)).toMatchObject({ personId: null, barred: [people.panel] });
  expect(
    (await refusal(office, 'finance', code, ACTION.approveTechnical, signed, TASK.decideTechnical)).faults,
  ).toEqual({ task: 'delegator-own-work' });
});

test('nobody approves the technical result on behalf of somebody who scored, nor after having scored, whoever delegates', async () => {
  const { database } = office;
  await assigned(office, 'panel', ROLE.approver);
  await delegates(office, 'panel', 'finance', SPRING);
  await delegates(office, 'approver', 'panelTwo', SPRING);
  const code = await openedBids();
  for (const member of PANEL) {
    await does(office, member, code, ACTION.declareInterest, NO_INTEREST);
    await does(office, member, code, ACTION.score, await scores(code), TASK.scoreBids);
  }
  const answers = async (who: 'finance' | 'panelTwo') => {
    await database.task.updateMany({ where: { code, name: TASK.decideTechnical }, data: { personId: null } });
    return refusal(office, who, code, ACTION.approveTechnical, signed, TASK.decideTechnical);
  };
  expect(await answers('finance')).toMatchObject({ code: 'barred', faults: { task: 'delegator-own-work' } });
  expect(await answers('panelTwo')).toMatchObject({ code: 'barred' });
  await database.task.updateMany({ where: { code, name: TASK.decideTechnical }, data: { personId: null } });
  expect(await does(office, 'approver', code, ACTION.approveTechnical)).toBe(STATE.financial);
});

test('scores of a panel member who leaves are reassigned to nobody: the fault says to appoint the panel anew, which opens them for whoever comes in', async () => {
  const { people, database } = office;
  const code = await openedBids();
  const leaves = await database.task.findFirstOrThrow({ where: { code, personId: people.panel, closedAt: null } });
  for (const to of [people.panelTwo, null]) {
    const said = await refusal(office, 'supervisor', code, ACTION.reassign, {
      task: leaves.id,
      to,
      reason: 'Nghỉ việc',
    });
    expect(said.faults).toEqual({ task: 'reserved' });
    expect(said.said[0]!.message.en).toMatch(/appoint the panel or the council anew/);
  }
  await assigned(office, 'finance', ROLE.panel);
  const members = [people.finance, people.panelTwo, people.panelThree];
  await does(office, 'procurement', code, ACTION.appointPanel, { members });
  const open = await database.task.findMany({ where: { code, name: TASK.scoreBids, closedAt: null } });
  expect(open.map(({ personId }) => personId).sort()).toEqual([...members].sort());
  for (const member of ['finance', 'panelTwo', 'panelThree'] as const) {
    await does(office, member, code, ACTION.declareInterest, NO_INTEREST);
    await does(office, member, code, ACTION.score, await scores(code), TASK.scoreBids);
  }
  expect(await does(office, 'approver', code, ACTION.approveTechnical)).toBe(STATE.financial);
});

test('a panel of all approvers is refused although somebody acts on behalf of one of them', async () => {
  const { people } = office;
  for (const who of ['approver', 'otherApprover'] as const) await assigned(office, who, ROLE.panel);
  await delegates(office, 'approver', 'finance', SPRING);
  const code = await opened(office, [application]);
  const members = [people.approver, people.otherApprover, people.panelTwo];
  expect((await refusal(office, 'procurement', code, ACTION.appointPanel, { members })).faults).toEqual({
    members: 'no-approver-left',
  });
});
