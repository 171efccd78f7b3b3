import { randomUUID } from 'node:crypto';
import { ACTION, type ActionName, STATE, SUBJECT, TASK } from '../../domain/process.ts';
import { deliver } from '../../protocol/deliver.ts';
import { workflowId } from '../../workflows/messages.ts';
import type { Outcome, Reply } from '../support/actor.ts';
import { approved, draft, favourable } from '../support/dossier.ts';
import { does, history, standing, type Who } from '../support/office.ts';
import { holds } from '../support/outside.ts';
import { persistent } from '../support/persistent.ts';
import { behind, poised } from '../support/poised.ts';
import { storeDecision } from '../support/stored-decision.ts';
import { openSystem, type System } from '../support/system.ts';
import { invited, ranked } from '../support/tender.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
  persistent(system.cast);
});
afterAll(() => system?.close());

const ESTIMATE = 40_000_000;
const NOT_MET = favourable(ESTIMATE, ESTIMATE).answers.map((answer) => ({ ...answer, answer: 'not-met' }));

async function submitted(): Promise<string> {
  const code = await draft(behind(system));
  await does(behind(system), 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

async function deciding(): Promise<string> {
  const code = await submitted();
  await does(behind(system), 'intake', code, ACTION.accept);
  await does(behind(system), 'appraiser', code, ACTION.recommend, favourable(ESTIMATE, ESTIMATE));
  return code;
}

const told = (reply: Reply) => (reply.ok ? 'allowed' : reply.refusal().code);
const times = async (code: string, action: ActionName) =>
  (await history(system, code)).filter((name) => name === action).length;

describe('two decisions at the same moment', () => {
  test('a supplement and the end of its limit: what was received in time counts, and nothing is recorded after the lapse', async () => {
    const codes = [await submitted(), await submitted(), await submitted(), await submitted()];
    const items = [{ kind: 'training-plan', text: 'Chưa nêu số học viên' }];
    for (const code of codes) await does(behind(system), 'intake', code, ACTION.requestSupplement, { items });
    const { dueAt } = await system.database.task.findFirstOrThrow({
      where: { code: codes[0]!, name: TASK.supplyDocuments, closedAt: null },
    });
    await system.advanceTo(new Date(dueAt.getTime() - 60_000));
    const late = codes.pop()!;
    const supplies = [];
    for (const code of codes)
      supplies.push(await poised(system, 'enterprise', code, ACTION.supply, { answer: 'Đã bổ sung' }));
    // Received in time, and nobody delivers it before the limit has passed: that fault is ours.
    const principal = { kind: 'party' as const, id: system.parties.enterprise };
    const supply = { code: late, action: ACTION.supply, principal, body: { answer: 'Đã bổ sung' } };
    await storeDecision(system, supply, { ageMs: -10_000 });
    const [, ...replies] = await Promise.all([
      system.advanceTo(new Date(dueAt.getTime() + 1_000)),
      ...supplies.map((send) => send()),
    ]);
    for (const [index, code] of codes.entries()) {
      const reply = replies[index]!;
      const ends = { supplied: await times(code, ACTION.supply), lapsed: await times(code, ACTION.lapseSupplement) };
      expect(ends).toEqual(reply.ok ? { supplied: 1, lapsed: 0 } : { supplied: 0, lapsed: 1 });
      const decision = await system.database.decision.findFirst({ where: { code, action: ACTION.supply } });
      if (decision && decision.receivedAt <= dueAt) expect(told(reply)).toBe('allowed');
      if (!reply.ok) expect(reply.refusal().code).toBe('not-open');
    }
    const recorded = (await history(system, late)).filter((name) => name !== ACTION.remind);
    expect(recorded).toEqual([ACTION.submit, ACTION.requestSupplement, ACTION.supply]);
  });

  test('that exclude each other: one is recorded, and the other is told that it is too late', async () => {
    for (const first of ['withdraw', 'refuse'] as const) {
      const code = await deciding();
      const withdraw = await poised(system, 'enterprise', code, ACTION.withdraw, { reason: 'Đổi kế hoạch' });
      const refuse = await poised(system, 'approver', code, ACTION.refuse, { answers: NOT_MET });
      const sent = first === 'withdraw' ? [withdraw(), refuse()] : [refuse(), withdraw()].reverse();
      const [withdrawn, refused] = (await Promise.all(sent)).map(told);
      const state = await standing(system, code);
      expect({ withdrawn, refused, state }).toEqual(
        withdrawn === 'allowed'
          ? { withdrawn: 'allowed', refused: 'not-open', state: STATE.withdrawn }
          : { withdrawn: 'not-open', refused: 'allowed', state: STATE.refused },
      );
      expect((await times(code, ACTION.withdraw)) + (await times(code, ACTION.refuse))).toBe(1);
    }
  });

  test('approval and withdrawal: whichever comes first, the dossier ends withdrawn and no money stays with it', async () => {
    for (const first of ['withdraw', 'approve'] as const) {
      const code = await deciding();
      const withdraw = await poised(system, 'enterprise', code, ACTION.withdraw, { reason: 'Đổi kế hoạch' });
      const approve = await poised(system, 'approver', code, ACTION.approve, { amount: ESTIMATE });
      const sent = first === 'withdraw' ? [withdraw(), approve()] : [approve(), withdraw()].reverse();
      const [withdrawn, answer] = (await Promise.all(sent)).map(told);
      expect(withdrawn).toBe('allowed');
      const recorded = (await history(system, code)).slice(3);
      expect(recorded).toEqual(answer === 'allowed' ? [ACTION.approve, ACTION.withdraw] : [ACTION.withdraw]);
      if (answer !== 'allowed') expect(answer).toBe('not-open');
      expect(await standing(system, code)).toBe(STATE.withdrawn);
      expect(await holds(system, code)).toEqual({});
    }
  });

  test('award and cancellation of a package: whichever comes first, it ends cancelled, and its application is free again', async () => {
    const office = behind(system);
    const code = await approved(office);
    const pack = await invited(office, [{ application: code, ceiling: ESTIMATE }]);
    const priced = (price: number, points: number) => ({ points, prices: { [code]: price } });
    await ranked(office, pack, {
      consultant: priced(36_000_000, 90),
      otherConsultant: priced(37_000_000, 85),
      thirdConsultant: priced(38_000_000, 80),
    });
    const agreed = [{ application: code, price: 36_000_000 }];
    await does(office, 'procurement', pack, ACTION.recordNegotiation, { outcome: 'agreed', agreed });
    const award = await poised(system, 'approver', pack, ACTION.award);
    const cancel = await poised(system, 'otherApprover', pack, ACTION.cancel, { reason: 'Không còn nhu cầu' });
    const [awarded, cancelled] = (await Promise.all([award(), cancel()])).map(told);
    expect(cancelled).toBe('allowed');
    expect(await times(pack, ACTION.award)).toBe(awarded === 'allowed' ? 1 : 0);
    if (awarded !== 'allowed') expect(awarded).toBe('not-open');
    expect(await standing(system, pack)).toBe(STATE.cancelled);
    expect(await standing(system, code)).toBe(STATE.awaitingPackage);
  });
});

describe('an Idempotency-Key', () => {
  test('that is sent twice at once is one decision with one answer', async () => {
    const code = await submitted();
    const accept = await poised(system, 'intake', code, ACTION.accept);
    const key = randomUUID();
    const replies = await Promise.all([accept({ key }), accept({ key }), accept({ key })]);
    const outcomes = replies.map((reply) => reply.read<Outcome & { decision: string }>());
    expect(new Set(outcomes.map(({ decision, version }) => `${decision} ${version}`)).size).toBe(1);
    expect(await times(code, ACTION.accept)).toBe(1);
  });

  test('belongs to whoever sent it: two callers with the same one decide each for themselves', async () => {
    const key = randomUUID();
    const mine = await deciding();
    const theirs = await draft(behind(system), { enterprise: 'otherEnterprise' });
    await does(behind(system), 'otherEnterprise', theirs, ACTION.submit, { contentVersion: 1 });
    const owners: [Who, string][] = [
      ['enterprise', mine],
      ['otherEnterprise', theirs],
    ];
    const ready = [];
    for (const [who, code] of owners)
      ready.push(await poised(system, who, code, ACTION.withdraw, { reason: 'Đổi kế hoạch' }));
    const replies = await Promise.all(ready.map((withdraw) => withdraw({ key })));
    expect(replies.map(told)).toEqual(['allowed', 'allowed']);
    for (const [, code] of owners) expect(await standing(system, code)).toBe(STATE.withdrawn);
  });

  test('that comes with another body is refused, at once and later, and what was decided stays', async () => {
    const code = await deciding();
    const approve = await poised(system, 'approver', code, ACTION.approve, { amount: ESTIMATE });
    const less = await poised(system, 'approver', code, ACTION.approve, { amount: 1_000_000 });
    const key = randomUUID();
    const replies = await Promise.all([approve({ key }), less({ key })]);
    expect(replies.map(told).sort()).toEqual(['allowed', 'idempotency-key-reused']);
    const amount = replies[0]!.ok ? ESTIMATE : 1_000_000;
    expect(await holds(system, code)).toEqual({ reserved: amount });
    const late = await (amount === ESTIMATE ? less : approve)({ key });
    expect(late.refusal()).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect(await holds(system, code)).toEqual({ reserved: amount });
  });

  test('of a submission is answered as it was, long after the dossier was refused, and wakes nothing', async () => {
    const code = await draft(system);
    const submit = await poised(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    const key = randomUUID();
    const first = (await submit({ key })).read<Outcome & { decision: string }>();
    await does(behind(system), 'intake', code, ACTION.accept);
    await does(behind(system), 'appraiser', code, ACTION.recommend, favourable(ESTIMATE, ESTIMATE));
    await does(behind(system), 'approver', code, ACTION.refuse, { answers: NOT_MET });
    const ended = await history(system, code);

    const again = await submit({ key });
    expect(again.read()).toMatchObject({
      decision: first.decision,
      version: first.version,
      subject: { stage: 'closed', state: 'refused' },
    });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await submit()).refusal()).toMatchObject({ status: 409, code: 'not-open' });
    // Delivered again after all, it begins a run that finds nothing to do.
    const decision = await system.database.decision.findUniqueOrThrow({ where: { id: first.decision } });
    expect(await deliver(system, decision, { timeoutMs: 120_000 })).toEqual({ ok: true, version: first.version });
    const run = system.temporal.workflow.getHandle(workflowId(SUBJECT.application, code));
    await run.result();
    expect(await history(system, code)).toEqual(ended);
  });
});
