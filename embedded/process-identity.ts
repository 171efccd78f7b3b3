import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * What tells one process from a later one with the same number: the boot and the moment it started.
 * @returns undefined when no such process runs.
 */
export function identityOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // After the command's name in brackets, which may hold anything, the 20th field is the start in ticks since boot.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return fields[0] === 'Z' ? undefined : `${boot} ${fields[19]}`;
    }
    const [command, ...args] =
      process.platform === 'win32'
        ? ['powershell', '-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`]
        : ['ps', '-o', 'lstart=', '-p', String(pid)];
    const started = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return started === '' ? undefined : started;
  } catch {
    return undefined;
  }
}

/** Writes who a process is, for `readAlive` in another process, which finds all of it or nothing. */
export function writePidFile(path: string, pid: number): void {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${pid}\n${identityOf(pid)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

/** The number of the process that `writePidFile` named, if that very process still runs. */
export function readAlive(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
  const [pid, identity] = readFileSync(path, 'utf8').split('\n');
  return identity && identityOf(Number(pid)) === identity ? Number(pid) : undefined;
}

/**
 * Ends the server that a killed run left behind, if it is still there: asks with `signal`, and after `graceMs` kills.
 * @returns whether there was one.
 */
export async function endOrphan(pidFile: string, signal: NodeJS.Signals, graceMs = 15_000): Promise<boolean> {
  const pid = readAlive(pidFile);
  if (pid !== undefined) {
    process.kill(pid, signal);
    for (const end = Date.now() + graceMs; readAlive(pidFile) !== undefined; await wait(50)) {
      if (Date.now() > end) process.kill(pid, 'SIGKILL');
    }
  }
  rmSync(pidFile, { force: true });
  return pid !== undefined;
}
