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

/** @returns what the code made of each file's history: nothing where it was reproduced, else how it differs */
async function replay(bundle: string): Promise<Record<string, string | undefined>> {
  const options = { workflowBundle: { code: bundle }, dataConverter: createDataConverter(TEST_KEYS) };
  const kept = files.map((file) => JSON.parse(readFileSync(join(GOLDEN_FOLDER, file), 'utf8')));
  const came: (string | undefined)[] = [];
  for await (const { error } of Worker.runReplayHistories(options, kept)) came.push(error?.message);
  expect(came).toHaveLength(files.length);
  return Object.fromEntries(files.map((file, index) => [file, came[index]]));
}

test('histories of applications and of packages were kept', () => {
  expect(files.filter((file) => file.endsWith('.application.json')).length).toBeGreaterThan(5);
  expect(files.filter((file) => file.endsWith('.package.json')).length).toBeGreaterThan(2);
});

test('every kept history is reproduced by the code as it is', async () => {
  const differing = Object.entries(await replay(code)).filter(([, difference]) => difference !== undefined);
  expect(differing).toEqual([]);
});

test('a workflow that was changed under running dossiers is caught by every one of them', async () => {
  const labels = 'if (changed.length > 0)';
  expect(code.split(labels)).toHaveLength(2);
  const differences = Object.entries(await replay(code.replace(labels, 'if (false)')));
  expect(differences.filter(([, difference]) => !/TMPRL1100|[Nn]ondeterminism/.test(difference ?? ''))).toEqual([]);
});
