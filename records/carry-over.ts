/** Money of one year spent in the next (chuyển nguồn): finance records it with its basis, the approver approves. */
import { z } from 'zod';
import { type CarryOver, carryOverFault } from '../domain/budget.ts';
import { type Day, legalDay } from '../domain/dates.ts';
import { Refused } from '../domain/errors.ts';
import { ACTION, SUBJECT, TASK } from '../domain/process.ts';
import { bring } from './attach.ts';
import type { Case, Tx } from './case.ts';
import { pastDay } from './day-bounds.ts';
import { fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { accountOf } from './reckoning.ts';
import { documents, year } from './shapes.ts';

type Recorded = Omit<CarryOver, 'approved'>;

const carryOver = handler({
  body: {
    /** The year in which the money is to be spent. */
    toYear: year,
    basis: z.strictObject({ kind: z.enum(['contract-signed', 'tender-completed']), on: pastDay }),
    documents: documents.min(1),
  },
  run: async (act) => {
    const { tx, case: found, body, now } = act;
    const { year: fromYear } = await accountOf(tx, found);
    const recorded: Recorded = { fromYear, toYear: body.toYear, basis: body.basis };
    const asked = found.tasks.some((task) => task.subjectId === found.row.id && task.name === TASK.decideCarryOver);
    if (asked) {
      const vi = 'Đang chờ phê duyệt chuyển nguồn.';
      throw new Refused('guarded', [fault('', 'carry-over-asked', vi, 'A carry-over is waiting for its approval.')]);
    }
    refuseIf([
      body.toYear <= fromYear &&
        fault(
          'toYear',
          'not-later',
          `Nguồn thuộc năm ${fromYear}: chỉ chuyển sang năm sau.`,
          `The money belongs to ${fromYear}: it is carried to a later year.`,
        ),
      body.toYear > Number(legalDay(now).slice(0, 4)) + 1 &&
        fault(
          'toYear',
          'too-late',
          'Chỉ chuyển sang năm nay hoặc năm sau.',
          'Money is carried to this year or the next one.',
        ),
      body.basis.on > legalDay(now) &&
        fault('basis.on', 'in-the-future', 'Ngày của căn cứ chưa đến.', 'The basis lies in the future.'),
      carryOverFault(fromYear, `${body.toYear}-01-01`, { ...recorded, approved: true }),
    ]);
    await bring(act, body.documents);
    return { data: { ...recorded, basis: { ...recorded.basis } } };
  },
});

const approveCarryOver = handler({
  body: {},
  run: async ({ tx, case: found }) => {
    const recorded = await latest(tx, found, ACTION.carryOver);
    return { data: { ...recorded!, basis: { ...recorded!.basis } } };
  },
});

/** The carry-over that lets money of a year be spent on a day: the approved one to its year, else the one recorded last, else none. */
export async function carryOverFor(tx: Tx, found: Case, lineYear: number, on: Day): Promise<CarryOver | null> {
  if (Number(on.slice(0, 4)) === lineYear) return null;
  const approved = await latest(tx, found, ACTION.approveCarryOver);
  if (approved?.toYear === Number(on.slice(0, 4))) return { ...approved, approved: true };
  const recorded = await latest(tx, found, ACTION.carryOver);
  return recorded && { ...recorded, approved: false };
}

async function latest(
  tx: Tx,
  found: Case,
  action: typeof ACTION.carryOver | typeof ACTION.approveCarryOver,
): Promise<Recorded | null> {
  const event = await tx.event.findFirst({
    where: { subjectId: found.row.id, action },
    orderBy: { version: 'desc' },
    select: { data: true },
  });
  return (event?.data as Recorded | undefined) ?? null;
}

export const carryOvers: Handlers = {
  [SUBJECT.application]: { [ACTION.carryOver]: carryOver, [ACTION.approveCarryOver]: approveCarryOver },
};
