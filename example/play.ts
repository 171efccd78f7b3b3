/** The worked example: one enterprise's application from the draft to the settlement, by everybody's own hands over HTTP. */
import { contract } from './contract.ts';
import { delivery } from './delivery.ts';
import { eligibility } from './eligibility.ts';
import { inspection } from './inspection.ts';
import type { Scene } from './scene.ts';
import { settlement } from './settlement.ts';
import { submission } from './submission.ts';
import { AGREED, tendering } from './tendering.ts';

/**
 * @returns the codes of the application, which is settled then, and of its package
 * @throws Refusal with what the API said, where a step was not taken
 */
export async function play(scene: Scene): Promise<{ application: string; package: string }> {
  const application = await submission(scene);
  await eligibility(scene, application);
  const pack = await tendering(scene, application);
  await contract(scene, application, pack);
  await delivery(scene, application);
  await inspection(scene, application, AGREED);
  await settlement(scene, application, pack, AGREED);
  return { application, package: pack };
}
