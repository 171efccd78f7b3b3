import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { createDataConverter } from '../../codec/data-converter.ts';
import { workflowCode } from '../../worker/bundle.ts';
import { GOLDEN_FOLDER } from '../support/golden.ts';
import '../support/runtime.ts';
import { TEST_KEYS } from '../support/world.ts';

const files = readdirSync(GOLDEN_FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.json'),
);
let code: string;
beforeAll(async () => {
  code = await workflowCode();
});

function replay(bundle: string, file: string): Promise<void> {
  const { workflowId, history } = JSON.parse(readFileSync(join(GOLDEN_FOLDER, file), 'utf8'));
  const options = { workflowBundle: { code: bundle }, dataConverter: createDataConverter(TEST_KEYS) };
  return Worker.runReplayHistory(options, history, workflowId);
}

test('histories of applications and of packages were kept', () => {
  expect(files.filter((file) => file.endsWith('.application.json')).length).toBeGreaterThan(5);
  expect(files.filter((file) => file.endsWith('.package.json')).length).toBeGreaterThan(2);
});

test.each(files)('%s is reproduced by the code as it is', async (file) => {
  await expect(replay(code, file)).resolves.toBeUndefined();
});

test('a workflow that was changed under running dossiers is caught by every one of them', async () => {
  const labels = 'if (changed.length > 0)';
  expect(code.split(labels)).toHaveLength(2);
  const changed = code.replace(labels, 'if (false)');
  for (const file of files) await expect(replay(changed, file)).rejects.toThrow(/TMPRL1100|[Nn]ondeterminism/);
});
