/**
 * Invented dossiers that the product's own workflows drive on a machine that stalls: a stand-in answers for record(), and is slow, holds
 * up the whole process, or fails, at random. Everything else is real: server, worker, workflows, codec.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { SUBJECT } from '../../domain/process.ts';
import { workflowType } from '../../protocol/start.ts';
import type { RecordAnswer, RecordInput } from '../../records/record.ts';
import { workerOn } from '../../worker/create.ts';
import { act, ORDER, refresh, workflowId } from '../../workflows/messages.ts';
import { workflowBundle } from './bundle.ts';
import { Chance } from './chance.ts';
import { sideBySide } from './side-by-side.ts';
import type { World } from './world.ts';

/** How the machine behaves: chances of each call, and how long things take on it. */
export interface Machine {
  slow: number;
  slowMs: number;
  /** The process does nothing at all for so long. */
  stall: number;
  stallMs: number;
  fail: number;
  /** Of the workflow tasks; the product's own unless told. */
  workflowTaskTimeout?: '1s' | '10s';
}

export interface Lives {
  count: number;
  /** How many are lived at the same time. */
  lanes: number;
  decisions: number;
  /** `decision`: as a submission begins it. `wake`: as one whose submission was lost on the way; it takes its first look slowly. */
  begins: 'decision' | 'wake';
  /** The longest that all of them together may take; those that have not ended then are left as they are. */
  withinMs: number;
  seed: number;
}

type Row = { version: number; done: number; dueAt: number; seen: Set<string>; looked: boolean };

const PAUSE_MS = 2_500;
const TASK_QUEUE = 'stalled';

/** @returns how many lives came to their end, and how long all took */
export async function livesUnderStalls(
  { temporal, address, namespace, keys }: Pick<World, 'temporal' | 'address' | 'namespace' | 'keys'>,
  machine: Machine,
  lives: Lives,
): Promise<{ ended: number; ms: number }> {
  const dice = new Chance(lives.seed);
  const chance = () => dice.next();
  const rows = new Map<string, Row>();
  const connection = await NativeConnection.connect({ address });
  const worker = await workerOn(
    TASK_QUEUE,
    {
      ...{ connection, namespace, payloadKeys: keys, workflowBundle: await workflowBundle() },
      ...{ maxCachedWorkflows: 500, poolSize: 10 },
    },
    {
      record: (input) => standIn(rows.get(input.code)!, input),
      keepRunNotes: async () => {},
    },
  );
  const running = worker.run();
  const began = Date.now();
  const over = () => Date.now() - began > lives.withinMs;
  const codes = Array.from({ length: lives.count }, (_, index) => `STALL-${lives.seed}-${index}`);
  const lived = sideBySide(codes, lives.lanes, async (code) => {
    if (!over()) await live(code);
  });
  // A caller that waits for an answer of a run that stands still would hold the test.
  await Promise.race([lived, wait(lives.withinMs)]);
  const ms = Date.now() - began;
  worker.shutdown();
  await running;
  await lived;
  await connection.close();
  return { ended: [...rows.values()].filter(({ done }) => done >= lives.decisions).length, ms };

  async function live(code: string): Promise<void> {
    const row = { version: 0, done: 0, dueAt: Date.now() + PAUSE_MS, seen: new Set<string>(), looked: false };
    rows.set(code, row);
    if (lives.begins === 'wake') await temporal.workflow.start(workflowType(SUBJECT.application), starting(code));
    await wait(chance() * PAUSE_MS);
    for (let taken = 0; taken < lives.decisions; taken += 1) {
      await decide(code, row, taken);
      if (chance() < 0.5) await runOf(code).signal(refresh).catch(noRun);
      if (taken + 1 < lives.decisions) await wait(chance() * PAUSE_MS);
    }
  }

  /** Sends one decision until it is answered, or the dossier has ended, or the time is over. */
  async function decide(code: string, row: Row, taken: number): Promise<void> {
    const decision = randomBytes(32).toString('hex');
    const update = { updateId: decision, args: [{ decision }] as [{ decision: string }] };
    while (!over() && row.done < lives.decisions) {
      try {
        // Of one use each.
        const startWorkflowOperation = new WithStartWorkflowOperation(
          workflowType(SUBJECT.application),
          starting(code),
        );
        await temporal.withDeadline(Date.now() + 10_000, () =>
          taken === 0 && lives.begins === 'decision'
            ? temporal.workflow.executeUpdateWithStart(act, { ...update, startWorkflowOperation })
            : runOf(code).executeUpdate(act, update),
        );
        return;
      } catch {
        await wait(200 + chance() * 300);
      }
    }
  }

  function runOf(code: string) {
    return temporal.workflow.getHandle(workflowId(SUBJECT.application, code));
  }

  function starting(code: string) {
    return {
      workflowId: workflowId(SUBJECT.application, code),
      taskQueue: TASK_QUEUE,
      args: [{ code, order: ORDER }],
      workflowTaskTimeout: machine.workflowTaskTimeout ?? ('10s' as const),
      workflowIdConflictPolicy: 'USE_EXISTING' as const,
    };
  }

  async function standIn(row: Row, input: RecordInput): Promise<RecordAnswer> {
    if (chance() < machine.fail) throw new Error('the database is away');
    const firstLook = lives.begins === 'wake' && !row.looked;
    row.looked = true;
    const slow = (firstLook || chance() < machine.slow) && (0.5 + chance()) * machine.slowMs;
    const before = chance() < 0.5;
    if (slow && before) await wait(slow);
    if (firstLook || chance() < machine.stall) stall(machine.stallMs);
    if ('decision' in input && !row.seen.has(input.decision)) {
      row.seen.add(input.decision);
      row.done += 1;
      move(row);
    }
    if ('timer' in input && Date.now() >= Date.parse(input.timer.dueAt)) move(row);
    if (slow && !before) await wait(slow);
    return answer(row);
  }

  function move(row: Row): void {
    row.version += 1;
    row.dueAt = Date.now() + 300 + chance() * PAUSE_MS;
  }

  function answer({ version, done, dueAt }: Row): RecordAnswer {
    const closed = done >= lives.decisions;
    const early = done < lives.decisions / 2;
    return {
      outcome: { ok: true, version },
      current: {
        version,
        stage: closed ? 'closed' : early ? 'submission' : 'eligibility',
        state: closed ? 'settled' : early ? 'received' : 'appraising',
        overdue: false,
        programme: 'STALL',
        route: ['submission', 'eligibility', 'tendering'],
        next: closed ? null : { task: `task-${version}`, dueAt: new Date(dueAt).toISOString() },
        at: new Date().toISOString(),
      },
    };
  }
}

function noRun(): void {}

function stall(ms: number): void {
  for (const end = Date.now() + ms; Date.now() < end; );
}
