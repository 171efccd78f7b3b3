/** What is undelivered, since when and why: each row, and all of a kind in one figure; and having one tried at once. */
import { z } from 'zod';
import { LETTER_FAILURE_WORDS } from '../catalogue/choices.ts';
import { hasWord, wordOf } from '../catalogue/words.ts';
import { ROLE, type SubjectKind } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { OUTBOX, type OutboxKind, tryAtOnce, waitingRows } from '../records/outbox.ts';
import { SEALED_DECISION, SEALED_LETTER } from '../records/sealed-bids.ts';
import type { LetterFailure } from '../records/unsent-letters.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual, instant, pageOf, pageQuery } from './schemas.ts';
import { CODES, OVERSEERS, policy, tag } from './supervision.ts';
import { scopeOf, within } from './visibility.ts';

const kind = z.enum(OUTBOX);

const item = z
  .object({
    id: z.string().describe('To retry it by.'),
    kind,
    what: z.string().describe('The action, the letter, or the subject that is to look again.'),
    title: bilingual,
    code: z.string(),
    since: instant,
    attempts: z.int(),
    nextTryAt: instant.nullable(),
    why: bilingual,
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Undelivered' });

const ofKind = z
  .object({
    kind,
    count: z.int(),
    oldestSince: instant.nullable().describe('Null where nothing of the kind waits.'),
    reasons: z
      .array(z.object({ why: bilingual, lastError: z.string().nullable(), count: z.int() }))
      .describe('The most frequent ones.'),
  })
  .meta({ id: 'UndeliveredKind' });

/** Rows that nobody has tried within this time are shown; younger ones are on their way. */
const UNDER_WAY_SECONDS = 10;
const REASONS = 3;

/** What waits, as `o`, and whose it is, as `s`. Bids that are sealed are told of to nobody. */
const WAITING = (): Prisma.Sql => Prisma.sql`${waitingRows({ decisions: SEALED_DECISION, letters: SEALED_LETTER })} o
  LEFT JOIN ${CODES} c USING (code) CROSS JOIN LATERAL (SELECT coalesce(c."agencyId", o.agency) AS "agencyId", c."programmeId") s`;

/** Whether what waits (`o`, `s`) is in these scopes; what is about no programme is its agency's. */
const inScopes = (scopes: ReturnType<typeof scopeOf>): Prisma.Sql =>
  Prisma.sql`(${within(scopes, Prisma.sql`s`)} OR o.agency = ANY(${scopes.map(({ agencyId }) => agencyId)}::text[]))`;

type Why = { attempts: number; lastError: string | null; failure: LetterFailure | null };
type Row = Why & {
  id: string;
  kind: OutboxKind;
  what: string;
  subject: SubjectKind;
  code: string;
  since: Date;
  nextTryAt: Date | null;
};

const WHY = {
  untried: {
    vi: 'Chưa được xử lý: bộ gửi đang chậm hoặc không chạy.',
    en: 'Not tried yet: the dispatcher is late or does not run.',
  },
  failed: {
    vi: 'Lần thử gần nhất không thành công; hệ thống sẽ thử lại.',
    en: 'The last try failed; it is tried again.',
  },
  unanswered: {
    vi: 'Đã thử mà chưa có kết quả; hệ thống sẽ thử lại.',
    en: 'Tried without an answer; it is tried again.',
  },
} as const;

function whyOf({ attempts, lastError, failure }: Why): z.infer<typeof bilingual> {
  if (failure) {
    const { vi, en } = LETTER_FAILURE_WORDS[failure];
    return { vi: `Thư không gửi được: ${vi}.`, en: `The letter cannot go: ${en}.` };
  }
  if (lastError !== null) return WHY.failed;
  return attempts > 0 ? WHY.unanswered : WHY.untried;
}

function titleOf({ kind: of, what, subject }: Row): z.infer<typeof bilingual> {
  if (of === OUTBOX.letter) return hasWord('letter', what) ? wordOf('letter', what) : { vi: what, en: what };
  if (of === OUTBOX.wake) return { vi: 'Báo cho hồ sơ xem lại', en: 'Tell the dossier to look again' };
  if (of === OUTBOX.recalculation) return { vi: 'Tính lại thời hạn theo lịch làm việc', en: 'Reckon the dates again' };
  return hasWord('action', what) ? wordOf('action', what) : { vi: `${subject}: ${what}`, en: `${subject}: ${what}` };
}

const list = route({
  method: 'get',
  path: '/supervision/undelivered',
  tag,
  summary: 'What is undelivered: of each kind how much, since when and why, and each row, the oldest first',
  description:
    'Decisions and notes that are stored and not known to be recorded, letters, wakes of other subjects, dates to be reckoned again. `kinds` counts what the caller oversees, whatever the page.',
  policy,
  effect: 'read',
  query: z.strictObject({ ...pageQuery, kind: kind.optional() }),
  answer: { status: 200, body: pageOf(item).extend({ kinds: z.array(ofKind) }) },
  handle: async ({ who, query }, { database }) => {
    const after = readCursor(query.cursor, ['instant', 'text']);
    const shown = Prisma.sql`${WAITING()}
      WHERE ${inScopes(scopeOf(who, OVERSEERS))} AND (o.attempts > 0 OR o.age > ${UNDER_WAY_SECONDS})`;
    const [rows, counts] = await Promise.all([
      database.$queryRaw<Row[]>`
        SELECT o.* FROM ${shown} AND ${query.kind ? Prisma.sql`o.kind = ${query.kind}` : Prisma.sql`true`}
          AND ${after ? Prisma.sql`(o.since, o.id) > (${after[0]}::timestamptz, ${after[1]})` : Prisma.sql`true`}
        ORDER BY o.since, o.id LIMIT ${query.limit + 1}`,
      database.$queryRaw<(Why & { kind: OutboxKind; count: number; all: number; oldest: Date })[]>`
        SELECT kind, attempts, "lastError", failure, count, all_of_kind AS all, oldest FROM (
          SELECT o.kind, least(max(o.attempts), 1) AS attempts, o."lastError", o.failure, count(*)::int AS count,
            (sum(count(*)) OVER (PARTITION BY o.kind))::int AS all_of_kind, min(min(o.since)) OVER (PARTITION BY o.kind) AS oldest,
            row_number() OVER (PARTITION BY o.kind ORDER BY count(*) DESC) AS place
          FROM ${shown} GROUP BY o.kind, o."lastError", o.failure, o.attempts > 0) reasons
        WHERE place <= ${REASONS} ORDER BY kind, place`,
    ]);
    const kinds = Object.values(OUTBOX).map((of) => {
      const reasons = counts.filter((row) => row.kind === of);
      return {
        kind: of,
        count: reasons[0]?.all ?? 0,
        oldestSince: reasons[0]?.oldest.toISOString() ?? null,
        reasons: reasons.map((row) => ({ why: whyOf(row), lastError: row.lastError, count: row.count })),
      };
    });
    return ok({ ...page(rows, query.limit, viewOf, (row) => [row.since.toISOString(), row.id]), kinds });
  },
});

function viewOf(row: Row): z.infer<typeof item> {
  const { id, kind: of, what, code, attempts, lastError } = row;
  const nextTryAt = row.nextTryAt?.toISOString() ?? null;
  return {
    ...{ id, kind: of, what, code, attempts, lastError, nextTryAt },
    title: titleOf(row),
    since: row.since.toISOString(),
    why: whyOf(row),
  };
}

const retryParams = z.strictObject({
  id: z.string().regex(/^([0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/),
});

const retry = route({
  method: 'post',
  path: '/supervision/undelivered/{id}/retry',
  tag,
  summary:
    'Have it tried again now, and not when its turn comes: a row of any kind; a letter that is due within a minute keeps its turn (supervisor)',
  policy: { for: 'staff', roles: [ROLE.supervisor] },
  effect: 'repeatable',
  params: retryParams,
  body: z.strictObject({}),
  answer: { status: 200, body: z.object({ id: z.string(), kind, nextTryAt: instant }) },
  handle: async ({ who, params }, { database }) => {
    const own = inScopes(scopeOf(who, [ROLE.supervisor]));
    const [row] = await database.$queryRaw<{ kind: OutboxKind }[]>`
      SELECT o.kind FROM ${WAITING()} WHERE o.id = ${params.id} AND ${own}`;
    const nextTryAt = row && (await tryAtOnce(database, row.kind, params.id));
    if (!nextTryAt) throw new Problem('not-found');
    return ok({ id: params.id, kind: row.kind, nextTryAt: nextTryAt.toISOString() });
  },
});

export const undelivered: readonly Route[] = [list, retry];
