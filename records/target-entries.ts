/** Numbers that the agency enters for its targets: with a source and a document, corrected by a new entry, never changed. */
import { z } from 'zod';
import { formatDay } from '../domain/dates.ts';
import type { Fault } from '../domain/errors.ts';
import type { Period, Target } from '../domain/programme.ts';
import { enterablePeriods } from '../domain/targets.ts';
import type { Tx } from './case.ts';
import { businessNow } from './drafts.ts';
import { fault, refuseIf } from './handler.ts';
import { besideDossiers, documentFaults, documentsNamed } from './named-documents.ts';
import { dateOf, day, documentId, text } from './shapes.ts';
import { type Entry, entriesOf } from './targets.ts';

/** Up to four decimals, as shares are published; a count is whole. */
export const entryBody = z.strictObject({
  period: z.strictObject({ from: day, to: day }),
  number: z.number().min(-1_000_000).max(1_000_000_000_000).multipleOf(0.0001),
  /** The report, survey or statistic that the number is from. */
  source: text,
  documentId,
  /** Why it corrects what was entered for this period before; needed then. */
  reason: text.optional(),
});
type EntryBody = z.infer<typeof entryBody>;

const same = (a: Period, b: Period): boolean => a.from === b.from && a.to === b.to;
const span = ({ from, to }: Period): string => `${formatDay(from)}–${formatDay(to)}`;

/**
 * @param by the person who enters it, and how a document of theirs is kept (`person:<id>`)
 * @throws Refused `invalid` with everything that is wrong
 */
export async function enterNumber(
  tx: Tx,
  { programmeId, target, body, by }: { programmeId: string; target: Target; body: EntryBody; by: string },
): Promise<Entry> {
  const before = (await entriesOf(tx, programmeId, target.code)).filter(({ period }) => same(period, body.period));
  refuseIf([
    ...numberFaults(target, body),
    before.length > 0 &&
      body.reason === undefined &&
      fault(
        'reason',
        'correction-without-reason',
        'Giai đoạn này đã có số liệu: hãy nêu lý do đính chính.',
        'A number was entered for this period before: say why it is corrected.',
      ),
    ...(await documentFaults(tx, documentsNamed(body), besideDossiers(by))),
  ]);
  const { period, number, source, reason } = body;
  const row = await tx.targetEntry.create({
    data: {
      ...{ programmeId, target: target.code, source, documentId: body.documentId, by, number },
      ...{
        fromDay: dateOf(period.from),
        toDay: dateOf(period.to),
        reason: before.length > 0 ? (reason ?? null) : null,
      },
      at: await businessNow(tx),
    },
  });
  return (await entriesOf(tx, programmeId, target.code)).find(({ id }) => id === row.id)!;
}

function numberFaults(target: Target, { period, number }: EntryBody): (Fault | false)[] {
  const open = enterablePeriods(target);
  const known = open.map(span).join('; ');
  const share = target.unit === 'percent';
  return [
    !open.some((one) => same(one, period)) &&
      fault(
        'period',
        'not-a-period-of-the-target',
        `Chỉ tiêu này nhận số liệu của: ${known}.`,
        `Numbers of this target are for: ${known}.`,
      ),
    !share &&
      !(Number.isInteger(number) && number >= 0) &&
      fault('number', 'not-a-count', 'Hãy ghi một số nguyên không âm.', 'Give a whole number that is not negative.'),
  ];
}
