/** Open tasks of a subject, as its readers see them. */
import type { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import type { OpenTask } from './actions.ts';
import { taskView } from './schemas.ts';
import type { Audience } from './visibility.ts';
import type { SignedIn } from './who.ts';

export const openTasks = taskView;
export type OpenTaskView = z.infer<typeof taskView>;

/** Everybody sees what is waited for, of whom and until when; the task itself is for staff and for the party whose it is. */
export function viewOfTask(task: OpenTask, who: SignedIn, as: Audience): OpenTaskView {
  const mine = task.personId === who.id || task.partyId === who.id;
  return {
    ...(as === 'staff' || mine ? { id: task.id } : {}),
    name: task.name,
    title: wordOf('task', task.name),
    role: task.role,
    dueAt: new Date(task.dueAt).toISOString(),
    openedAt: new Date(task.openedAt).toISOString(),
    overdue: task.late,
    mine,
  };
}
