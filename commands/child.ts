import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../config.ts';
import { endOrphan, writePidFile } from '../embedded/process-identity.ts';
import type { Running } from './supervisor.ts';

const root = join(import.meta.dirname, '..');
const READY_MS = 60_000;
const GRACE_MS = 20_000;

export interface Child {
  name: string;
  /** The entry, from the project's root; it calls `process.send?.('ready')` once it works. */
  entry: string;
  dataDir: string;
  env?: Record<string, string>;
  /** Where its output goes; to ours without it. */
  logFile?: string;
}

/**
 * Starts a process of ours in a group of its own, so that Ctrl-C in the terminal reaches the parent alone, which ends all
 * in order. What an earlier, killed run left behind is ended first.
 * @throws Error when it ends before it is ready, or is not ready within a minute.
 */
export async function startChild({
  name,
  entry,
  dataDir,
  env = {},
  logFile,
}: Child): Promise<Running & { pid: number }> {
  const pidFile = pidFileOf(dataDir, name);
  await endOrphan(pidFile, 'SIGTERM');
  const output = logFile === undefined ? 'inherit' : openSync(logFile, 'a', 0o600);
  const child = spawn(
    process.execPath,
    ['--import', `file://${join(root, 'commands/with-parent.ts')}`, join(root, entry)],
    {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', output, output, 'ipc'],
      // What was compiled is kept: a quarter less to do before the process is ready.
      env: childEnvironment({ NODE_COMPILE_CACHE: join(dataDir, 'compiled'), ...env }),
    },
  );
  if (output !== 'inherit') closeSync(output);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`cannot be run (${error.message})`));
    child.once('exit', (code, signal) => {
      rmSync(pidFile, { force: true });
      resolve(`ended with ${signal ?? `code ${code}`}`);
    });
  });
  if (child.pid !== undefined) writePidFile(pidFile, child.pid);
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(timer);
  };
  const ready = new Promise<'ready'>((resolve) => {
    child.on('message', (message) => {
      if (message === 'ready') resolve('ready');
    });
  });
  const first = await Promise.race([ready, ended, late()]);
  if (first !== 'ready') {
    await stop();
    throw new Error(`${name} ${first}${logFile === undefined ? '' : `; see ${logFile}`}`);
  }
  return { pid: child.pid ?? 0, ended, stop };
}

/** Ends the process that a killed run left behind on this data folder, if any. */
export function endChildOrphan(dataDir: string, name: string): Promise<boolean> {
  return endOrphan(pidFileOf(dataDir, name), 'SIGTERM');
}

const pidFileOf = (dataDir: string, name: string) => join(dataDir, `${name}.pid`);

function late(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(`was not ready within ${READY_MS / 1000} s`), READY_MS).unref();
  });
}
