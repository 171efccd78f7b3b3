import type { RecordInput } from '../records/record.ts';

/** Named points at which the failure tests end the process; nothing in a running system. */
export type Checkpoint = (
  point: 'before-commit' | 'after-commit' | 'after-smtp-250',
  about: RecordInput | { letter: string },
) => Promise<void> | void;
