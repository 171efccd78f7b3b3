import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { reconcile } from '../../activities/reconcile.ts';
import { ACTION, LETTER, STATE, SUBJECT } from '../../domain/process.ts';
import { installationOf, taskQueueOf } from '../../protocol/installation.ts';
import { type Found, GAP, HOW_UNREADABLE, keepGaps } from '../../records/run-gaps.ts';
import { WORKFLOW_TYPE, workflowId } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { type LostRun, openRow, type Row, submitted, untilSupervisorIsTold } from '../support/faults-row.ts';
import { WITHIN_FIVE_MINUTES } from '../support/kill-plant.ts';
import { does, standing } from '../support/office.ts';
import { REFUSED, refusing } from '../support/refusing.ts';
import { untilDelivered } from '../support/soundness.ts';

let row: Row;
beforeAll(async () => {
  row = await openRow({ dynamicConfig: { 'frontend.WorkflowPauseEnabled': true } });
});
afterAll(() => row?.close());

const without = (rights: readonly string[]) => refusing(row.temporal, rights, REFUSED.denied);

const present = (code: string) => row.temporal.workflow.getHandle(workflowId(SUBJECT.application, code)).describe();

/** As an operator does it in Temporal's web page. */
async function pause(code: string): Promise<void> {
  const { workflowId, runId } = await present(code);
  const { namespace, identity } = { ...row.temporal.options, identity: 'by hand' };
  const requestId = randomUUID();
  await row.temporal.workflowService.pauseWorkflowExecution({ namespace, workflowId, runId, identity, requestId });
}

/** A run of it on a task queue that nobody works on, as one of an earlier release. */
async function leaveOn(taskQueue: string, code: string): Promise<void> {
  const { workflowId, runId } = await present(code);
  await row.temporal.workflow.getHandle(workflowId, runId).terminate('by hand');
  await row.temporal.workflow.start(WORKFLOW_TYPE.application, { workflowId, taskQueue, args: [{ code }] });
}

const gapsOf = async (code: string) =>
  (
    await row.database.runGap.findMany({ where: { code, resolvedAt: null }, select: { kind: true, how: true } })
  ).toSorted((one, other) => one.kind.localeCompare(other.kind));

test('a run that was paused by hand, and one on an old task queue, that the server does not let us end: each is told as what it is, and ended as soon as that may be', async () => {
  const [paused, old] = [await submitted(row), await submitted(row)];
  await untilDelivered(row.database);
  const ours = taskQueueOf(await installationOf(row.database));
  const log = pino({ level: 'silent' });
  await row.without('worker', async () => {
    await pause(paused);
    await leaveOn('of-an-earlier-release', old);
    const silent = await without(['TerminateWorkflowExecution', 'DescribeTaskQueue']);
    const weak = await without(['TerminateWorkflowExecution']);
    for (const temporal of [silent, weak]) {
      // The list of runs is written after the fact.
      const compared = async () => {
        const found = await reconcile({ database: row.database, temporal, log });
        return found.notEnded === 1 && found.elsewhere === 1 && found;
      };
      try {
        const found = await eventually(compared, { what: 'both to be found' });
        expect(found).toMatchObject({ withoutRun: 0, unreadable: 0, left: 0 });
      } finally {
        await temporal.connection.close();
      }
      expect(await gapsOf(paused)).toEqual([{ kind: GAP.noRun, how: 'paused' }]);
      expect(await gapsOf(old)).toEqual([{ kind: GAP.elsewhere, how: 'of-an-earlier-release' }]);
    }
    const { items } = await row.cast.supervisor.get<{ items: LostRun[] }>('/supervision/runs?limit=100');
    expect(items.map(({ code, act }) => [code, act])).toEqual(
      expect.arrayContaining([paused, old].map((code) => [code, true])),
    );
    expect((await present(paused)).status.name).toBe('PAUSED');
    expect((await present(old)).status.name).toBe('RUNNING');
  });

  await untilSupervisorIsTold(row, LETTER.runLost, [paused, old]);
  for (const code of [paused, old]) {
    const again = async () => {
      const { status, taskQueue } = await present(code);
      return status.name === 'RUNNING' && taskQueue === ours && (await gapsOf(code)).length === 0;
    };
    await eventually(again, { what: 'another run in its place', timeoutMs: WITHIN_FIVE_MINUTES });
    await does(row, 'intake', code, ACTION.accept);
    expect(await standing(row, code)).toBe(STATE.appraising);
  }
});

test('what is known to be wrong is asked for by its id, although the list has its run, until that run answers', async () => {
  const code = await submitted(row);
  await untilDelivered(row.database);
  const log = pino({ level: 'silent' });
  const { database } = row;
  const found: Found = { subject: SUBJECT.application, code, how: HOW_UNREADABLE, lostAt: null, wake: false };
  await row.without('worker', async () => {
    await keepGaps(database, GAP.noRun, [found]);
    const silent = await refusing(row.temporal, ['DescribeWorkflowExecution'], REFUSED.outOfTime);
    const { unreadable } = await reconcile({ database, temporal: silent, log, sample: 0 });
    await silent.connection.close();
    expect(unreadable).toBe(1);
    expect(await gapsOf(code)).toEqual([{ kind: GAP.noRun, how: HOW_UNREADABLE }]);
    await reconcile({ database, temporal: row.temporal, log, sample: 0 });
    expect(await gapsOf(code)).toEqual([]);
  });
});
