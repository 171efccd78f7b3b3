/** Which open dossiers, packages and rounds nothing drives: without a run, or with a clock that should have rung. Since when, and what was done. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { SUBJECT, type SubjectKind } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { GAP, HOW_UNREADABLE, MUST_ACT } from '../records/run-gaps.ts';
import { page, readCursor } from './paging.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual, instant, pageOf, pageQuery } from './schemas.ts';
import { iso } from './shown.ts';
import { policy, scope, tag } from './supervision.ts';

/** What may be wrong with what drives a subject. */
const WRONG = { noRun: GAP.noRun, elsewhere: GAP.elsewhere, deadClock: 'dead-clock' } as const;
type Wrong = (typeof WRONG)[keyof typeof WRONG];

const WHY: Readonly<Record<Wrong, z.infer<typeof bilingual>>> = {
  [WRONG.noRun]: {
    vi: 'Không có tiến trình nào theo dõi hồ sơ này; hệ thống tự khởi động lại.',
    en: 'Nothing drives it: it had no run, and is started again by itself.',
  },
  [WRONG.elsewhere]: {
    vi: 'Tiến trình của hồ sơ nằm trên hàng đợi không phải của hệ thống này; người vận hành cần xem lại.',
    en: 'Its run is on a task queue that is not ours: whoever operates the system must look.',
  },
  [WRONG.deadClock]: {
    vi: 'Đồng hồ đáng lẽ đã báo mà chưa báo; hệ thống tự đánh thức hồ sơ.',
    en: 'Its clock should have rung and did not; it is woken by itself.',
  },
};

/** Of one that no wake can mend: a person must act. */
const NOT_ENDED: z.infer<typeof bilingual> = {
  vi: 'Tiến trình của hồ sơ này đứng yên và hệ thống không dừng được nó; quyết định và thời hạn vẫn được ghi trực tiếp, người vận hành cần xem lại.',
  en: 'Its run stands still and could not be ended: decisions and deadlines are recorded directly, and whoever operates the system must end it.',
};
const UNREADABLE: z.infer<typeof bilingual> = {
  vi: 'Máy chủ không đọc được tiến trình của hồ sơ này; quyết định và thời hạn vẫn được ghi trực tiếp, người vận hành cần xem lại.',
  en: 'The engine cannot read its run: decisions and deadlines are recorded directly, and whoever operates the system must look.',
};

const item = z
  .object({
    kind: z.enum(WRONG),
    subject: z.enum(SUBJECT),
    code: z.string(),
    programme: z.string(),
    stage: z.string(),
    state: z.string(),
    title: bilingual,
    why: bilingual,
    since: instant.describe('When its run ended, or when it was found without one; when its clock should have rung.'),
    foundAt: instant.nullable(),
    how: z
      .string()
      .nullable()
      .describe(
        'How its last run ended, or on which task queue it is; `unknown` where the engine forgot it, `failing` where it stood still, `by-hand` where somebody started another in its place, `unreadable` where the engine cannot read it.',
      ),
    act: z.boolean().describe('Whether a person must act: whoever operates the system. All else mends itself.'),
    wakes: z.int().describe('How often it was woken for that.'),
    lastWokenAt: instant.nullable(),
    toldAt: instant.nullable().describe('When the supervisors were told by letter.'),
    restartedAt: instant.nullable().describe('When it was seen running again; null where it is not.'),
  })
  .meta({ id: 'SubjectWithoutRun' });

const comparison = z
  .object({
    at: instant.nullable().describe('The end of the last comparison of open subjects with runs that went well.'),
    current: z.boolean().describe('Whether that was within five minutes: otherwise the list may lack some.'),
    complete: z.boolean().describe('Whether it looked at all.'),
  })
  .meta({ id: 'RunComparison' });

type Row = {
  id: string;
  kind: Wrong;
  subject: SubjectKind;
  code: string;
  programmeId: string;
  stage: string;
  state: string;
  since: Date;
  foundAt: Date | null;
  how: string | null;
  act: boolean;
  wakes: number;
  wokenAt: Date | null;
  toldAt: Date | null;
  resolvedAt: Date | null;
};

/** Gaps that the comparison found, and late clocks that were woken already; one is said of a subject, not both. */
const wrongSince = (restartedWithin: number): Prisma.Sql => Prisma.sql`(
  SELECT g.id::text AS id, g.kind, g.subject, g.code, coalesce(g."lostAt", g."foundAt") AS since, g."foundAt", g.how, ${MUST_ACT} AS act, g.wakes, g."wokenAt", g."toldAt", g."resolvedAt"
  FROM "RunGap" g WHERE g.kind IN (${GAP.noRun}, ${GAP.elsewhere})
    AND (g."resolvedAt" IS NULL OR g."resolvedAt" > now() - ${restartedWithin}::int * interval '1 day')
  UNION ALL
  SELECT clock.subject || '/' || clock.code, ${WRONG.deadClock}, clock.subject, clock.code, rung."nextAt", NULL, NULL, false, clock.times, NULL, NULL, NULL
  FROM "LateClock" clock
    JOIN LATERAL (SELECT min(r."nextAt") AS "nextAt" FROM "Ring" r WHERE r.code = clock.code AND r.subject = clock.subject) rung
      ON rung."nextAt" < business_now() - interval '1 minute'
  WHERE clock.times > 0 AND NOT EXISTS (SELECT FROM "RunGap" g WHERE g.code = clock.code AND g.subject = clock.subject
    AND g."resolvedAt" IS NULL AND g.kind <> ${GAP.noSubject}))`;

const SUBJECTS = Prisma.sql`(
  SELECT '${Prisma.raw(SUBJECT.application)}' AS subject, code, "agencyId", "programmeId", stage, state FROM "Application"
  UNION ALL SELECT '${Prisma.raw(SUBJECT.package)}', code, "agencyId", "programmeId", stage, state FROM "Package"
  UNION ALL SELECT '${Prisma.raw(SUBJECT.round)}', code, "agencyId", "programmeId", stage, state FROM "SelectionRound")`;

const CURRENT_MINUTES = 5;

const list = route({
  method: 'get',
  path: '/supervision/runs',
  tag,
  summary:
    'Open dossiers, packages and rounds that nothing drives: no run, or a clock that did not ring; the longest first',
  description:
    'They are found by comparing the database with the workflow engine every two minutes, and started again by themselves. An empty list says something only where `comparison` is current and complete.',
  policy,
  effect: 'read',
  query: z.strictObject({
    ...pageQuery,
    restartedWithin: z.coerce
      .number()
      .int()
      .min(0)
      .max(365)
      .default(0)
      .describe('In days: also those that run again since then.'),
  }),
  answer: { status: 200, body: pageOf(item).extend({ comparison }) },
  handle: async ({ who, query }, { database }) => {
    const after = readCursor(query.cursor, ['instant', 'text']);
    const [rows, [compared]] = await Promise.all([
      database.$queryRaw<Row[]>`
        SELECT o.*, s."programmeId", s.stage, s.state FROM ${wrongSince(query.restartedWithin)} o JOIN ${SUBJECTS} s USING (subject, code)
        WHERE ${scope(who, Prisma.sql`s`)} AND ${after ? Prisma.sql`(o.since, o.id) > (${after[0]}::timestamptz, ${after[1]})` : Prisma.sql`true`}
        ORDER BY o.since, o.id LIMIT ${query.limit + 1}`,
      database.$queryRaw<{ at: Date | null; current: boolean; complete: boolean }[]>`
        SELECT at, coalesce(at > now() - ${CURRENT_MINUTES} * interval '1 minute', false) AS current,
          coalesce((detail ->> 'left')::int + (detail ->> 'leftInVain')::int = 0, false) AS complete FROM "Beat" WHERE turn = 'reconcile'`,
    ]);
    return ok({
      ...page(rows, query.limit, viewOf, (row) => [row.since.toISOString(), row.id]),
      comparison: {
        at: iso(compared?.at ?? null),
        current: compared?.current ?? false,
        complete: compared?.complete ?? false,
      },
    });
  },
});

function viewOf(row: Row): z.infer<typeof item> {
  const { kind, subject, code, programmeId: programme, stage, state, how, wakes } = row;
  return {
    ...{ kind, subject, code, programme, stage, state, how, wakes },
    title: wordOf('state', `${stage}/${state}`),
    why: whyOf(row),
    act: row.act,
    since: row.since.toISOString(),
    foundAt: iso(row.foundAt),
    lastWokenAt: iso(row.wokenAt),
    toldAt: iso(row.toldAt),
    restartedAt: iso(row.resolvedAt),
  };
}

function whyOf({ kind, how, act }: Row): z.infer<typeof bilingual> {
  if (how === HOW_UNREADABLE) return UNREADABLE;
  return kind === GAP.noRun && act ? NOT_ENDED : WHY[kind];
}

export const runs: readonly Route[] = [list];
