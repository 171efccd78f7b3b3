/**
 * One dossier of each other programme, at another stage each: so that at the end one is late although supervisors and head were
 * told, one is paused, and the others are on time. The late one comes first, since its inspector needs weeks to be late.
 */
import { afterCompletion } from './after-completion.ts';
import { event } from './event.ts';
import { project } from './project.ts';
import type { Scene } from './scene.ts';
import { training } from './training.ts';

/** Codes of applications, by the number of the source. */
export type Others = Readonly<Record<'000' | '001' | '002' | '004', string>>;

/** After the first dossier was settled: all share one business clock, which only goes on. */
export async function playOthers(scene: Scene): Promise<Others> {
  const late = await afterCompletion(scene);
  const paused = await project(scene);
  const tendered = await training(scene);
  const delivered = await event(scene);
  return { '000': tendered, '001': delivered, '002': late, '004': paused };
}
