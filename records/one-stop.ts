/** The one-stop clock of an application: from acceptance to the support decision, with its ledger of pauses and its one extension. */
import { LIMIT } from '../domain/process.ts';
import { type DueDate, dueDate } from '../domain/working-clock.ts';
import type { Case, Tx } from './case.ts';

/** What the action under way changes of it. */
export type Change = {
  /** Closes the pause that is open. */
  pauseEndsAt?: Date;
  /** Working days by which the limit is extended; without it, as kept on the application. */
  extension?: number;
};

/** The one-stop clock of the case's application, as a sum. */
export async function oneStop(tx: Tx, found: Case, acceptedAt: Date, change: Change = {}): Promise<DueDate> {
  const application = found.application;
  const pauses = application
    ? await tx.pause.findMany({ where: { applicationId: application.id }, orderBy: { fromAt: 'asc' } })
    : [];
  return dueDate({
    from: acceptedAt,
    limit: found.programme.limits[LIMIT.oneStop].workingDays,
    extension: change.extension ?? application?.extension ?? 0,
    pauses: pauses.map((pause) => ({
      from: pause.fromAt,
      to: pause.toAt ?? change.pauseEndsAt ?? null,
      why: pause.reason,
      who: pause.by,
    })),
    calendar: found.calendar,
  });
}

/** What a letter says of the appointed date (ngày hẹn trả kết quả): none while the clock is paused; and why it may still move. */
export const promised = ({ dueAt, reasons }: DueDate) => ({
  appointedAt: dueAt?.toISOString() ?? null,
  ...(reasons.length > 0 ? { provisional: reasons.map((reason) => ({ ...reason })) } : {}),
});
/** Whether the appointed date has passed: a pause that begins after it moves nothing, and takes nothing back. */
export const isPast = ({ appointedAt }: { appointedAt: Date | null }, now: Date): boolean =>
  appointedAt !== null && appointedAt < now;
