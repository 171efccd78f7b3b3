import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTemporalCli, TEMPORAL_CLI_VERSION } from '../../embedded/temporal-cli.ts';
import { temporaryFolder } from '../support/folder.ts';

let folder: string;
let cached: string;
const path = process.env.PATH;

beforeEach(() => {
  folder = temporaryFolder();
  cached = join(folder, 'cache', TEMPORAL_CLI_VERSION, 'temporal');
  process.env.PATH = `${join(folder, 'bin')}:/bin`;
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

test('a new enough CLI on PATH is used', async () => {
  program(join(folder, 'bin/temporal'), '2.0.0 (Server 1.33.0, UI 3.0.0)');
  expect(await find()).toBe('temporal');
});

test('one on PATH whose server cannot skip time is passed over for ours', async () => {
  program(join(folder, 'bin/temporal'), '1.5.0 (Server 1.31.9, UI 2.40.0)');
  program(cached, '1.9.1 (Server 1.32.0, UI 2.54.1)');
  expect(await find()).toBe(cached);
});

test('what is on PATH but is not the CLI is passed over', async () => {
  program(join(folder, 'bin/temporal'), 'something else');
  program(cached, '1.9.1 (Server 1.32.0, UI 2.54.1)');
  expect(await find()).toBe(cached);
});

const find = () => findTemporalCli(join(folder, 'cache'), () => {});

function program(file: string, version: string): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho 'temporal version ${version}'\n`);
  chmodSync(file, 0o755);
}
