/**
 * What may happen, by whom, until when: the one table of the process. The workflow, the writer, the API, the tests and
 * the picture in docs/process.md read it; nobody restates it.
 *
 * The vocabulary is in process-vocabulary.ts, the rows of each subject in process-application.ts (from delivery on in
 * process-performance.ts), process-package.ts and process-round.ts; this file puts them together, by version, and answers questions about
 * them.
 */
import { APPLICATION_ACTIONS, APPLICATION_STATES } from './process-application.ts';
import { PACKAGE_ACTIONS, PACKAGE_STATES } from './process-package.ts';
import { ROUND_ACTIONS, ROUND_STATES } from './process-round.ts';
import { TASKS } from './process-tasks.ts';
import type {
  Action,
  ActionName,
  ProcessTable,
  Role,
  Stage,
  State,
  StateKey,
  SubjectKind,
  TaskDefinition,
  TaskName,
} from './process-vocabulary.ts';
import { STAGE, STATE } from './process-vocabulary.ts';

export * from './process-vocabulary.ts';

/** Every version in use. A dossier keeps the version that it entered its stage with; start is refused where one is missing. */
const VERSIONS: Readonly<Record<number, ProcessTable>> = {
  1: {
    version: 1,
    states: [...APPLICATION_STATES, ...PACKAGE_STATES, ...ROUND_STATES],
    actions: [...APPLICATION_ACTIONS, ...PACKAGE_ACTIONS, ...ROUND_ACTIONS],
    tasks: TASKS,
  },
};

/** The version that new stages are entered with. */
export const CURRENT_PROCESS = 1;

/**
 * @param version as kept on the dossier or package
 * @returns the table of that version
 * @throws RangeError where this build does not carry it
 */
export function process(version: number = CURRENT_PROCESS): ProcessTable {
  const table = VERSIONS[version];
  if (!table)
    throw new RangeError(
      `This build has no version ${version} of the process; it carries ${Object.keys(VERSIONS).join(', ')}.`,
    );
  return table;
}

/** The versions this build carries, to be compared at start with those that open rows were entered with. */
export const processVersions = (): number[] => Object.keys(VERSIONS).map(Number);

/** @returns the state's row; throws RangeError for a key that the table does not have. */
export function stateOf(table: ProcessTable, subject: SubjectKind, key: StateKey): State {
  const state = table.states.find((row) => row.subject === subject && row.key === key);
  if (!state) throw new RangeError(`The process has no state ${subject} ${key}.`);
  return state;
}

/** @returns the task's definition; throws RangeError for a name that the table does not have. */
export function taskOf(table: ProcessTable, name: TaskName): TaskDefinition {
  const task = table.tasks[name];
  if (!task) throw new RangeError(`The process has no task ${name}.`);
  return task;
}

/** Every row that may be taken from a state, whoever may take it. */
export const actionsFrom = (table: ProcessTable, subject: SubjectKind, key: StateKey): Action[] =>
  table.actions.filter((row) => row.subject === subject && row.from.includes(key) && !row.kin);

/** The row for what happens in a state because of an action on the other subject; undefined where nothing does. */
export const kinRow = (
  table: ProcessTable,
  subject: SubjectKind,
  key: StateKey,
  name: ActionName,
): Action | undefined =>
  table.actions.find((row) => row.kin && row.subject === subject && row.name === name && row.from.includes(key));

/**
 * The row for an action taken from a state by somebody holding some roles, or undefined where the table allows none.
 * Two rows may share a name (`sign` by either party); the roles tell them apart, and where a task is answered, the task.
 */
export function actionRow(
  table: ProcessTable,
  subject: SubjectKind,
  key: StateKey,
  name: ActionName,
  roles: readonly Role[],
  task?: TaskName,
): Action | undefined {
  const rows = actionsFrom(table, subject, key).filter(
    (row) => row.name === name && row.by.some((role) => roles.includes(role)),
  );
  return rows.find((row) => row.task !== undefined && row.task === task) ?? rows.find((row) => !row.task) ?? rows[0];
}

/** The state in which a dossier enters a stage that follows the support decision. */
const ENTRY: { readonly [Name in Stage]?: StateKey } = {
  [STAGE.tendering]: STATE.awaitingPackage,
  [STAGE.agreement]: STATE.draftingAgreement,
};

/**
 * Where an approval leads on a route.
 * @param stages of the route, in order
 * @throws RangeError where nothing that the table knows follows eligibility on it
 */
export function afterApproval(stages: readonly string[]): StateKey {
  const next = stages[stages.indexOf(STAGE.eligibility) + 1];
  const state = next && ENTRY[next as Stage];
  if (!state) throw new RangeError(`Nothing is known to follow an approval on the route ${stages.join(', ')}.`);
  return state;
}

/** The states an action may lead to from a state: itself where it changes none. */
export const targetsOf = (row: Action, from: StateKey): readonly StateKey[] =>
  row.to === 'same' ? [from] : typeof row.to === 'string' ? [row.to] : row.to;

/** Splits `eligibility/appraising` into its stage and state. */
export function splitKey(key: StateKey): { stage: string; state: string } {
  const [stage = '', state = ''] = key.split('/');
  return { stage, state };
}

/** Whether a dossier or package in this state has ended. */
export const isClosed = (stage: string): boolean => stage === STAGE.closed;

/** Whether a dossier or package is being driven: it was submitted or opened, and has not ended. */
export const isUnderWay = ({ stage, state }: { stage: string; state: string }): boolean =>
  !isClosed(stage) && !NOT_BEGUN.includes(`${stage}/${state}`);

const NOT_BEGUN: readonly string[] = [STATE.draft, STATE.unopened, STATE.unannounced];
