/** What the agency carries out itself, for items without applications: recorded with evidence, taken back by a counter-entry. */
import { z } from 'zod';
import { formatDay, legalDay } from '../domain/dates.ts';
import type { Programme, SupportItem } from '../domain/programme.ts';
import { ACTIVITY_UNITS, type ActivityNumbers } from '../domain/target-count.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Tx } from './case.ts';
import { businessNow } from './drafts.ts';
import { fault, refuseIf } from './handler.ts';
import { besideDossiers, documentFaults, documentsNamed } from './named-documents.ts';
import { code, dateOf, day, documentId, line, text, whole } from './shapes.ts';

const count = whole(0, 10_000_000).optional();

export const activityBody = z.strictObject({
  item: code,
  on: day,
  title: line,
  /** What was done, in words. */
  done: text,
  /** What is known in numbers; attendances (lượt) and people (người) apart. */
  numbers: z.strictObject(
    Object.fromEntries(ACTIVITY_UNITS.map((unit) => [unit, count])) as Record<
      (typeof ACTIVITY_UNITS)[number],
      typeof count
    >,
  ),
  documentIds: z.array(documentId).min(1).max(50),
});
type ActivityBody = z.infer<typeof activityBody>;

/**
 * @param given.by the person who records it; `assumed`: whether the agency works with the assumed successor of the period
 * @returns its id
 * @throws Refused `invalid` with everything that is wrong: no such item, one that is applied for, a day to come or outside the period
 */
export async function recordActivity(
  tx: Tx,
  given: { programmeId: string; rules: Programme; assumed: boolean; body: ActivityBody; by: string },
): Promise<string> {
  const { programmeId, rules, assumed, body, by } = given;
  const now = await businessNow(tx);
  const { numbers, documentIds, item, on, ...said } = body;
  const found = rules.items.find((candidate) => candidate.code === item);
  refuseIf([
    itemFault(found),
    on > legalDay(now) && fault('on', 'in-the-future', 'Ngày thực hiện chưa đến.', 'The day lies in the future.'),
    outside(rules, assumed, on) &&
      fault(
        'on',
        'outside-period',
        `Ngày thực hiện nằm ngoài kỳ của chương trình (${formatDay(rules.period.from)}–${formatDay(rules.period.to)}).`,
        `The day lies outside the programme (${formatDay(rules.period.from)}–${formatDay(rules.period.to)}).`,
      ),
    (numbers.people ?? 0) > (numbers.attendances ?? Number.POSITIVE_INFINITY) &&
      fault(
        'numbers.people',
        'more-than-attendances',
        'Số người không thể nhiều hơn số lượt.',
        'There cannot be more people than attendances.',
      ),
    ...(await documentFaults(tx, documentsNamed({ documentIds }), besideDossiers(by))),
  ]);
  const kept = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
  const data = { ...said, ...{ programmeId, item, on: dateOf(on), numbers: kept, documentIds, by, at: now } };
  return (await tx.agencyActivity.create({ data })).id;
}

const outside = ({ period, assumedPeriod }: Programme, assumed: boolean, on: string): boolean =>
  ![period, ...(assumed && assumedPeriod ? [assumedPeriod] : [])].some(({ from, to }) => from <= on && on <= to);

function itemFault(item: SupportItem | undefined) {
  if (!item)
    return fault('item', 'no-such-item', 'Chương trình không có nội dung này.', 'The programme has no such item.');
  return (
    item.kind !== 'run-by-the-agency' &&
    fault(
      'item',
      'applied-for',
      'Nội dung này do đơn vị đề nghị: kết quả được tính từ hồ sơ.',
      'This item is applied for: its results are counted from dossiers.',
    )
  );
}

/** Something recorded beside the dossiers, and what took it back, if anything did. */
export type Countered = { reason: string; at: Date; by: { id: string; name: string } } | null;

export type ActivityRow = {
  id: string;
  item: string;
  on: string;
  title: string;
  done: string;
  numbers: ActivityNumbers;
  documentIds: string[];
  at: Date;
  by: { id: string; name: string };
  countered: Countered;
};

/** @param page the rows after a place in the list, at most so many; the newest day first */
export async function activitiesOf(
  tx: Pick<Tx, '$queryRaw'>,
  programmeId: string,
  { id = null, after = null, limit }: { id?: string | null; after?: readonly string[] | null; limit: number },
): Promise<ActivityRow[]> {
  type Row = Omit<ActivityRow, 'countered'> & {
    countered: (Omit<NonNullable<Countered>, 'at'> & { at: string }) | null;
  };
  const rows = await tx.$queryRaw<Row[]>`
    SELECT v.id::text, v.item, v.on::text AS on, v.title, v.done, v.numbers, v."documentIds"::text[], v.at,
      jsonb_build_object('id', v.by, 'name', coalesce(person.name, '')) AS by,
      CASE WHEN c."entryId" IS NULL THEN NULL ELSE
        jsonb_build_object('reason', c.reason, 'at', c.at, 'by', jsonb_build_object('id', c.by, 'name', coalesce(other.name, ''))) END AS countered
    FROM "AgencyActivity" v LEFT JOIN "Person" person ON person.id = v.by
      LEFT JOIN "CounterEntry" c ON c."entryId" = v.id LEFT JOIN "Person" other ON other.id = c.by
    WHERE v."programmeId" = ${programmeId} AND (${id}::uuid IS NULL OR v.id = ${id}::uuid)
      AND ${after ? Prisma.sql`(v.on::text, v.id) < (${after[0]}, ${after[1]}::uuid)` : Prisma.sql`true`}
    ORDER BY v.on DESC, v.id DESC LIMIT ${limit}`;
  return rows.map(({ countered, ...row }) => ({
    ...row,
    countered: countered && { ...countered, at: new Date(countered.at) },
  }));
}
