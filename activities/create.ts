/** Every side effect of the workflows, made from what it needs: nothing is held by a module. */
import type { RecordInput } from '../records/record.ts';
import { WORK } from '../workflows/messages.ts';
import { type DispatchInput, type Dispatching, dispatchOutbox } from './dispatch.ts';
import { recordLetter } from './record.ts';
import { keepRunNotes } from './run-notes.ts';

export const createActivities = (deps: Dispatching) => ({
  record: (input: RecordInput) => recordLetter(deps, input),
  keepRunNotes: (_input: { code: string }) => keepRunNotes(deps),
  dispatchOutbox: (input?: DispatchInput) =>
    dispatchOutbox({ ...deps, database: deps.outbox ?? deps.database }, input?.seen ?? null),
});

export type Activities = ReturnType<typeof createActivities>;

/** For a worker: `record` stands also by the name of each thing that happens, so that a history reads as what was done. */
export function named<Some extends Partial<Activities>>(activities: Some): Some & Record<string, Activities['record']> {
  const { record } = activities;
  return { ...(record ? Object.fromEntries(WORK.map((name) => [name, record])) : {}), ...activities } as never;
}
