import type { ActionName, TaskName } from '../../domain/process.ts';
import type { Reply, Sending } from './actor.ts';
import { asked, isParty, type Office, type Who } from './office.ts';
import type { System } from './system.ts';

/** The same office, reached without HTTP: decisions are stored and delivered as the API does, for what only leads up to a test. */
export const behind = (system: System): Office => ({ ...system, door: undefined });

/**
 * A decision that only has to be sent: staff hold the task that it answers.
 * @returns sends it, in one request
 */
export async function poised(
  system: System,
  who: Who,
  code: string,
  action: ActionName,
  body: object = {},
  task?: TaskName,
): Promise<(sending?: Sending) => Promise<Reply>> {
  const { subject, answered, signed } = await asked(system, who, code, action, task);
  const actor = system.cast[who];
  const sent = { ...signed, ...body };
  if (!answered || isParty(who)) {
    // Whoever acts without a task has credentials before the moment comes, too.
    await actor.get('/me');
    const path = `/${subject}s/${code}/actions/${action}`;
    return (sending) => actor.post(path, sent, sending);
  }
  (await actor.post(`/tasks/${answered.id}/claim`)).read();
  return (sending) => actor.post(`/tasks/${answered.id}/complete`, { action, ...sent }, sending);
}
