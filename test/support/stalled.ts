/**
 * Invented dossiers that the product's own workflows drive on a machine that stalls: a stand-in answers for record(), and is slow, holds
 * up the whole process, or fails, at random. Everything else is real: server, worker, workflows, codec.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, WithStartWorkflowOperation } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createDataConverter } from '../../codec/data-converter.ts';
import { SUBJECT } from '../../domain/process.ts';
import { workflowType } from '../../protocol/start.ts';
import type { RecordAnswer, RecordInput } from '../../records/record.ts';
import { workerOn } from '../../worker/create.ts';
import { act, ORDER, refresh, workflowId } from '../../workflows/messages.ts';
import { workflowBundle } from './bundle.ts';
import { Chance } from './chance.ts';
import { connectTo } from './connection.ts';
import { expectAllHistoriesReplay } from './replay.ts';
import { freshNamespace } from './servers.ts';
import { sideBySide } from './side-by-side.ts';
import { TEST_KEYS, type World } from './world.ts';

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
  /** The longest that all of them together may take; those that have not ended then are terminated, the rest does not begin. */
  withinMs: number;
  seed: number;
}

/** Where they are lived. */
export interface Engine extends Pick<World, 'temporal' | 'address' | 'namespace' | 'keys'> {
  close(): Promise<void>;
}

/** Everything takes longer than a heartbeat of its workflow task, and often longer than the task itself. */
export const HOSTILE: Machine = {
  ...{ slow: 0.3, slowMs: 1_300, stall: 0.06, stallMs: 1_200, fail: 0.03 },
  workflowTaskTimeout: '1s',
};
/** As a machine is that many programs share. */
export const BUSY: Machine = { slow: 0.3, slowMs: 3_000, stall: 0.06, stallMs: 2_300, fail: 0.03 };

/** A namespace of the shared server, without a database: a stand-in answers for it. */
export async function openEngine(): Promise<Engine> {
  const { address, namespace } = await freshNamespace();
  const connection = await connectTo(address);
  const temporal = new Client({ connection, namespace, dataConverter: createDataConverter(TEST_KEYS) });
  return { temporal, address, namespace, keys: TEST_KEYS, close: () => connection.close() };
}

const A_BATCH = 20;

/**
 * Makes histories on a hostile machine, and replays all of them. Batch after batch, each with a worker of its own, so that none is
 * replayed from memory alone; as many as it takes, since on a busy machine not all of a batch begin in its time.
 * @returns how many were replayed
 * @throws Error with those that do not replay
 */
export async function replayedLives(
  engine: Engine,
  count: number,
  lives: Omit<Lives, 'count' | 'seed'>,
): Promise<number> {
  for (let made = 0, seed = 1; made < count; seed += A_BATCH) {
    const batch = { ...lives, count: Math.min(A_BATCH, count - made), seed };
    const { begun } = await livesUnderStalls(engine, HOSTILE, batch);
    if (begun === 0) throw new Error(`Not one life began within ${lives.withinMs} ms.`);
    made += begun;
  }
  return expectAllHistoriesReplay(engine);
}

type Row = { version: number; done: number; dueAt: number; seen: Set<string>; looks?: () => void };

const PAUSE_MS = 2_500;
/**
 * The first look of a run that a wake began, beside a workflow task of one second: the first task ends as a heartbeat after 0.8 s, the
 * decision comes with the third at 1.6 s, and that one times out, because everything stands still until after 2.6 s.
 */
const ARRIVES_MS = [800, 1_100] as const;
const LOOKS_MS = [1_200, 1_500] as const;
const STANDS_STILL_MS = 1_700;
/** `startToCloseTimeout` of the workflows' local activities. */
const GIVEN_UP_MS = 5_000;
const TASK_QUEUE = 'stalled';

/** @returns how many lives began and how many came to their end, and how long all took */
export async function livesUnderStalls(
  { temporal, address, namespace, keys }: Engine,
  machine: Machine,
  lives: Lives,
): Promise<{ begun: number; ended: number; ms: number }> {
  const dice = new Chance(lives.seed);
  const chance = () => dice.next();
  const rows = new Map<string, Row>();
  let failedAt = 0;
  let ending = false;
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
  // The worker does not take back the timer of a try that failed (github.com/temporalio/sdk-rust/issues/1454): one that rings after
  // the worker has gone prints a panic, which harms nothing and hides what would.
  ending = true;
  await wait(Math.max(0, failedAt + GIVEN_UP_MS - Date.now()));
  worker.shutdown();
  await running;
  // A look that has not begun by now never will.
  for (const { looks } of rows.values()) looks?.();
  await lived;
  // The next batch knows nothing of them.
  await Promise.all([...rows.keys()].map((code) => runOf(code).terminate().catch(noRun)));
  await connection.close();
  return { begun: rows.size, ended: [...rows.values()].filter(({ done }) => done >= lives.decisions).length, ms };

  async function live(code: string): Promise<void> {
    const row: Row = { version: 0, done: 0, dueAt: Date.now() + PAUSE_MS, seen: new Set<string>() };
    rows.set(code, row);
    if (lives.begins === 'wake') await meanwhile(code, row);
    else await wait(chance() * PAUSE_MS);
    for (let taken = 0; taken < lives.decisions; taken += 1) {
      await decide(code, row, taken);
      if (chance() < 0.5) await runOf(code).signal(refresh).catch(noRun);
      if (taken + 1 < lives.decisions) await wait(chance() * PAUSE_MS);
    }
  }

  /** Has a run begin without a decision; returns while it takes its first look, before that stands still. */
  async function meanwhile(code: string, row: Row): Promise<void> {
    const looks = new Promise<void>((resolve) => {
      row.looks = resolve;
    });
    await temporal.workflow.start(workflowType(SUBJECT.application), starting(code));
    await looks;
    await wait(between(chance(), ARRIVES_MS));
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
    if (!ending && chance() < machine.fail) {
      failedAt = Date.now();
      throw new Error('the database is away');
    }
    if (row.looks) {
      row.looks();
      delete row.looks;
      await wait(between(chance(), LOOKS_MS));
      stall(STANDS_STILL_MS);
      return answer(row);
    }
    const slow = chance() < machine.slow && (0.5 + chance()) * machine.slowMs;
    const before = chance() < 0.5;
    if (slow && before) await wait(slow);
    if (chance() < machine.stall) stall(machine.stallMs);
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

const between = (share: number, [from, to]: readonly [number, number]): number => from + share * (to - from);

function noRun(): void {}

/** The thread stands still, and takes no time from others on the machine. */
function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
