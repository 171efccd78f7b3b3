import { ACTION, STATE } from '../../domain/process.ts';
import { draft, favourable } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { lineHolds } from '../support/outside.ts';
import { persistent } from '../support/persistent.ts';
import { behind, poised } from '../support/poised.ts';
import { sideBySide } from '../support/side-by-side.ts';
import { openSystem, type System } from '../support/system.ts';

const APPROVALS = 64;
/** The year's line holds a thousand million đồng: enough for ten. */
const AMOUNT = 100_000_000;

let system: System;
beforeAll(async () => {
  system = await openSystem();
  persistent(system.cast);
});
afterAll(() => system?.close());

test('of sixty-four approvals at once the budget takes the ten that it can pay, and the others are told why not', async () => {
  const office = behind(system);
  const codes: string[] = [];
  while (codes.length < APPROVALS) codes.push(await draft(office, { estimate: AMOUNT }));
  // All are in before the first is appraised: a dossier of the same content that comes to light later is for a new appraisal.
  await sideBySide(codes, 8, (code) => does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 }));
  const ready = await sideBySide(codes, 8, async (code) => {
    await does(office, 'intake', code, ACTION.accept);
    await does(office, 'appraiser', code, ACTION.recommend, favourable(AMOUNT, AMOUNT));
    return poised(system, 'approver', code, ACTION.approve, { amount: AMOUNT });
  });

  const replies = await Promise.all(ready.map((approve) => approve()));
  expect(replies.filter((reply) => reply.ok)).toHaveLength(10);
  const refused = replies.filter((reply) => !reply.ok).map((reply) => reply.refusal());
  expect(new Set(refused.map(({ status, code }) => `${status} ${code}`))).toEqual(new Set(['409 budget-short']));
  expect(await lineHolds(system)).toMatchObject({ available: 0, reserved: 10 * AMOUNT });
  const { database } = system;
  const [stage, state] = STATE.awaitingPackage.split('/');
  const approved = await database.application.findMany({ where: { stage, state }, select: { code: true } });
  const allowed = codes.filter((_, index) => replies[index]!.ok);
  expect(approved.map(({ code }) => code).sort()).toEqual(allowed.sort());
});
