/** Wakes of the outbox: the workflow of a subject that another's action changed is told to look. */
import { type Client, isGrpcServiceError, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { isUnderWay, SUBJECT, type SubjectKind } from '../domain/process.ts';
import { cut } from '../domain/text.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma, type Wake } from '../prisma/generated/client.ts';
import { deadlineIn, stillAnswers } from '../protocol/reach.ts';
import { startOptions, workflowType } from '../protocol/start.ts';
import { refresh, workflowId } from '../workflows/messages.ts';
import { giveBack, takeDue } from './due.ts';
import { type Lanes, OutOfReach } from './lanes.ts';

/** `heldSeconds`: for how long a wake that was taken is held instead of half a minute, for tests. */
export type Waking = { database: Database; temporal: Client; heldSeconds?: number };

type Due = Pick<Wake, 'id' | 'subject' | 'code' | 'attempts'>;
/** All that is due of one subject: it is signalled once. */
export type Wakes = { subject: string; code: string; attempts: number; ids: string[] };

const LANES = 8;
const ANSWER_WITHIN_MS = 10_000;
const LIMIT_MS = 20_000;
const HELD_SECONDS = 30;
/** A clock must ring within minutes after whatever happened: what could not be woken is not left alone for longer than this. */
const LONGEST_PAUSE_SECONDS = 60;

const COLUMNS = Prisma.sql`row.id, row.subject, row.code, row.attempts`;

/** The wakes that are due now. */
export function wakeLanes(waking: Waking): Lanes<Wakes> {
  const { database, temporal, heldSeconds } = waking;
  return {
    what: 'wakes',
    lanes: LANES,
    limitMs: LIMIT_MS,
    async take(count) {
      const rows = await database.$queryRaw<Due[]>(dueWakes(count, heldSeconds));
      return [...Map.groupBy(rows, ({ subject, code }) => `${subject}/${code}`).values()].map((same) => ({
        subject: same[0]!.subject,
        code: same[0]!.code,
        attempts: Math.max(...same.map(({ attempts }) => attempts)),
        ids: same.map(({ id }) => id),
      }));
    },
    async work({ subject, code, ids }) {
      await temporal
        .withDeadline(deadlineIn(ANSWER_WITHIN_MS), () => wake(waking, subject as SubjectKind, code))
        .catch(async (error: unknown) => {
          // Of one run that the server cannot read it does not answer either, and it does of the others.
          throw mayBeAway(error) && !(await stillAnswers(temporal)) ? new OutOfReach(error) : error;
        });
      await database.$executeRaw`UPDATE "Wake" SET "sentAt" = now(), "lastError" = NULL WHERE id = ANY(${ids}::uuid[])`;
    },
    async putOff({ ids, attempts }, error) {
      const message = cut(error instanceof Error ? error.message : String(error), 500);
      const seconds = Math.min(2 ** attempts, LONGEST_PAUSE_SECONDS);
      await database.$executeRaw`UPDATE "Wake" SET "lastError" = ${message}, "nextTryAt" = now() + ${seconds} * interval '1 second'
        WHERE id = ANY(${ids}::uuid[]) AND "sentAt" IS NULL`;
    },
    async release(wakes) {
      await database.$executeRaw(
        giveBack(
          'Wake',
          wakes.flatMap(({ ids }) => ids),
        ),
      );
    },
  };
}

/** The statement that takes wakes. */
export const dueWakes = (count: number, heldSeconds = HELD_SECONDS): Prisma.Sql =>
  takeDue('Wake', COLUMNS, count, heldSeconds);

/** gRPC: deadline exceeded, unavailable. */
const AWAY: ReadonlySet<number> = new Set([4, 14]);

/** Whether it may be the Temporal server that failed, and not the row. */
function mayBeAway(error: unknown): boolean {
  if (error instanceof NamespaceNotFoundError) return true;
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && AWAY.has(cause.code);
}

/** A subject that is under way has a run, or gets one. One that has ended is told too, because its run may not know; where none runs, nobody needs to. */
async function wake({ database, temporal }: Waking, subject: SubjectKind, code: string): Promise<void> {
  const where = { where: { code }, select: { stage: true, state: true } };
  const row = await {
    [SUBJECT.application]: () => database.application.findUnique(where),
    [SUBJECT.package]: () => database.package.findUnique(where),
    [SUBJECT.round]: () => database.selectionRound.findUnique(where),
  }[subject]();
  if (row && isUnderWay(row)) {
    await temporal.workflow.signalWithStart(workflowType(subject), {
      ...(await startOptions(database, subject, code)),
      signal: refresh,
    });
    return;
  }
  try {
    await temporal.workflow.getHandle(workflowId(subject, code)).signal(refresh);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
