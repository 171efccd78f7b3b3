import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { foreignEnvironment } from '../config.ts';
import { writePidFile } from './process-identity.ts';

export interface Launch {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  logFile: string;
  pidFile: string;
  stopSignal: NodeJS.Signals;
  user?: { uid: number; gid: number } | undefined;
}

export interface ServerProcess {
  pid: number;
  /** Settles when the process has ended, asked for or not, with a sentence that says how. */
  ended: Promise<string>;
  /** Asks the server to end and waits for it; after `graceMs` kills it. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts a server that is not ours as a process of its own group, so that Ctrl-C in the terminal reaches us alone and we
 * end everything in order. Its output goes to a log file; its pid file lets the next run find it should we be killed.
 */
export function launch({ name, command, args, env, logFile, pidFile, stopSignal, user }: Launch): ServerProcess {
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(command, args, {
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
    env: foreignEnvironment(env),
    ...(user ?? {}),
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${name} cannot be run: ${error.message}`));
    child.once('exit', (code, signal) => {
      rmSync(pidFile, { force: true });
      resolve(`${name} ended with ${signal ?? `code ${code}`}`);
    });
  });
  if (child.pid !== undefined) writePidFile(pidFile, child.pid);
  return {
    pid: child.pid ?? 0,
    ended,
    async stop(graceMs = 15_000) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      child.kill(stopSignal);
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/**
 * Waits until `probe` no longer throws.
 * @throws Error with the last lines of the log when the server ends, or is not ready within `timeoutMs`.
 */
export async function untilReady(
  server: ServerProcess,
  { name, logFile }: Pick<Launch, 'name' | 'logFile'>,
  probe: () => Promise<unknown>,
  timeoutMs = 60_000,
): Promise<void> {
  let how: string | undefined;
  void server.ended.then((text) => {
    how = text;
  });
  for (const end = Date.now() + timeoutMs; ; await wait(50)) {
    try {
      await probe();
      return;
    } catch (error) {
      if (how !== undefined) throw new Error(`${how}. The end of ${logFile}:\n${lastLines(logFile)}`);
      if (Date.now() > end) {
        await server.stop();
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`${name} was not ready within ${timeoutMs / 1000} s (${reason}); see ${logFile}`);
      }
    }
  }
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n') : '';
}
