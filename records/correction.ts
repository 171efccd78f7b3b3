/** Correcting what was recorded: a correcting entry with its reason; both stay visible; money is corrected by counter-entries alone. */
import { z } from 'zod';
import { personsBehind } from '../domain/delegation.ts';
import { Refused } from '../domain/errors.ts';
import { ACTION, SUBJECT, TASK } from '../domain/process.ts';
import { type Act, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { text, whole } from './shapes.ts';

const body = {
  /** The version of the audit event that is corrected. */
  version: whole(1, 1_000_000),
  correction: text,
  reason: text,
};

/** Whoever recorded it may correct it, or in whose name it was recorded; once the next step began, a supervisor countersigns. */
async function correct({
  tx,
  case: found,
  body: sent,
  actor,
}: Act<{ version: number; correction: string; reason: string }>) {
  const event = await tx.event.findUnique({
    where: { subjectId_version: { subjectId: found.row.id, version: sent.version } },
  });
  refuseIf([
    !event && fault('version', 'no-such-entry', 'Không có mục này trong lịch sử.', 'The history has no such entry.'),
  ]);
  const own = actor.principal.kind !== 'clock' && personsBehind(event!.actor).includes(actor.principal.id);
  if (!own)
    throw new Refused('not-yours', [
      fault(
        'version',
        'recorded-by-another',
        'Chỉ người đã ghi mới được đính chính.',
        'Only whoever recorded it may correct it.',
      ),
    ]);
  const later = await tx.event.findFirst({
    where: { subjectId: found.row.id, version: { gt: sent.version } },
    select: { version: true },
  });
  const closed = found.tasks.every((task) => task.subjectId !== found.row.id);
  return {
    data: { version: sent.version, correction: sent.correction, countersigned: later || closed ? false : null },
    opens: later && !closed ? [TASK.countersignRecord] : [],
  };
}

const correctRecord = handler({ body, run: correct });
const countersign = handler({
  body: { agreed: z.boolean(), reason: text.optional() },
  run: ({ body: sent }) => ({ data: { agreed: sent.agreed } }),
});

export const correction: Handlers = {
  [SUBJECT.application]: { [ACTION.correctRecord]: correctRecord, [ACTION.countersignCorrection]: countersign },
  [SUBJECT.package]: { [ACTION.correctRecord]: correctRecord, [ACTION.countersignCorrection]: countersign },
  [SUBJECT.round]: { [ACTION.correctRecord]: correctRecord, [ACTION.countersignCorrection]: countersign },
};
