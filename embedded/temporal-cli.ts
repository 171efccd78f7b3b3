import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { foreignEnvironment } from '../config.ts';
import { takeLock } from './lock.ts';
import { buildTemporalCli } from './temporal-cli-build.ts';
import { downloadTemporalCli } from './temporal-cli-download.ts';

const run = promisify(execFile);

/** The release that is downloaded or built; embedded/temporal-cli/go.mod names the same one. */
export const TEMPORAL_CLI_VERSION = '1.9.1';

/** The first server that skips time by itself, per workflow. */
const OLDEST_SERVER = [1, 32] as const;

/** Folders of this name are in use only while the lock is held; what a killed run left in them is removed. */
const WORK = 'work-';

type Say = (line: string) => void;

/**
 * Finds the Temporal CLI, which is also the embedded server: on PATH if new enough, in our cache, else gets it once, as
 * the official download or, where that cannot be reached, built from its Go modules.
 * @returns the command to run.
 * @throws Error that says what was tried and what to install or set.
 */
export async function findTemporalCli(cacheDir: string, say: Say): Promise<string> {
  if (await isNewEnough('temporal')) return 'temporal';
  const folder = join(cacheDir, TEMPORAL_CLI_VERSION);
  const cached = join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  if (await isNewEnough(cached)) return cached;

  mkdirSync(folder, { recursive: true });
  const lock = await waitForLock(join(folder, 'getting.lock'), say);
  try {
    if (!existsSync(cached)) {
      for (const name of readdirSync(folder)) {
        if (name.startsWith(WORK)) rmSync(join(folder, name), { recursive: true, force: true });
      }
      await get(cached, folder, say);
    }
    return cached;
  } finally {
    lock.release();
  }
}

async function get(target: string, folder: string, say: Say): Promise<void> {
  const tried: string[] = [];
  const ways = [
    ['the official download', downloadTemporalCli],
    ['building it from its Go modules', buildTemporalCli],
  ] as const;
  for (const [name, way] of ways) {
    const work = join(folder, `${WORK}${process.pid}`);
    mkdirSync(work, { recursive: true });
    try {
      await way({ version: TEMPORAL_CLI_VERSION, work, target, isUsable: isNewEnough, say });
      return;
    } catch (error) {
      tried.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  throw new Error(
    `no Temporal server could be had (${tried.join('; ')}): put the Temporal CLI ${TEMPORAL_CLI_VERSION} or later on ` +
      'PATH, install Go, or set TEMPORAL_ADDRESS to a server that runs',
  );
}

async function isNewEnough(command: string): Promise<boolean> {
  try {
    const { stdout } = await run(command, ['--version'], { timeout: 10_000, env: foreignEnvironment() });
    const [, major, minor] = /Server (\d+)\.(\d+)/.exec(stdout) ?? [];
    const [oldestMajor, oldestMinor] = OLDEST_SERVER;
    return Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
  } catch {
    return false;
  }
}

async function waitForLock(path: string, say: Say) {
  for (let told = false; ; told = true, await wait(1000)) {
    const lock = takeLock(path);
    if ('release' in lock) return lock;
    if (!told) say(`Process ${lock.heldBy} is getting the Temporal server already; waiting for it …`);
  }
}
