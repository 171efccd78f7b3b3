/**
 * Compares the open subjects of the database with the runs on the Temporal server, and has what is missing started: whatever was done
 * to the server by hand, or its storage emptied or put back, each open subject has its run again within minutes.
 */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../prisma/database.ts';
import { installationOf, taskQueueOf } from '../protocol/installation.ts';
import { deadlineIn } from '../protocol/reach.ts';
import { runsBy } from '../protocol/runs.ts';
import { closeGaps, GAP, tellOfGaps } from '../records/run-gaps.ts';
import { WORKFLOW_TYPE } from '../workflows/messages.ts';
import { doubted, Looking } from './looking.ts';
import { idOf, type OfSubject, openSubjects } from './open-subjects.ts';
import { runsWithoutSubject } from './runs-without-subject.ts';
import { drives } from './verdict.ts';

export type Reconciling = { database: Database; temporal: Client; log: Logger; sample?: number };

/** What a comparison found. */
export type Comparison = {
  /** Open subjects, and runs of ours. */
  open: number;
  running: number;
  /** Open subjects that have no run, and were woken. */
  withoutRun: number;
  /** Open subjects that a person must see to: their run is on a task queue of others, cannot be read, or could not be ended. */
  elsewhere: number;
  unreadable: number;
  notEnded: number;
  /** Runs that no open subject is known of. */
  withoutSubject: number;
  /** What was to be looked at, and was not in this round: subjects that the list lacks, those woken in vain, runs without a subject. */
  left: number;
  leftInVain: number;
  leftWithoutSubject: number;
  /** Whether the next comparison should come soon: something was woken, or is wrong that was not before. */
  news: boolean;
};

/** The longest that all runs are read. */
const LIST_WITHIN_MS = 30_000;
/** The longest that open subjects are looked at in a round, with the list. */
const OPEN_MS = 40_000;
/** So many of those that the list has are asked for all the same, unless told. */
const SAMPLE = 100;

/**
 * One comparison. The list of runs may be behind by a moment (visibility is written after the fact), so each subject that it lacks is
 * asked for by its id before anything is said or done: what runs is left alone, what was closed or started meanwhile too. So is each
 * whose wake is sent in vain, and of whom something is known to be wrong: the list has runs that the server cannot read any more. One run that cannot be read holds up no other.
 *
 * The list may also be of another time than the runs: where a server keeps both apart, one can be put back without the other. So a sample of
 * those that it has is asked for, another each time; where the server does not know one of them, the list is not believed, and all are.
 *
 * Keeps two ids for each run in memory while it compares: about twenty megabytes for 100,000 open dossiers.
 *
 * @throws what the Temporal server or the database throws: nothing is concluded from half a list; what was found until then is told
 */
export async function reconcile(reconciling: Reconciling): Promise<Comparison> {
  try {
    return await compare(reconciling);
  } finally {
    await tellOfGaps(reconciling.database);
  }
}

async function compare({ database, temporal, log, sample: size = SAMPLE }: Reconciling): Promise<Comparison> {
  const end = performance.now() + OPEN_MS;
  const begun = await nowOf(database);
  const ours = taskQueueOf(await installationOf(database));
  const listed = await runsOf(temporal, ours);
  const running = listed.size;
  const doubts = await doubted(database);
  const lacking: OfSubject[] = [];
  const wrong: OfSubject[] = [];
  const vain: OfSubject[] = [];
  const there: OfSubject[] = [];
  for await (const subject of openSubjects(database)) {
    const id = idOf(subject);
    const has = listed.delete(id);
    (doubts.vain.has(id) ? vain : !has ? lacking : doubts.open.has(id) ? wrong : there).push(subject);
  }

  const looking = new Looking({ database, temporal, log, ours, end });
  const sample = drawn(there, size);
  let left = await looking.at([...lacking, ...sample]);
  if (sample.some((subject) => looking.unknown.has(idOf(subject)))) {
    log.error('the list of runs has some that the server does not know: each open subject is asked for');
    const sampled = new Set(sample);
    left += await looking.at(there.filter((subject) => !sampled.has(subject)));
  }
  left += await looking.at(wrong);
  const leftInVain = await looking.at(vain);
  // Nothing is known of everything else, or it is not open any more.
  for (const kind of [GAP.noRun, GAP.elsewhere] as const)
    await closeGaps(database, [kind], looking.unsure(kind), begun);

  const without = await runsWithoutSubject({ database, temporal, log }, [...listed], begun);
  const { lost: withoutRun, ...toSee } = looking.counts;
  return {
    ...{ open: lacking.length + wrong.length + vain.length + there.length, running, withoutRun, ...toSee },
    ...{ withoutSubject: without.found, left, leftInVain, leftWithoutSubject: without.left, news: looking.news },
  };
}

/** The ids of all runs under way of the subjects' workflows on our task queue, of those that drive something. */
async function runsOf(temporal: Client, ours: string): Promise<Set<string>> {
  const types = Object.values(WORKFLOW_TYPE).map((type) => `'${type}'`);
  const query = `WorkflowType IN (${types.join(', ')}) AND ExecutionStatus = 'Running'`;
  const own = new Set<string>();
  await temporal.withDeadline(deadlineIn(LIST_WITHIN_MS), async () => {
    for await (const run of runsBy(temporal, query)) if (run.taskQueue === ours && drives(run)) own.add(run.workflowId);
  });
  return own;
}

/** So many of these, drawn evenly. */
function drawn<Item>(items: readonly Item[], count: number): Item[] {
  const places = new Set<number>();
  while (places.size < Math.min(count, items.length)) places.add(Math.floor(Math.random() * items.length));
  return [...places].map((place) => items[place]!);
}

/** By the wall clock of the database. */
async function nowOf(database: Database): Promise<Date> {
  const [row] = await database.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
  return row!.now;
}
