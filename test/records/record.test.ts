import { randomUUID } from 'node:crypto';
import { ACTION, LETTER, STATE, SUBJECT, TASK } from '../../domain/process.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { record } from '../../records/record.ts';
import { rehearse } from '../../records/rehearse.ts';
import { approved, draft } from '../support/dossier.ts';
import {
  addressees,
  does,
  history,
  type Office,
  openOffice,
  openTasks,
  passLimit,
  refusal,
  STARTS_AT,
  setClock,
  standing,
  tries,
} from '../support/office.ts';
import { sideBySide } from '../support/side-by-side.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

/** Stores a decision of the enterprise as the API does, without sending it. */
async function stored(code: string, action: string, body: Prisma.InputJsonObject, receivedAt?: Date): Promise<string> {
  const [{ now }] = await office.database.$queryRaw<[{ now: Date }]>`SELECT business_now() AS now`;
  const id = randomUUID();
  const principal = { kind: 'party', id: office.parties.enterprise };
  await office.database.decision.create({
    data: {
      id,
      subject: SUBJECT.application,
      code,
      action,
      principal,
      body,
      bodyHash: id,
      receivedAt: receivedAt ?? now,
    },
  });
  return id;
}

const SUBMIT = { contentVersion: 1, signatory: { name: 'Nguyễn Văn Thử', capacity: 'Giám đốc' } };
const submitted = async () => {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
};
const openTask = (code: string) => office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });

describe('a decision', () => {
  test('that is about another dossier, or is none, is recorded on neither, and keeps nothing that anybody would have to settle', async () => {
    const [own, other] = [await submitted(), await submitted()];
    const decision = await stored(own, ACTION.withdraw, { reason: 'Không còn nhu cầu', signatory: SUBMIT.signatory });
    const { database } = office;
    const unknown = '0'.repeat(64);
    for (const brought of [
      { subject: SUBJECT.application, code: other, decision },
      { subject: SUBJECT.application, code: own, decision: unknown },
    ]) {
      const { outcome, current } = await record(office, brought);
      expect(outcome).toEqual({ ok: false, code: 'fault' });
      expect(current.state).toBe('received');
    }
    await expect(record(office, { subject: SUBJECT.application, code: 'NONE', decision })).rejects.toThrow(/NONE/);
    await expect(record(office, { subject: SUBJECT.package, code: other, decision })).rejects.toThrow();
    expect((await database.decision.findUniqueOrThrow({ where: { id: decision } })).outcome).toBeNull();
    expect(await database.recordFault.count()).toBe(0);
    expect([await standing(office, own), await standing(office, other)]).toEqual([STATE.received, STATE.received]);
    expect((await record(office, { subject: SUBJECT.application, code: own, decision })).outcome.ok).toBe(true);
    expect([await standing(office, own), await standing(office, other)]).toEqual([STATE.withdrawn, STATE.received]);
  });

  test('that is recorded again, at once or later, answers what it answered first and changes nothing', async () => {
    const code = await draft(office);
    const decision = await stored(code, ACTION.submit, SUBMIT);
    const input = { subject: SUBJECT.application, code, decision };
    const both = await Promise.all([record(office, input), record(office, input)]);
    await does(office, 'intake', code, ACTION.decline, { reasons: [{ text: 'Ngoài địa bàn' }] });
    const late = await record(office, input);
    expect([...both, late].map(({ outcome }) => outcome)).toEqual(Array(3).fill({ ok: true, version: 1 }));
    expect(await history(office, code)).toEqual([ACTION.submit, ACTION.decline]);
    expect(late.current).toMatchObject({ version: 2, stage: 'closed', state: 'declined' });
  });

  test('that is refused is a value, names every fault, is kept, and leaves everything as it was', async () => {
    const code = await draft(office);
    await office.database.application.update({ where: { code }, data: { content: { need: 'x' } } });
    await office.database.attachment.deleteMany();
    const said = await refusal(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    expect(said.code).toBe('invalid');
    expect(Object.keys(said.faults)).toEqual(
      expect.arrayContaining([
        'content.contact',
        'content.estimate',
        'content.site',
        'documents.business-registration',
      ]),
    );
    expect(await standing(office, code)).toBe(STATE.draft);
    expect(await office.database.event.count()).toBe(0);
    expect(await office.database.letter.count()).toBe(0);
    const kept = await office.database.decision.findFirstOrThrow();
    expect(kept.outcome).toMatchObject({ ok: false, code: 'invalid' });
  });

  test('out of turn says which actions are open, and to whom', async () => {
    const code = await submitted();
    const said = await refusal(office, 'enterprise', code, ACTION.confirm);
    expect(said.code).toBe('not-open');
    expect(said.said.map((fault) => fault.message.en)).toEqual(
      expect.arrayContaining(['Open: accept (intake)', 'Open: withdraw (enterprise)']),
    );
  });

  test('of another enterprise is answered as if there were no such dossier', async () => {
    const code = await submitted();
    expect((await refusal(office, 'otherEnterprise', code, ACTION.withdraw)).code).toBe('not-found');
  });

  test('with a field that nobody knows is refused by that field', async () => {
    const code = await draft(office);
    const said = await refusal(office, 'enterprise', code, ACTION.submit, { contentVersion: 1, colour: 'red' });
    expect(said).toMatchObject({ code: 'invalid', faults: { '': 'unrecognized_keys' } });
  });

  test('of two that are legal at the same moment one wins and the other is told', async () => {
    const code = await submitted();
    const [withdrawn, accepted] = await Promise.all([
      tries(office, 'enterprise', code, ACTION.withdraw),
      tries(office, 'intake', code, ACTION.accept),
    ]);
    const taken = [withdrawn, accepted].filter((answer) => answer.ok);
    // Withdrawing remains legal after acceptance, accepting does not after withdrawal.
    expect(taken.length === 2 ? (await standing(office, code)) === STATE.withdrawn : taken.length === 1).toBe(true);
    const audit = await office.database.event.findMany({ where: { code }, orderBy: { version: 'asc' } });
    expect(audit.map((event) => event.version)).toEqual(audit.map((_, index) => index + 1));
  });

  test('on nobody else than oneself: who recommended may not approve', async () => {
    const code = await submitted();
    await does(office, 'intake', code, ACTION.accept);
    const { appraiser } = office.people;
    await office.database.assignment.create({
      data: { personId: appraiser, agencyId: 'test-agency', role: 'approver', fromDay: new Date('2020-01-01') },
    });
    await does(office, 'appraiser', code, ACTION.recordSurvey, { on: '2026-03-02', place: 'Xưởng', findings: 'Đạt' });
    const first = await approved(office);
    const task = await office.database.task.findFirstOrThrow({ where: { code: first, name: TASK.decide } });
    expect(task.barred).toEqual([appraiser]);
  });
});

describe('the budget', () => {
  test('lets exactly as many approvals through as it has money for, of 64 sent side by side', async () => {
    await office.close();
    office = await openOffice({ budget: 400_000_000n });
    const codes: string[] = [];
    for (let n = 0; n < 64; n += 1) codes.push(await deciding());
    // More than there are connections. What waits for one too long is refused, and sent again by who brings it.
    const answers = await sideBySide(codes, 8, (code) =>
      tries(office, 'approver', code, ACTION.approve, { amount: 40_000_000 }),
    );
    const refused = answers.filter((answer) => !answer.ok);
    expect(answers.length - refused.length).toBe(10);
    expect(refused.every((answer) => !answer.ok && answer.code === 'budget-short')).toBe(true);
    expect(refused[0]).toMatchObject({
      at: STATE.deciding,
      faults: [{ path: 'amount', message: { en: expect.stringContaining('0') } }],
    });
    const held = await office.database.entry.groupBy({ by: ['account'], _sum: { amount: true } });
    const balance = Object.fromEntries(held.map((row) => [row.account, row._sum.amount]));
    expect(balance).toEqual({ allotment: -400_000_000n, available: 0n, reserved: 400_000_000n });
  });

  test('gets back what a dossier had reserved when it leaves', async () => {
    const code = await approved(office);
    await does(office, 'enterprise', code, ACTION.withdraw);
    const held = await office.database.entry.groupBy({ by: ['account'], _sum: { amount: true } });
    expect(held.find((row) => row.account === 'reserved')?._sum.amount).toBe(0n);
    expect(held.find((row) => row.account === 'available')?._sum.amount).toBe(1_000_000_000n);
  });

  async function deciding(): Promise<string> {
    const code = await submitted();
    await does(office, 'intake', code, ACTION.accept);
    const conditions = ['sector', 'resources', 'no-overlap', 'location'];
    const item = (await import('../../programmes/003.ts')).programme003.items.find((one) => one.code === 'P2');
    await does(office, 'appraiser', code, ACTION.recommend, {
      recommendation: 'approve-it',
      answers: (item?.conditions.map((condition) => condition.code) ?? conditions).map((condition) => ({
        condition,
        answer: 'met',
        reason: 'Đã đối chiếu',
      })),
      estimate: 40_000_000,
      amount: 40_000_000,
      memo: 'Đủ điều kiện',
    });
    return code;
  }
});

describe('the clock', () => {
  test('reminds before the due date, marks the task overdue after it, and tells the supervisor, then the head, then both again every week', async () => {
    const code = await submitted();
    const task = await openTask(code);
    const seen: (string | null)[] = [];
    for (let step = 0; step < 6; step += 1) {
      const { nextAt, nextAction } = await openTask(code);
      seen.push(nextAction);
      await setClock(office, nextAt!);
      await record(office, {
        subject: SUBJECT.application,
        code,
        timer: { task: task.id, dueAt: nextAt!.toISOString() },
      });
    }
    const again = [ACTION.tellAgain, ACTION.tellAgain];
    expect(seen).toEqual([ACTION.remind, ACTION.markOverdue, ACTION.escalate, ACTION.escalateToHead, ...again]);
    expect(await openTask(code)).toMatchObject({ nextAction: ACTION.tellAgain, headToldAt: expect.any(Date), told: 4 });
    const row = await office.database.application.findUniqueOrThrow({ where: { code } });
    expect(row.overdue).toBe(true);
    expect(await addressees(office, code, LETTER.overdue)).toEqual(['intake']);
    expect(await addressees(office, code, LETTER.escalation)).toEqual(['supervisor']);
    // While the agency has named no head, its approvers are told.
    const approvers = await addressees(office, code, LETTER.escalationToHead);
    expect(approvers.sort()).toEqual(['approver', 'otherApprover']);
    await does(office, 'intake', code, ACTION.accept);
    expect((await office.database.application.findUniqueOrThrow({ where: { code } })).overdue).toBe(false);
  });

  test('does nothing to a task that was answered meanwhile, or whose date is another', async () => {
    const code = await submitted();
    const task = await openTask(code);
    await does(office, 'intake', code, ACTION.accept);
    const timer = { task: task.id, dueAt: task.nextAt!.toISOString() };
    const { outcome } = await record(office, { subject: SUBJECT.application, code, timer });
    expect(outcome).toEqual({ ok: false, code: 'no-longer-applies' });
    expect(await history(office, code)).toEqual([ACTION.submit, ACTION.accept]);
  });

  test('takes the lapse of a silent enterprise', async () => {
    const code = await submitted();
    await does(office, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Báo cáo tài chính' }] });
    expect(await passLimit(office, code, TASK.supplyDocuments)).toBe(STATE.stopped);
    expect(await openTasks(office, code)).toEqual([]);
  });

  test('records what was received in time before it takes a lapse', async () => {
    const code = await submitted();
    await does(office, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Báo cáo tài chính' }] });
    const task = await office.database.task.findFirstOrThrow({
      where: { code, name: TASK.supplyDocuments, closedAt: null },
    });
    await stored(code, ACTION.supply, { answer: 'Gửi kèm' }, new Date(task.dueAt.getTime() - 1_000));
    await office.database.task.update({
      where: { id: task.id },
      data: { nextAt: task.dueAt, nextAction: ACTION.lapseSupplement },
    });
    await setClock(office, new Date(task.dueAt.getTime() + 60_000));
    const timer = { task: task.id, dueAt: task.dueAt.toISOString() };
    const { outcome } = await record(office, { subject: SUBJECT.application, code, timer });
    expect(outcome).toEqual({ ok: false, code: 'no-longer-applies' });
    expect(await standing(office, code)).toBe(STATE.received);
  });

  test('stands still while the enterprise must act, and moves the appointed date by exactly those working days', async () => {
    const code = await submitted();
    await does(office, 'intake', code, ACTION.accept);
    const before = await office.database.application.findUniqueOrThrow({ where: { code } });
    await setClock(office, '2026-03-04T10:00:00+07:00');
    await does(office, 'appraiser', code, ACTION.requestSupplement, { items: [{ text: 'Hồ sơ năng lực' }] });
    expect((await office.database.application.findUniqueOrThrow({ where: { code } })).appointedAt).toBeNull();
    await setClock(office, '2026-03-09T10:00:00+07:00');
    await does(office, 'enterprise', code, ACTION.supply, { answer: 'Gửi kèm' });
    const after = await office.database.application.findUniqueOrThrow({ where: { code } });
    // 15 working days from Monday 2 March; from Wednesday to Monday three were waited: Thursday, Friday, Monday.
    expect(before.appointedAt).toEqual(new Date('2026-03-23T17:00:00+07:00'));
    expect(after.appointedAt).toEqual(new Date('2026-03-26T17:00:00+07:00'));
  });

  test('opens nothing that nobody may take without telling the supervisor whom the rule bars', async () => {
    const { people } = office;
    await office.database.assignment.deleteMany({
      where: { role: 'approver', personId: { in: [people.approver, people.otherApprover] } },
    });
    await office.database.assignment.create({
      data: { personId: people.appraiser, agencyId: 'test-agency', role: 'approver', fromDay: new Date('2020-01-01') },
    });
    await expect(approved(office)).rejects.toThrow(/not-found|barred|not-yours/);
    const alarm = await office.database.letter.findFirstOrThrow({ where: { name: LETTER.nobodyEligible } });
    expect(alarm.facts).toMatchObject({ task: TASK.decide, barred: [people.appraiser] });
    expect(alarm.personId).toBe(people.supervisor);
  });
});

describe('the audit', () => {
  test('can be added to and never changed or deleted', async () => {
    const code = await submitted();
    await expect(office.database.event.updateMany({ where: { code }, data: { action: 'x' } })).rejects.toThrow(
      /permission denied/,
    );
    await expect(office.database.event.deleteMany({ where: { code } })).rejects.toThrow(/permission denied/);
    await expect(office.database.entry.deleteMany()).rejects.toThrow(/permission denied/);
  });

  test('keeps a correction beside what it corrects, countersigned once the next step began', async () => {
    const code = await submitted();
    await does(office, 'intake', code, ACTION.accept);
    const said = { version: 2, correction: 'Tiếp nhận ngày 27/02', reason: 'Ghi nhầm' };
    expect((await refusal(office, 'appraiser', code, ACTION.correctRecord, said)).code).toBe('not-yours');
    await does(office, 'intake', code, ACTION.correctRecord, { ...said });
    expect(await history(office, code)).toEqual([ACTION.submit, ACTION.accept, ACTION.correctRecord]);
  });
});

describe('a rehearsal', () => {
  test('answers the effects or every fault, and writes nothing', async () => {
    const code = await draft(office);
    const asked = {
      id: null,
      action: ACTION.submit,
      taskId: null,
      principal: { kind: 'party', id: office.parties.enterprise },
      receivedAt: new Date(STARTS_AT),
    };
    const good = await rehearse(office.database, SUBJECT.application, code, { ...asked, body: SUBMIT });
    expect(good).toMatchObject({ ok: true, effects: [{ code, action: ACTION.submit, after: STATE.received }] });
    const bad = await rehearse(office.database, SUBJECT.application, code, {
      ...asked,
      body: { ...SUBMIT, contentVersion: 9 },
    });
    expect(bad).toMatchObject({ ok: false, refusal: { code: 'stale' } });
    expect(await standing(office, code)).toBe(STATE.draft);
  });
});
