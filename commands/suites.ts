import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../config.ts';

const root = join(import.meta.dirname, '..');

export interface Tally {
  passed: number;
  failed: number;
}

/** What Node compiled is kept for the next run and for the processes that tests start: loading is a third of what a start costs. */
const COMPILED = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled') };

/** A test waits for conditions, each with a limit and a message of its own; this one only ends what hangs, on a slow machine too. */
const HANGS_AFTER_MS = 80 * 60_000;
/** The same for tests at their full size: one suite takes an hour where nothing runs beside it. */
const FULL_SIZE_HANGS_AFTER_MS = 6 * HANGS_AFTER_MS;

/**
 * Runs a tool of node_modules on this Node, its output on ours.
 * @param options.endsWithinMs it is ended after that; without it, it may take as long as it likes
 * @param options.env what is set for it besides
 * @returns whether it ended well
 */
export function runTool(
  script: string,
  args: string[],
  { endsWithinMs, env = {} }: { endsWithinMs?: number; env?: Record<string, string> } = {},
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      stdio: 'inherit',
      timeout: endsWithinMs,
      env: childEnvironment({ ...COMPILED, ...env }),
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code, signal) => {
      if (signal) console.error(`✗ ${script} was ended by ${signal}: it had hung, or somebody stopped it.`);
      resolve(code === 0);
    });
  });
}

/** Format, lint and types: each counts as one test. */
export async function checkSource(): Promise<Tally> {
  const results = [
    await runTool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
    await runTool('typescript/bin/tsc', ['--noEmit']),
  ];
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
}

/**
 * Runs the suites of the given Jest projects and counts their tests; a suite that cannot be loaded, a skipped test and a
 * run without any test count as failed.
 */
export async function runSuites(
  projects: string[],
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'thong-suot-results-'));
  const outputFile = join(folder, 'results.json');
  try {
    const well = await runTool(
      'jest/bin/jest.js',
      [...args, '--json', `--outputFile=${outputFile}`, '--selectProjects', ...projects],
      { endsWithinMs: env.TEST_SIZE === 'full' ? FULL_SIZE_HANGS_AFTER_MS : HANGS_AFTER_MS, env },
    );
    if (!existsSync(outputFile)) return { passed: 0, failed: 1 };
    const results = JSON.parse(readFileSync(outputFile, 'utf8')) as Results;
    const passed = results.numPassedTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites + results.numPendingTests;
    return { passed, failed: failed === 0 && (!well || passed === 0) ? 1 : failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs test/chaos/main.ts, its output on ours. It ends its own servers, also when it is told to stop.
 * @returns its tally; one failed where it ended without any
 */
export function runChaos(args: string[]): Promise<Tally> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'test/chaos/main.ts'), ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: childEnvironment(COMPILED),
    });
    let tally: Tally = { passed: 0, failed: 1 };
    child.on('message', (message) => {
      tally = message as Tally;
    });
    // Ctrl-C reaches it as well; what is sent to us alone is passed on.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    child.once('error', () => resolve({ passed: 0, failed: 1 }));
    child.once('exit', (code) => resolve(code === 0 ? tally : { ...tally, failed: Math.max(1, tally.failed) }));
  });
}

interface Results {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numRuntimeErrorTestSuites: number;
}

/** Prints the closing line and sets the exit code. */
export function close(tallies: Tally[]): void {
  const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}
