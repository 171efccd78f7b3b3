import { formatDong } from '../../domain/money.ts';
import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { programme004 } from '../../programmes/004.ts';
import { balances } from '../support/books.ts';
import { draft, favourable } from '../support/dossier.ts';
import { addressees, does, type Office, openOffice, PROGRAMME, refusal, standing } from '../support/office.ts';

/** A project of source 004, whose programme wants two approvers above a sum. */
const ITEM = 'K3';
const ABOVE = Number(programme004.secondApproval!.above);
const LARGE = ABOVE + 1;

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  await office.database.programme.update({ where: { id: PROGRAMME }, data: { definition: '004', assumed: true } });
});
afterEach(() => office.close());

async function recommended(amount: number): Promise<string> {
  const code = await draft(office, { item: ITEM, estimate: 1_000_000_000, requestedAmount: amount });
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.accept);
  await does(office, 'appraiser', code, ACTION.recommend, favourable(1_000_000_000, amount, ITEM));
  return code;
}

test('up to the sum one approver decides, and has nobody to endorse it for', async () => {
  const code = await recommended(ABOVE);
  const endorsed = await refusal(office, 'approver', code, ACTION.endorse, { amount: ABOVE });
  expect(endorsed).toMatchObject({ code: 'invalid', faults: { amount: 'one-approver-decides' } });
  await does(office, 'approver', code, ACTION.approve, { amount: ABOVE });
  expect(await standing(office, code)).toBe(STATE.draftingAgreement);
});

test('above the sum the first approver endorses, and the money is reserved when another one approves', async () => {
  const code = await recommended(LARGE);
  const alone = await refusal(office, 'approver', code, ACTION.approve, { amount: LARGE });
  expect(alone).toMatchObject({ code: 'invalid', faults: { amount: 'second-approver-needed' } });

  await does(office, 'approver', code, ACTION.endorse, { amount: LARGE });
  expect(await standing(office, code)).toBe(STATE.confirmingApproval);
  expect(await balances(office, code)).toEqual({});
  expect(await addressees(office, code, LETTER.approved)).toEqual([]);

  await does(office, 'otherApprover', code, ACTION.approve, { amount: LARGE });
  expect(await standing(office, code)).toBe(STATE.draftingAgreement);
  expect(await balances(office, code)).toMatchObject({ reserved: LARGE });
  expect(await addressees(office, code, LETTER.approved)).toEqual(['enterprise']);
});

test('neither who endorsed nor who appraised may be the second approver', async () => {
  const code = await recommended(LARGE);
  await does(office, 'approver', code, ACTION.endorse, { amount: LARGE });
  const task = await office.database.task.findFirstOrThrow({ where: { code, name: TASK.confirmApproval } });
  expect([...task.barred].sort()).toEqual([office.people.appraiser, office.people.approver].sort());
  const self = await refusal(office, 'approver', code, ACTION.approve, { amount: LARGE });
  expect(self.code).toBe('barred');
});

test('the second approver is held to what was endorsed, and may return it to the first', async () => {
  const code = await recommended(LARGE + 10);
  await does(office, 'approver', code, ACTION.endorse, { amount: LARGE });
  const more = await refusal(office, 'otherApprover', code, ACTION.approve, { amount: LARGE + 1 });
  expect(more).toMatchObject({ code: 'invalid', faults: { amount: 'above-recommended' } });
  await does(office, 'otherApprover', code, ACTION.return, { reason: 'Xem lại mức hỗ trợ' });
  expect(await standing(office, code)).toBe(STATE.deciding);
  await does(office, 'approver', code, ACTION.approve, { amount: ABOVE });
  expect(await balances(office, code)).toMatchObject({ reserved: ABOVE });
});

test('the sum stands in the refusal, with what it rests on', async () => {
  const code = await recommended(LARGE);
  const { said } = await refusal(office, 'approver', code, ACTION.approve, { amount: LARGE });
  expect(said[0]?.message.en).toContain(formatDong(BigInt(ABOVE), 'en'));
  expect(said[0]?.message.vi).toContain(programme004.secondApproval!.source.document);
});
