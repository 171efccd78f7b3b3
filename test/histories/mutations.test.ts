import { Worker } from '@temporalio/worker';
import { createDataConverter } from '../../codec/data-converter.ts';
import { workflowCode } from '../../worker/bundle.ts';
import { GOLDEN_FOLDER, readGolden } from '../support/golden.ts';
import '../support/runtime.ts';
import { TEST_KEYS } from '../support/world.ts';
import { MUTATIONS } from './mutations.ts';

const kept = [...readGolden(GOLDEN_FOLDER).values()].sort(
  (a, b) => (a.history.events?.length ?? 0) - (b.history.events?.length ?? 0),
);
let code: string;
beforeAll(async () => {
  code = await workflowCode();
});

/** Replays one history after another, until one does not agree. @returns how many did */
async function agreeing(bundle: string): Promise<number> {
  const options = { workflowBundle: { code: bundle }, dataConverter: createDataConverter(TEST_KEYS) };
  let agreed = 0;
  for await (const { error } of Worker.runReplayHistories(options, kept)) {
    if (error) return agreed;
    agreed += 1;
  }
  return agreed;
}

test('at least thirty lines are changed', () => {
  expect(new Set(MUTATIONS.map(([why]) => why)).size).toBeGreaterThanOrEqual(30);
});

test.each(MUTATIONS)('a change under running dossiers is noticed: %s', async (_why, before, after) => {
  expect(code.match(new RegExp(before, `${before.flags}g`))).toHaveLength(1);
  expect(await agreeing(code.replace(before, after))).toBeLessThan(kept.length);
});
