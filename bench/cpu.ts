/** CPU time of process trees, as the kernel counts it. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel shows times in hundredths of a second (USER_HZ), whatever it counts in. */
const TICKS_PER_SECOND = 100;

interface Seen {
  parent: number;
  /** Own user and system time, and that of children that have ended and been waited for. */
  ticks: number;
}

/**
 * @param roots numbers of processes
 * @returns CPU seconds that they and all their descendants have used since they began, ended ones included: PostgreSQL's backends
 *   come and go
 */
export function cpuSeconds(roots: readonly number[]): number {
  const seen = processes();
  const within = (pid: number): boolean => {
    for (let at: number | undefined = pid; at; at = seen.get(at)?.parent) if (roots.includes(at)) return true;
    return false;
  };
  let ticks = 0;
  for (const [pid, one] of seen) if (within(pid)) ticks += one.ticks;
  return ticks / TICKS_PER_SECOND;
}

function processes(): Map<number, Seen> {
  const seen = new Map<number, Seen>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = read(`/proc/${name}/stat`);
    // After the command's name in brackets, which may hold anything.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (!fields) continue;
    const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number) as [number, number, number, number];
    seen.set(Number(name), { parent: Number(fields[1]), ticks: utime + stime + cutime + cstime });
  }
  return seen;
}

/** @returns megabytes (10^6 bytes) that a process holds in memory now, shared pages included */
export function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '') ?? [];
  return (Number(kilobytes ?? 0) * 1024) / 1e6;
}

/** A process may end while it is looked at. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
