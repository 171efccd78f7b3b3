import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ACTION, LETTER, SUBJECT } from '../../domain/process.ts';
import { HOW_BY_HAND, HOW_UNKNOWN } from '../../records/run-gaps.ts';
import { DISPATCH_WORKFLOW, WORKFLOW_TYPE, workflowId } from '../../workflows/messages.ts';
import { untilClocksAreSet } from '../support/clocks.ts';
import { approved, opened } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import {
  expectUnharmed,
  openRow,
  type Row,
  silentIn,
  submitted,
  untilLostRunsAreRead,
  untilSupervisorIsTold,
} from '../support/faults-row.ts';
import { WITHIN_FIVE_MINUTES } from '../support/kill-plant.ts';
import { does, history } from '../support/office.ts';
import { untilDelivered } from '../support/soundness.ts';

let row: Row;
beforeAll(async () => {
  row = await openRow();
});
afterAll(() => row?.close());

/** What an operator may do to a run in Temporal's web page or by its command. */
const HAND = {
  terminated: (run: Run) => run.handle.terminate('by hand'),
  cancelled: (run: Run) => run.handle.cancel(),
  deleted: ({ workflowExecution }: Run) =>
    row.temporal.workflowService.deleteWorkflowExecution({
      namespace: row.temporal.options.namespace,
      workflowExecution,
    }),
  /** To the beginning of its history; the server brings the Updates that came later to the new run again. */
  reset: async ({ handle, workflowExecution }: Run) => {
    const { events } = await handle.fetchHistory();
    const first = events?.find((event) => event.workflowTaskCompletedEventAttributes)?.eventId;
    await row.temporal.workflowService.resetWorkflowExecution({
      namespace: row.temporal.options.namespace,
      workflowExecution,
      workflowTaskFinishEventId: first,
      requestId: randomUUID(),
      reason: 'by hand',
    });
  },
} as const satisfies Record<string, (run: Run) => Promise<unknown>>;

type Run = { handle: WorkflowHandle; workflowExecution: { workflowId: string; runId: string } };

/** Does it to the present run of a workflow; returns when that run is no more. */
async function byHand(what: keyof typeof HAND, workflowId: string): Promise<void> {
  const { runId } = await row.temporal.workflow.getHandle(workflowId).describe();
  const handle = row.temporal.workflow.getHandle(workflowId, runId);
  await HAND[what]({ handle, workflowExecution: { workflowId, runId } });
  const gone = () =>
    handle.describe().then(
      ({ status }) => status.name !== 'RUNNING',
      () => true,
    );
  await eventually(gone, { what: `${workflowId} to end`, timeoutMs: 60_000 });
}

test.each(['terminated', 'cancelled'] as const)('the dispatcher %s by hand: letters and wakes go on', async (how) => {
  const { database, mailbox } = row;
  const application = await approved(row);
  await untilDelivered(database);
  await byHand(how, DISPATCH_WORKFLOW.id);

  // The package's action wakes the dossier, and tells the enterprise.
  const pack = await opened(row, [application]);
  await does(row, 'enterprise', application, ACTION.withdraw, { reason: 'Không còn nhu cầu' });
  await untilDelivered(database, WITHIN_FIVE_MINUTES);
  await eventually(async () => (await mailbox.messages()).some(({ subject }) => subject.includes(application)), {
    what: 'a letter',
  });
  const dispatcher = row.temporal.workflow.getHandle(DISPATCH_WORKFLOW.id);
  // The one that was ended may still have sent all of that.
  await eventually(async () => (await dispatcher.describe()).status.name === 'RUNNING', {
    what: 'the dispatcher to run',
    timeoutMs: WITHIN_FIVE_MINUTES,
  });
  expect(await database.wake.count({ where: { code: { in: [application, pack] } } })).toBeGreaterThanOrEqual(2);
  await expectUnharmed(row);
});

test('the runs of twenty dossiers terminated, cancelled, deleted and reset by hand: each has its run again, and rings, and supervisors are told', async () => {
  const codes: string[] = [];
  while (codes.length < 20) codes.push(await submitted(row));
  await untilDelivered(row.database);
  const hands = Object.keys(HAND) as (keyof typeof HAND)[];
  const ended = new Map(codes.map((code, place) => [code, hands[place % hands.length]!]));
  for (const [code, hand] of ended) await byHand(hand, workflowId(SUBJECT.application, code));

  expect(await untilClocksAreSet(row)).toEqual(expect.arrayContaining(codes));
  for (const code of codes) expect(await history(row, code)).toEqual([ACTION.submit]);
  // What was reset by hand runs on by itself, and nobody need act.
  const lost = codes.filter((code) => ended.get(code) !== 'reset');
  const read = await untilLostRunsAreRead(row, lost);
  for (const code of lost) {
    const how = ended.get(code);
    // The server forgets what was deleted, after it has ended it.
    expect(how === 'deleted' ? [HOW_UNKNOWN, 'terminated'] : [how]).toContain(read.get(code)!.how);
  }
  await untilSupervisorIsTold(row, LETTER.runLost);
  expect(await silentIn(row)).toEqual([]);
  for (const code of codes) {
    const happened = await history(row, code);
    expect(happened).toContain(ACTION.remind);
    expect(happened).toEqual([...new Set(happened)]);
  }

  for (const code of codes) await does(row, 'intake', code, ACTION.accept);
  await expectUnharmed(row);
});

test('runs that somebody started by hand in the place of ours, to do something else or later: each is ended, its dossier has its run again, and supervisors are told', async () => {
  const codes = [await submitted(row), await submitted(row), await submitted(row)];
  await untilDelivered(row.database);
  const instead = [
    { type: DISPATCH_WORKFLOW.type, args: [] },
    { type: WORKFLOW_TYPE.application, startDelay: '30 days' },
    { type: WORKFLOW_TYPE.application, cronSchedule: '0 0 1 1 *' },
  ] as const;
  const byHand = new Map<string, string>();
  for (const [place, code] of codes.entries()) {
    const { type, ...how } = instead[place]!;
    const id = workflowId(SUBJECT.application, code);
    const { taskQueue } = await row.temporal.workflow.getHandle(id).describe();
    const started = await row.temporal.workflow.start(type, {
      ...{ workflowId: id, taskQueue, args: [{ code }], workflowIdConflictPolicy: 'TERMINATE_EXISTING' },
      ...(how as object),
    });
    byHand.set(code, started.firstExecutionRunId);
  }
  const read = await untilLostRunsAreRead(row, codes);
  expect(codes.map((code) => read.get(code)!.how)).toEqual(codes.map(() => HOW_BY_HAND));
  for (const code of codes) {
    const run = row.temporal.workflow.getHandle(workflowId(SUBJECT.application, code));
    const { status, type, runId } = await run.describe();
    expect([status.name, type]).toEqual(['RUNNING', WORKFLOW_TYPE.application]);
    expect(runId).not.toBe(byHand.get(code));
    await does(row, 'intake', code, ACTION.accept);
  }
  await expectUnharmed(row);
});
