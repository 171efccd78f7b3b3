/**
 * One installation: a database, and the Temporal namespace that drives its dossiers. Each has a random id of its own, which names its
 * task queue and stands in its namespace's data, so that no other installation takes its tasks or its runs.
 */
import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Database } from '../prisma/database.ts';

/** `database`: which database it was made in, so that one restored from a dump, or copied, is told from it. */
export type Installation = { id: string; database: string };

/** The worker of an installation polls this queue, and its runs are started on it. */
export const taskQueueOf = ({ id }: Pick<Installation, 'id'>): string => `thong-suot-${id}`;

/** The key in the namespace's data. */
const OWNER = 'thong-suot-installation';

/** What must not work together. The message is one line that says what to do. */
export class WrongInstallation extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WrongInstallation';
  }
}

const known = new WeakMap<Database, Promise<Installation>>();

/**
 * The installation that a database is; made where it is none yet.
 * @throws WrongInstallation where its row was made in another database; what the database throws
 */
export function installationOf(database: Database): Promise<Installation> {
  const found = known.get(database) ?? whereItWasMade(database);
  known.set(database, found);
  found.catch(() => known.delete(database));
  return found;
}

async function whereItWasMade(database: Database): Promise<Installation> {
  const here = await fingerprintOf(database);
  const installation = (await stored(database)) ?? (await make(database, here));
  if (installation.database === here) return installation;
  throw new WrongInstallation(
    `DATABASE_URL: this database was restored from a dump, or copied, from that of installation ${installation.id}. ` +
      'If this is the same installation in a new place, run: npm run admin -- installation --restored; ' +
      'if it is a copy beside it (for staging), run: npm run admin -- installation --copy',
  );
}

const stored = (database: Pick<Database, 'installation'>): Promise<Installation | null> =>
  database.installation.findFirst({ select: { id: true, database: true } });

async function make(database: Database, here: string): Promise<Installation> {
  const made = { id: newId(), database: here };
  // Of several processes that start at once, one makes it.
  await database.installation.createMany({ data: made, skipDuplicates: true });
  return (await stored(database)) ?? made;
}

const newId = (): string => randomBytes(6).toString('hex');

/** PostgreSQL's own number of the cluster and of the database: a copied data folder keeps both, a dump that is restored has new ones. */
async function fingerprintOf(database: Pick<Database, '$queryRaw'>): Promise<string> {
  const [found] = await database.$queryRaw<{ fingerprint: string }[]>`
    SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())
      AS fingerprint`;
  return found!.fingerprint;
}

/**
 * Says of a database that was restored or copied what it is from now on.
 * @param as `restored`: the same installation in a new place; `copy`: another one, with an id of its own
 */
export async function settleInstallation(
  database: Pick<Database, 'installation' | '$queryRaw'>,
  as: 'restored' | 'copy',
): Promise<Installation> {
  const here = await fingerprintOf(database);
  const before = await stored(database);
  const id = as === 'restored' && before ? before.id : newId();
  await database.installation.deleteMany();
  return database.installation.create({ data: { id, database: here }, select: { id: true, database: true } });
}

/** Whose the namespace is: the id of an installation; undefined where it is nobody's. @throws what the server throws */
export const ownerOf = async ({ workflowService, options: { namespace } }: Namespace): Promise<string | undefined> =>
  (await workflowService.describeNamespace({ namespace })).namespaceInfo?.data?.[OWNER] || undefined;

/** gRPC: permission denied, unimplemented. */
const NOT_OURS_TO_CHANGE: ReadonlySet<unknown> = new Set([7, 12]);

type Namespace = Pick<Client, 'workflowService'> & { options: { namespace: string } };

/**
 * Takes a namespace for an installation, where nobody has it. One that we may not write to is left without the mark.
 * @param force whoever had it: for a namespace whose installation is no more
 * @throws WrongInstallation where it is another installation's; what the server throws
 */
export async function claimNamespace(temporal: Namespace, { id }: Installation, { force = false } = {}): Promise<void> {
  const {
    workflowService,
    options: { namespace },
  } = temporal;
  let found = await ownerOf(temporal);
  if (found === id) return;
  if (!found || force) {
    try {
      await workflowService.updateNamespace({ namespace, updateInfo: { data: { [OWNER]: id } } });
    } catch (error) {
      if (!force && NOT_OURS_TO_CHANGE.has((error as { code?: unknown }).code)) return;
      throw error;
    }
    found = await ownerOf(temporal);
  }
  if (found !== id)
    throw new WrongInstallation(
      `TEMPORAL_NAMESPACE: ${namespace} belongs to installation ${found}, and this database is installation ${id}. ` +
        'Set TEMPORAL_NAMESPACE to a namespace of its own; if the other installation is no more, run: ' +
        'npm run admin -- installation --take-namespace',
    );
}

/** Both at once, as a process that starts does. @throws as `installationOf` and `claimNamespace` do */
export async function requireInstallation(database: Database, temporal: Client): Promise<Installation> {
  const installation = await installationOf(database);
  await claimNamespace(temporal, installation);
  return installation;
}
