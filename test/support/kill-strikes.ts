/** How the processes of a plant are struck while a story goes on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkflowNotFoundError } from '@temporalio/client';
import { type ActionName, SUBJECT } from '../../domain/process.ts';
import { standing as standingOfRun, workflowId } from '../../workflows/messages.ts';
import { type Cast, castOf, doorOf } from './cast.ts';
import { eventually } from './eventually.ts';
import type { Plant, ProcessName } from './kill-plant.ts';
import type { KillPoint } from './kill-point.ts';
import { type Answer, type Office, standing } from './office.ts';
import { CallerDied, persistent } from './persistent.ts';

/** A decision on its way, or the clock's next step. */
type Going = { act: () => Promise<Answer>; code: string; action: ActionName };
export interface Strike {
  decision(plant: Struck, going: Going): Promise<Answer>;
  /** What falls due is left alone without it. */
  clock?(plant: Struck, move: () => Promise<void>): Promise<void>;
}

/** A plant under strikes. */
export interface Struck extends Plant {
  /** How often something was killed. */
  deaths: number;
  /** Everybody, each repeating what brought no answer. */
  cast: Cast;
  /** Whoever waits for an answer is killed with the API. */
  callerDies: boolean;
}

/**
 * The office of a plant, whose callers repeat what brought no answer.
 * @param strike what is killed with a decision, or with the clock's next step
 */
export async function officeUnder(
  plant: Plant,
  strike: (action: ActionName | 'clock') => Strike | undefined,
): Promise<Office & Struck> {
  const cast = persistent(castOf(plant, plant.base), { dead: () => struck.callerDies });
  const struck: Struck = { ...plant, cast, deaths: 0, callerDies: false };
  // Signed in while everything still runs: what is tested is what they decide.
  const { passerBy: _nobody, ...everybody } = cast;
  for (const actor of Object.values(everybody)) await actor.get('/me');
  const door = doorOf(plant, cast);
  return Object.assign(struck, {
    door: {
      ...door,
      act: (...[who, code, action, body, task]: Parameters<typeof door.act>) => {
        const going = { act: () => door.act(who, code, action, body, task), code, action };
        return strike(action)?.decision(struck, going) ?? going.act();
      },
    },
    advanceTo: async (to: Date) => {
      await plant.whole();
      const move = () => plant.advanceTo(to);
      await (strike('clock')?.clock?.(struck, move) ?? move());
    },
  });
}

/** One process is killed as soon as the decision is answered; the next one is sent at once. */
export const killedAfter = (name: ProcessName): Strike => ({
  async decision(plant, { act }) {
    const answer = await act();
    await plant.kill(name);
    plant.deaths += 1;
    // The story itself reads the database between two decisions.
    if (name === 'postgres') await plant.whole(name);
    return answer;
  },
});

/**
 * Waits until every process runs, and the worker that was started again has the run. A run stays for five seconds with the worker
 * that died, and the API, which waits for two, records by itself what comes meanwhile: no point would be passed.
 */
async function worked(plant: Plant, code: string): Promise<void> {
  await plant.whole();
  const running = async (id: string): Promise<boolean> => {
    const handle = plant.temporal.workflow.getHandle(id);
    const { status } = await handle.describe();
    return status.name === 'RUNNING' && (await handle.query(standingOfRun)) !== undefined;
  };
  // A decision that begins a run finds none.
  const none = (error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  };
  for (const subject of Object.values(SUBJECT)) {
    const id = workflowId(subject, code);
    const asked = { what: `${code} to be worked on`, timeoutMs: 300_000 };
    await eventually(async () => [await running(id).catch(none)], asked).catch(async (error: Error) => {
      throw new Error(`${error.message}\n${await lastOf(plant, id)}`);
    });
  }
}

/** What the server and the worker's log say of a run that stands still: its last events, the workflow task that waits, and the log's end. */
async function lastOf({ temporal, folder }: Plant, id: string): Promise<string> {
  const handle = temporal.workflow.getHandle(id);
  const [{ raw }, { events }] = await Promise.all([handle.describe(), handle.fetchHistory()]);
  const lines = (events ?? []).slice(-12).map((event) => {
    const failed = event.workflowTaskFailedEventAttributes ?? event.workflowTaskTimedOutEventAttributes;
    return `${event.eventId} ${event.eventType} ${failed ? JSON.stringify(failed) : ''}`;
  });
  const log = readFileSync(join(folder, 'worker.log'), 'utf8').slice(-4_000);
  return [...lines, JSON.stringify(raw.pendingWorkflowTask), log].join('\n');
}

/** The worker dies at a point of the transaction. What the API records by itself passes none. */
export const killedAt = (point: Exclude<KillPoint['point'], 'after-smtp-250'>): Strike => {
  const around = async <Result>(plant: Struck, of: KillPoint['of'], work: () => Promise<Result>): Promise<Result> => {
    await plant.arm({ point, of });
    const result = await work();
    if (await plant.disarm()) plant.deaths += 1;
    return result;
  };
  return {
    async decision(plant, { act, code }) {
      await worked(plant, code);
      return around(plant, 'decision', act);
    },
    clock: (plant, move) => around(plant, 'timer', move),
  };
};

/** The worker dies when the mail server has taken one of the decision's letters, and before that is noted. */
export const killedAfterSending: Strike = {
  async decision(plant, { act }) {
    const letters = await plant.database.letter.count();
    await plant.arm({ point: 'after-smtp-250', of: 'letter' });
    const answer = await act();
    if ((await plant.database.letter.count()) > letters) {
      await eventually(() => plant.died(), { what: 'the worker to die of a letter', timeoutMs: 300_000 });
      plant.deaths += 1;
    }
    return answer;
  },
};

/** The worker dies after its commit, and the API, which waits for the answer, and Temporal with it: nobody asks again. */
export const killedTogether: Strike = {
  async decision(plant, { act, code, action }) {
    // All three were started again: the story goes on when they work, so that this decision goes the way on which they die.
    await worked(plant, code);
    const stored = (await decisionsOf(plant, code, action)).length;
    await plant.arm({ point: 'after-commit', of: 'decision' });
    const outcome = act().catch((error: unknown) => {
      if (error instanceof CallerDied) return undefined;
      throw error;
    });
    let answered = false;
    const note = () => {
      answered = true;
    };
    outcome.then(note, note);
    await eventually(async () => answered || (await plant.died()), {
      what: `${action} to be committed`,
      timeoutMs: 300_000,
    });
    if (!(await plant.disarm())) return (await outcome)!;
    plant.callerDies = true;
    await plant.kill('temporal', 'api');
    plant.deaths += 1;
    const answer = (await outcome) ?? (await recordedAnswer(plant, code, action, stored));
    plant.callerDies = false;
    // A decision that was being delivered again passed the point first: this one was not stored yet, and nothing was promised.
    return answer ?? this.decision(plant, { act, code, action });
  },
};

const decisionsOf = (plant: Plant, code: string, action: ActionName) =>
  plant.database.decision.findMany({ where: { code, action }, orderBy: { receivedAt: 'asc' } });

/** What became of the decision that nobody waits for any more; undefined where it is none of those stored. */
async function recordedAnswer(plant: Plant, code: string, action: ActionName, before: number) {
  const last = (await decisionsOf(plant, code, action)).slice(before).at(-1);
  if (!last) return undefined;
  const { outcome } = await eventually(
    async () => {
      const now = await plant.database.decision.findUniqueOrThrow({ where: { id: last.id } });
      return now.outcome !== null && now;
    },
    { what: `${action} to be recorded`, timeoutMs: 300_000 },
  );
  return { ...(outcome as Answer), at: await standing(plant, code) };
}
