import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { identityOf } from './process-identity.ts';

/** How long sessions may take to notice that their postmaster is gone. */
const NOTICED_WITHIN_MS = 10_000;

/**
 * Takes away a cluster's postmaster.pid where PostgreSQL would hold a process for its own that is none, and refuse to start: after a
 * reboot the number may be another program's; and a postmaster that was killed keeps its number until its parent has collected it,
 * which an init process may be slow to do, or in a container never does. While sessions of that postmaster still work in the cluster
 * the file stays: it is what keeps a second server away from their data.
 */
export async function clearStaleLock(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return;
  const [pid, , startedAt] = readFileSync(file, 'utf8').split('\n');
  const named = `/proc/${pid}`;
  // Where there is no /proc, and where no process has the number, PostgreSQL sees rightly by itself.
  if (!existsSync(named)) return;
  if (identityOf(Number(pid)) !== undefined) {
    if (Math.abs(statSync(named).ctimeMs / 1000 - Number(startedAt)) > 60) rmSync(file);
    return;
  }
  for (const end = Date.now() + NOTICED_WITHIN_MS; isWorkedIn(cluster); await wait(50)) if (Date.now() > end) return;
  rmSync(file);
}

/** Whether any process of a server is at work in a cluster: all of them make it their working directory. */
function isWorkedIn(cluster: string): boolean {
  const folder = realpathSync(cluster);
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      // It has ended, or is another user's.
      return false;
    }
  });
}
