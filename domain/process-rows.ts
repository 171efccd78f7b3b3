/** How the rows of the table are written: a state, and an action from some states to others. */
import type { Action, ActionName, Role, State, StateKey, SubjectKind, TaskName } from './process-vocabulary.ts';
import { LETTER as L, RECIPIENT as TO } from './process-vocabulary.ts';

/** What a row may say beyond where it begins, what is done, by whom, and where it leads. */
export type Extra = Omit<Action, 'subject' | 'from' | 'by' | 'name' | 'to'>;

/** @returns what writes the states and the actions of one subject */
export const rowsOf = (subject: SubjectKind) => ({
  state: (key: StateKey, owner: Role, ...opens: TaskName[]): State => ({ subject, key, owner, opens }),
  waiting: (key: StateKey, owner: Role, waitsFor: NonNullable<State['waitsFor']>, ...opens: TaskName[]): State => ({
    subject,
    key,
    owner,
    opens,
    waitsFor,
  }),
  on: (
    from: StateKey | readonly StateKey[],
    name: ActionName,
    by: Role | readonly Role[],
    to: Action['to'],
    extra: Extra = {},
  ): Action => ({
    subject,
    from: typeof from === 'string' ? [from] : from,
    name,
    by: typeof by === 'string' ? [by] : by,
    to,
    ...extra,
  }),
});

/** Of what stays late although the head of the agency was told: its holder hears of it week by week, and everybody above. */
export const TOLD_AGAIN: Action['letters'] = [
  [L.toldAgain, TO.holder],
  [L.toldAgain, TO.supervisor],
  [L.toldAgain, TO.head],
];
