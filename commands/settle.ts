/** What an operator says of a database that was restored or copied, and of a namespace that belonged to another installation. */
import { Client, Connection } from '@temporalio/client';
import type { Config } from '../config.ts';
import type { Database } from '../prisma/database.ts';
import {
  claimNamespace,
  installationOf,
  ownerOf,
  settleInstallation,
  taskQueueOf,
  WrongInstallation,
} from '../protocol/installation.ts';
import { isWorkedOn } from '../protocol/task-queues.ts';
import { PUT_BACK } from '../records/beats.ts';
import { businessNow } from '../records/drafts.ts';
import { PATIENT } from './installation.ts';

/** What the database is from now on (`restored`, `copy`), or whose the namespace is (`take-namespace`). */
export const SETTLEMENTS = ['restored', 'copy', 'take-namespace'] as const;
export type Settlement = (typeof SETTLEMENTS)[number];

/**
 * Carries it out, and keeps it in the audit. `restored` and `copy` need the database alone. The namespace is looked at when a process
 * starts (`requireInstallation`), which refuses where it is another installation's.
 *
 * @returns the lines to be shown
 * @throws WrongInstallation where the database was not settled first, or where a worker of the namespace's installation still runs; what the database or the Temporal server throws
 */
export async function settle(
  database: Database,
  { connection: options, namespace }: Config['temporal'],
  as: Settlement,
): Promise<string[]> {
  if (as !== 'take-namespace') {
    const { id } = await database.$transaction(async (tx) => {
      const settled = await settleInstallation(tx, as);
      // A copy beside the original has lost nothing that its supervisors could be told of.
      if (as === 'copy') await tx.beat.deleteMany({ where: { turn: PUT_BACK } });
      await audit(tx, as, { installation: settled.id });
      return settled;
    }, PATIENT);
    return as === 'restored'
      ? [
          `Cơ sở dữ liệu này là hệ thống ${id}, được phục hồi. Bản gốc không được chạy nữa. ` +
            `· This database is installation ${id}, restored. The original must not run any more.`,
        ]
      : [
          `Cơ sở dữ liệu này từ nay là hệ thống ${id}, một bản sao; hãy đặt TEMPORAL_NAMESPACE riêng. ` +
            `· This database is installation ${id} from now on, a copy; set TEMPORAL_NAMESPACE to one of its own.`,
        ];
  }
  const installation = await installationOf(database);
  const connection = await Connection.connect({ ...options, connectTimeout: CONNECT_MS });
  try {
    const temporal = new Client({ connection, namespace });
    const owner = await ownerOf(temporal);
    if (owner && owner !== installation.id && (await isWorkedOn(temporal, taskQueueOf({ id: owner }))))
      throw new WrongInstallation(
        `TEMPORAL_NAMESPACE: a worker of installation ${owner} runs in ${namespace}, or did within the last 90 seconds. ` +
          'End it first, or set TEMPORAL_NAMESPACE to a namespace of its own.',
      );
    await claimNamespace(temporal, installation, { force: true });
  } finally {
    await connection.close();
  }
  await audit(database, as, { installation: installation.id, namespace });
  return [
    `CẢNH BÁO: namespace ${namespace} nay thuộc hệ thống ${installation.id}. Hệ thống trước đó, nếu còn, sẽ không khởi động được với nó. ` +
      `· WARNING: namespace ${namespace} belongs to installation ${installation.id} now. ` +
      'The one that had it, if it still lives, will not start with it.',
  ];
}

const CONNECT_MS = 5_000;

async function audit(
  tx: Pick<Database, 'adminEvent'> & Parameters<typeof businessNow>[0],
  as: Settlement,
  data: Record<string, string>,
): Promise<void> {
  await tx.adminEvent.create({
    data: { at: await businessNow(tx), actor: { kind: 'command' }, action: `installation-${as}`, data },
  });
}
