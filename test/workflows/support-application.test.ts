import { Client, type WorkflowClientInterceptor } from '@temporalio/client';
import proto from '@temporalio/proto';
import pg from 'pg';
import { legalDay } from '../../domain/dates.ts';
import { ACTION, STATE, SUBJECT, TASK } from '../../domain/process.ts';
import { deliver } from '../../protocol/deliver.ts';
import { act, INVALID_DECISION, MOVING, refresh, standing, workflowId } from '../../workflows/messages.ts';
import { approved, draft, inForce } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does, history, refusal, standing as standingOf, tries } from '../support/office.ts';
import { expectAllHistoriesReplay, expectReplay } from '../support/replay.ts';
import { faultsOf } from '../support/soundness.ts';
import { SIGNED, storeDecision } from '../support/stored-decision.ts';
import { openWorld, type World } from '../support/world.ts';

/** What the history says of a dossier on which nobody acts, until a week after the agency's head was told. */
const TOLD = ['submit', 'remind', 'mark-overdue', 'escalate', 'escalate-to-head', 'tell-again'];

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.work({ dispatch: true });
});
afterAll(() => world.close());

const runOf = (code: string) => world.temporal.workflow.getHandle(workflowId(SUBJECT.application, code));
const statusOf = async (code: string) => (await runOf(code).describe()).status.name;
const runsOf = async (code: string) => {
  const ids: string[] = [];
  for await (const run of world.temporal.workflow.list({
    query: `WorkflowId = "${workflowId(SUBJECT.application, code)}"`,
  }))
    ids.push(run.runId);
  return ids;
};

/** A dossier that intake has not looked at yet. */
async function submitted(): Promise<string> {
  const code = await draft(world);
  await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

async function several(count: number): Promise<string[]> {
  const codes: string[] = [];
  while (codes.length < count) codes.push(await submitted());
  return codes;
}

describe('the workflow of an application', () => {
  test('begins with the submission, and stands where the database stands', async () => {
    const code = await approved(world);
    expect(await standingOf(world, code)).toBe(STATE.awaitingPackage);
    const { version } = await world.database.application.findUniqueOrThrow({ where: { code } });
    expect(await runOf(code).query(standing)).toMatchObject({ version, stage: 'tendering', state: 'awaiting-package' });
  });

  test('can be found by programme and stage, and by nothing else', async () => {
    const code = await submitted();
    const { typedSearchAttributes } = await runOf(code).describe();
    const labels = typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
    const ours = labels.filter(([name]) => !/^(BuildIds|Temporal)/.test(String(name))).sort();
    expect(ours).toEqual([
      ['Overdue', false],
      ['Programme', 'TEST'],
      ['Stage', 'submission'],
    ]);
  });

  test('hears of what its package did', async () => {
    const code = await inForce(world);
    await eventually(async () => (await runOf(code).query(standing)).stage === 'delivery', {
      what: 'the application to hear that its contract is in force',
    });
  });

  test('ends when the dossier is closed, and a reopening begins a new run', async () => {
    const code = await submitted();
    await does(world, 'intake', code, ACTION.decline, { reasons: [{ text: 'Không thuộc đối tượng' }] });
    await runOf(code).result();
    expect(await statusOf(code)).toBe('COMPLETED');

    await does(world, 'approver', code, ACTION.reopen, { reason: 'Doanh nghiệp đã giải trình' });
    expect(await statusOf(code)).toBe('RUNNING');
    expect(await runsOf(code)).toHaveLength(2);
    await does(world, 'intake', code, ACTION.accept);
    expect(await runOf(code).query(standing)).toMatchObject({ stage: 'eligibility' });
  });

  test('answers a decision on a closed dossier with a refusal, and does not stay', async () => {
    const code = await submitted();
    await does(world, 'intake', code, ACTION.decline, { reasons: [{ text: 'Không thuộc đối tượng' }] });
    await runOf(code).result();
    expect(await refusal(world, 'enterprise', code, ACTION.withdraw)).toMatchObject({ code: 'not-open' });
    await runOf(code).result();
    expect(await statusOf(code)).toBe('COMPLETED');
  });

  test('refuses a submission that lacks documents, and ends: there is nothing to drive yet', async () => {
    const code = await draft(world);
    const { id } = await world.database.application.findUniqueOrThrow({ where: { code } });
    await world.database.attachment.deleteMany({ where: { subjectId: id } });
    const refused = await refusal(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    expect(refused.faults).toMatchObject({ 'documents.support-application': 'document-missing' });
    await runOf(code).result();
    expect(await standingOf(world, code)).toBe(STATE.draft);
  });

  test('goes back where the approver returns the dossier', async () => {
    const code = await submitted();
    await does(world, 'intake', code, ACTION.accept);
    await does(world, 'appraiser', code, ACTION.requestSupplement, { items: [{ text: 'Báo cáo tài chính' }] });
    await does(world, 'enterprise', code, ACTION.supply, { answer: 'Đã gửi' });
    await does(world, 'enterprise', code, ACTION.withdraw);
    await runOf(code).result();
    await does(world, 'approver', code, ACTION.reopen, { reason: 'Rút nhầm' });
    expect(await history(world, code)).toEqual([
      ...['submit', 'accept', 'request-supplement', 'supply', 'withdraw', 'reopen'],
    ]);
  });
});

describe('decisions at once', () => {
  test('of two approvers on one task: one is recorded, the other is told that the task is closed', async () => {
    const code = await submitted();
    const declined = () => tries(world, 'intake', code, ACTION.decline, { reasons: [{ text: 'Thiếu điều kiện' }] });
    const answers = await Promise.all([declined(), tries(world, 'intake', code, ACTION.accept)]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(answers.find((answer) => !answer.ok)).toMatchObject({ code: 'not-open' });
    expect(await history(world, code)).toHaveLength(2);
  });

  test('on both sides of a stage boundary are taken in one order or the other, and none is lost', async () => {
    const codes = await several(6);
    const answers = await Promise.all(
      codes.map((code) =>
        Promise.all([tries(world, 'intake', code, ACTION.accept), tries(world, 'enterprise', code, ACTION.withdraw)]),
      ),
    );
    for (const [index, [accepted, withdrawn]] of answers.entries()) {
      expect(withdrawn.ok).toBe(true);
      const taken = accepted.ok ? ['submit', 'accept', 'withdraw'] : ['submit', 'withdraw'];
      expect(await history(world, codes[index]!)).toEqual(taken);
      await runOf(codes[index]!).result();
    }
  });

  test('more of them than the server takes at once are all answered', async () => {
    const code = await submitted();
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => tries(world, 'enterprise', code, ACTION.withdraw)),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(await history(world, code)).toEqual(['submit', 'withdraw']);
  });

  test('of the same caller with the same key get one answer, and are recorded once', async () => {
    const code = await submitted();
    await does(world, 'intake', code, ACTION.accept);
    const decision = await world.database.decision.findFirstOrThrow({ where: { code, action: ACTION.accept } });
    await Promise.all([world.deliver!(decision), world.deliver!(decision), world.deliver!(decision)]);
    expect(await history(world, code)).toEqual(['submit', 'accept']);
  });

  test('are judged by what the database knows, also where the workflow has not heard of it', async () => {
    const code = await submitted();
    // Recorded, and the workflow lost with its worker before it could learn so.
    await does({ ...world, deliver: undefined }, 'intake', code, ACTION.accept);
    expect(await runOf(code).query(standing)).toMatchObject({ stage: 'submission' });
    await does(world, 'appraiser', code, ACTION.requestSupplement, { items: [{ text: 'Báo cáo tài chính' }] });
    expect(await runOf(code).query(standing)).toMatchObject({ stage: 'eligibility', state: 'supplement-requested' });
  });

  test('that name no decision are turned away by their shape, and leave no trace', async () => {
    const code = await submitted();
    const before = (await runOf(code).describe()).historyLength;
    const sent = runOf(code).executeUpdate(act, { args: [{ decision: 'accept it' }] });
    await expect(sent).rejects.toMatchObject({ cause: { type: INVALID_DECISION } });
    expect((await runOf(code).describe()).historyLength).toBe(before);
  });
});

describe('the clock', () => {
  test('reminds, marks overdue and escalates, each at its time, without anybody acting', async () => {
    const code = await submitted();
    const task = await world.database.task.findFirstOrThrow({ where: { code, name: TASK.checkCompleteness } });
    await world.advanceTo('2026-03-20T09:00:00+07:00');
    expect(await history(world, code)).toEqual(TOLD);
    const overdue = await world.database.event.findFirstOrThrow({ where: { code, action: ACTION.markOverdue } });
    expect(overdue.at.getTime()).toBeGreaterThanOrEqual(task.dueAt.getTime());
    expect(legalDay(overdue.at)).toBe(legalDay(task.dueAt));
    const { typedSearchAttributes } = await runOf(code).describe();
    expect(typedSearchAttributes.getAll()).toContainEqual({ key: { name: 'Overdue', type: 'BOOL' }, value: true });
  });

  test('takes a lapse: a supplement that never comes stops the dossier', async () => {
    const code = await submitted();
    await does(world, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Giấy phép' }] });
    const { dueAt } = await world.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
    await world.advanceTo(new Date(dueAt.getTime() + 3_600_000));
    await runOf(code).result();
    expect(await standingOf(world, code)).toBe(STATE.stopped);
  });
});

describe('a run', () => {
  test('that is cancelled answers what it has taken; the next decision begins another, which goes on', async () => {
    const code = await submitted();
    await runOf(code).cancel();
    await expect(runOf(code).result()).rejects.toThrow();
    expect(await statusOf(code)).toBe('CANCELLED');
    await does(world, 'intake', code, ACTION.accept);
    expect(await runOf(code).query(standing)).toMatchObject({ stage: 'eligibility' });
  });

  test('that was ended from outside is followed by another as soon as anything happens', async () => {
    const code = await submitted();
    await runOf(code).terminate('by mistake');
    await does(world, 'enterprise', code, ACTION.withdraw);
    await runOf(code).result();
    expect(await standingOf(world, code)).toBe(STATE.withdrawn);
  });

  /** Enough that the next stage boundary is one to leave at. */
  const lengthen = async (code: string) => {
    await Promise.all(Array.from({ length: 300 }, () => runOf(code).signal(refresh)));
  };

  test('with a long history goes on as a new one at the next stage', async () => {
    const code = await submitted();
    await lengthen(code);
    await does(world, 'intake', code, ACTION.accept);
    await eventually(async () => (await runsOf(code)).length === 2, { what: 'a second run' });
    expect(await runOf(code).query(standing)).toMatchObject({ stage: 'eligibility', state: 'appraising' });
    const [first] = (await runOf(code).fetchHistory()).events ?? [];
    const began = first?.workflowExecutionStartedEventAttributes;
    expect(began?.continuedExecutionRunId).toBeTruthy();
    expect(Number(began?.workflowTaskTimeout?.seconds)).toBe(10);
    expect((await runOf(code).describe()).typedSearchAttributes.getAll()).toContainEqual({
      key: { name: 'Stage', type: 'KEYWORD' },
      value: 'eligibility',
    });
  });

  test('that is leaving lets nothing more in, and says so; what is sent again is answered by the next', async () => {
    const code = await submitted();
    await lengthen(code);
    // It writes its note before it leaves: as long as it cannot, it stays on its way.
    const holder = new pg.Client({ connectionString: world.url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE "RunNote"');
    await does(world, 'intake', code, ACTION.accept);
    const withdrawal = {
      code,
      action: ACTION.withdraw,
      principal: { kind: 'party', id: world.parties.enterprise },
    } as const;
    const decision = await storeDecision(world, { ...withdrawal, body: SIGNED });
    const sent = runOf(code).executeUpdate(act, { updateId: decision.id, args: [{ decision: decision.id }] });
    await expect(sent).rejects.toMatchObject({ cause: { type: MOVING } });

    let asked = 0;
    const counting: WorkflowClientInterceptor = {
      startUpdate(input, next) {
        asked += 1;
        return next(input);
      },
    };
    const { connection, options } = world.temporal;
    const temporal = new Client({ ...options, connection, interceptors: { workflow: [counting] } });
    const delivery = { temporal, database: world.database };
    const sentAgain = deliver(delivery, decision, { timeoutMs: 60_000, engineMs: 60_000 });
    await Promise.race([sentAgain, eventually(() => asked > 1, { what: 'it to be sent again', timeoutMs: 30_000 })]);
    await holder.query('COMMIT');
    await holder.end();
    expect(await sentAgain).toMatchObject({ ok: true });
    expect(await history(world, code)).toEqual(['submit', 'accept', 'withdraw']);
    await eventually(async () => (await runsOf(code)).length > 1, { what: 'a second run' });
  });

  test('that moves on loses none of the decisions that come meanwhile', async () => {
    const codes = await several(2);
    for (const code of codes) await lengthen(code);
    for (const code of codes) {
      const [accepted, withdrawn] = await Promise.all([
        tries(world, 'intake', code, ACTION.accept),
        tries(world, 'enterprise', code, ACTION.withdraw),
      ]);
      expect(withdrawn.ok).toBe(true);
      expect(await history(world, code)).toEqual(
        accepted.ok ? ['submit', 'accept', 'withdraw'] : ['submit', 'withdraw'],
      );
      await runOf(code).result();
    }
  });

  test('leaves a note of how it went before it ends', async () => {
    const code = await submitted();
    await does(world, 'enterprise', code, ACTION.withdraw);
    await runOf(code).result();
    const [note] = await world.database.runNote.findMany({ where: { code } });
    expect(note).toMatchObject({ kind: 'run', data: { tasksLost: [], tasksFailed: [], workPutOff: 0 } });
  });
});

test('nothing of a decision, its outcome or a dossier’s state can be read in what the server stores', async () => {
  const code = await approved(world);
  const history = proto.temporal.api.history.v1.History.encode(await runOf(code).fetchHistory()).finish();
  const stored = Buffer.from(history).toString('latin1');
  expect(stored).toContain('encryption-key-id');
  for (const secret of ['awaiting-package', 'dueAt', '"version"', '"outcome"']) expect(stored).not.toContain(secret);
});

test('every dossier is sound, and every history replays', async () => {
  expect(await faultsOf(world.database, world.temporal)).toEqual([]);
  expect(await expectAllHistoriesReplay(world)).toBeGreaterThan(20);
});

test('a history that the code would not have written is found out', async () => {
  const code = await submitted();
  const { events = [] } = await runOf(code).fetchHistory();
  const without = (events ?? []).filter((event) => !event.upsertWorkflowSearchAttributesEventAttributes);
  await expect(expectReplay(world, { events: without }, workflowId(SUBJECT.application, code))).rejects.toThrow();
  await expectReplay(world, { events }, workflowId(SUBJECT.application, code));
});
