/** Every side effect of the workflows, made from what it needs: nothing is held by a module. */
import type { RecordInput } from '../records/record.ts';
import { type DispatchInput, type Dispatching, dispatchOutbox } from './dispatch.ts';
import { recordLetter } from './record.ts';
import { keepRunNotes } from './run-notes.ts';

export const createActivities = (deps: Dispatching) => ({
  record: (input: RecordInput) => recordLetter(deps, input),
  keepRunNotes: (input: { code: string }) => keepRunNotes(deps, input),
  dispatchOutbox: (input?: DispatchInput) =>
    dispatchOutbox({ ...deps, database: deps.outbox ?? deps.database }, input?.seen ?? null),
});

export type Activities = ReturnType<typeof createActivities>;
