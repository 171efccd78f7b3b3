/** Whether what we stand on answers: PostgreSQL, and the Temporal server. */
import { filesAreThere } from '../records/document-files.ts';
import type { Services } from './route.ts';

/** An answer counts for this long, so that decisions do not each ask. */
const FRESH_MS = 2_000;
const PATIENCE_MS = 2_000;

const known = new WeakMap<object, { at: number; answers: boolean }>();

/** Whether the Temporal server answers: asked at most every two seconds while it does, and every time while it does not. */
export async function temporalAnswers({ temporal }: Pick<Services, 'temporal'>): Promise<boolean> {
  const last = known.get(temporal);
  if (last?.answers && Date.now() - last.at < FRESH_MS) return true;
  const answers = await temporal
    .withDeadline(Date.now() + PATIENCE_MS, () =>
      temporal.workflowService.describeNamespace({ namespace: temporal.options.namespace }),
    )
    .then(
      () => true,
      () => false,
    );
  known.set(temporal, { at: Date.now(), answers });
  return answers;
}

export async function databaseAnswers({ database }: Pick<Services, 'database'>): Promise<boolean> {
  return database.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
}

/** Whether uploaded files are where they were kept. What needs none of them goes on without. */
export async function filesAnswer({ config, database }: Pick<Services, 'config' | 'database'>): Promise<boolean> {
  return filesAreThere(database, config.documentsDir).catch(() => false);
}
