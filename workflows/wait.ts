/** What a subject waits for in a state, read from the table: whose turn it is, what must be done, what the clock does meanwhile. */
import {
  type ActionName,
  actionsFrom,
  CLOCK,
  process,
  type Role,
  type State,
  type StateKey,
  type SubjectKind,
  stateOf,
  type TaskDefinition,
  taskOf,
} from '../domain/process.ts';

export type Wait = {
  state: StateKey;
  /** Whose turn it is. */
  owner: Role;
  /** What opens on entering the state: each with who may do it, within what limit, and into what it lapses. None where it waits for another subject. */
  tasks: readonly TaskDefinition[];
  /** The package or round whose own tasks and limits hold meanwhile. What it does wakes this run. */
  standsWith: State['waitsFor'] | null;
  /** What the clock may do here by itself: remind, tell those above, let lapse. */
  byItself: readonly ActionName[];
};

/**
 * @param state as `stage/state`
 * @returns what the current version of the table says of it
 * @throws RangeError for a state that the table does not have
 */
export function waitIn(subject: SubjectKind, state: StateKey): Wait {
  const table = process();
  const row = stateOf(table, subject, state);
  const clock = actionsFrom(table, subject, state).filter(({ by }) => by.includes(CLOCK));
  return {
    state,
    owner: row.owner,
    tasks: row.opens.map((name) => taskOf(table, name)),
    standsWith: row.waitsFor ?? null,
    byItself: [...new Set(clock.map(({ name }) => name))],
  };
}

/** @returns what the clock does where a task was not done in time; undefined where it reminds and tells those above instead */
export const lapseOf = (task: string): ActionName | undefined =>
  Object.values(process().tasks).find(({ name }) => name === task)?.lapse;
