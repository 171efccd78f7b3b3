/** How a subject's workflow is started: by whoever delivers to it, whenever it may not be running. */
import type { WithStartWorkflowOperation } from '@temporalio/client';
import type { Bilingual } from '../domain/fault.ts';
import type { SubjectKind } from '../domain/process.ts';
import { cut } from '../domain/text.ts';
import type { Database } from '../prisma/database.ts';
import { type Title, titleOf } from '../records/details.ts';
import { ORDER, type SubjectInput, WORKFLOW_TYPE, workflowId } from '../workflows/messages.ts';
import { installationOf, taskQueueOf } from './installation.ts';

type StartOptions = ConstructorParameters<typeof WithStartWorkflowOperation>[1];

/** The workflow type of a subject. */
export const workflowType = (subject: SubjectKind): string => WORKFLOW_TYPE[subject];

/**
 * One workflow per subject: a running one is used, a closed one is followed by a new run. The workflow task timeout is longer than
 * any stall of a busy machine: a task that times out is done again, which makes a busy machine busier. Who waits for a decision
 * does not wait for it (deliver.ts).
 *
 * @param first the decision that the run is begun to record, where it is
 * @throws as `installationOf` does
 */
export async function startOptions(
  database: Database,
  subject: SubjectKind,
  code: string,
  first?: SubjectInput['first'],
): Promise<StartOptions & { args: [SubjectInput] }> {
  const [installation, title] = await Promise.all([installationOf(database), titleOf(database, subject, code)]);
  return {
    ...(title ? { staticSummary: summaryOf(title), staticDetails: detailsOf(title) } : {}),
    workflowId: workflowId(subject, code),
    taskQueue: taskQueueOf(installation),
    args: [{ code, order: ORDER, ...(first ? { first } : {}) }],
    workflowTaskTimeout: '10s',
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  };
}

/** What Temporal's pages show of a run from its first moment: the support item, or the programme of a package or round. A server takes 400 bytes. */
const summaryOf = ({ programme, item }: Title): string => cut(both(item ?? programme), LONGEST_SUMMARY);
const LONGEST_SUMMARY = 120;

/** In Markdown. */
const detailsOf = ({ programme, item }: Title): string =>
  [
    `**Chương trình · Programme:** ${both(programme)}`,
    ...(item ? [`**Nội dung hỗ trợ · Support item:** ${both(item)}`] : []),
  ].join('\n\n');

const both = ({ vi, en }: Bilingual): string => `${vi} · ${en}`;
