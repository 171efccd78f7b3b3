/** What became of a support: reported by the beneficiary some months after the settlement, and what is due or late, for supervisors. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { legalDay } from '../domain/dates.ts';
import { OUTCOME_STANDINGS, outcomeStanding } from '../domain/outcomes.ts';
import { PARTY_ROLE, SUBJECT } from '../domain/process.ts';
import type { Programme } from '../domain/programme.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { programmeOf } from '../programmes/index.ts';
import type { Tx } from '../records/case.ts';
import { businessNow } from '../records/drafts.ts';
import { duesOf, owed, reportBody, reportOutcome, reportsOf, unreported } from '../records/outcomes.ts';
import { guarded } from './guarded.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual, codeParams, day, instant, pageOf, pageQuery } from './schemas.ts';
import { policy as overseeing, scope } from './supervision.ts';

const tag = 'Outcomes';

const standing = z.object({ name: z.enum(OUTCOME_STANDINGS), title: bilingual });
const reportView = z.object({
  version: z.int(),
  answers: z.array(z.object({ question: z.string(), text: bilingual, answer: z.union([z.number(), z.string()]) })),
  reportedBy: z.object({ name: z.string(), capacity: z.string() }),
  reason: z.string().nullable().describe('Why it corrects the version before it.'),
  at: instant,
});
const outcomesView = z
  .object({
    application: z.string(),
    settledOn: day.nullable(),
    questions: z.array(
      z.object({
        code: z.string(),
        text: bilingual,
        answer: z.enum(['count', 'percent', 'text']),
        required: z.boolean(),
      }),
    ),
    items: z
      .array(
        z.object({
          months: z.int().describe('After the settlement.'),
          dueOn: day,
          lastDay: day,
          standing,
          reports: z.array(reportView).describe('The newest version holds; corrections keep the ones before.'),
        }),
      )
      .describe('None of a dossier that is not settled.'),
  })
  .meta({ id: 'Outcomes' });

async function viewOf(database: Tx, code: string) {
  const application = await database.application.findUniqueOrThrow({ where: { code }, include: { programme: true } });
  const rules = programmeOf(application.programme.definition);
  const [reports, now] = [await reportsOf(database, application.id), await businessNow(database)];
  const dues = duesOf(application, rules);
  return {
    application: code,
    settledOn: dues.length > 0 ? legalDay(application.closedAt!) : null,
    questions: [...rules.outcomes.questions],
    items: dues.map((due) => {
      const own = reports.filter(({ months }) => months === due.months);
      const name = outcomeStanding(due, legalDay(now), own.length > 0);
      return {
        ...due,
        standing: { name, title: wordOf('outcome-standing', name) },
        reports: own.map(({ version, answers, signatory, reason, at }) => ({
          ...{ version, reason, reportedBy: signatory, at: at.toISOString() },
          answers: answersOf(rules, answers),
        })),
      };
    }),
  };
}

function answersOf({ outcomes }: Programme, answers: Readonly<Record<string, number | string>>) {
  return Object.entries(answers).map(([question, answer]) => {
    const asked = outcomes.questions.find(({ code }) => code === question);
    return { question, text: asked?.text ?? { vi: question, en: question }, answer };
  });
}

const read = route({
  method: 'get',
  path: '/applications/{code}/outcomes',
  tag,
  summary: 'What a settled application owes in reports of outcomes, and what was reported',
  policy: { for: 'subject', subject: SUBJECT.application },
  effect: 'read',
  params: codeParams,
  answer: { status: 200, body: outcomesView },
  handle: async ({ seen }, { database }) => {
    if (seen.as === PARTY_ROLE.consultant) throw new Problem('not-allowed');
    return ok(await viewOf(database, seen.code));
  },
});

const report = route({
  method: 'post',
  path: '/applications/{code}/outcomes',
  tag,
  summary: 'Report the outcomes of a settled application (its enterprise)',
  description:
    'From the day on which the report is due; late ones are taken. A second report of the same months corrects the first, with a reason.',
  policy: { for: 'party', kind: PARTY_ROLE.enterprise },
  effect: 'once',
  params: codeParams,
  body: reportBody,
  answer: { status: 201, body: outcomesView },
  handle: ({ who, params: { code }, body, once }) =>
    once(async (tx) => {
      // Two reports at once wait for each other.
      const own = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM "Application" WHERE code = ${code} AND "enterpriseId" = ${who.id}::uuid FOR UPDATE`;
      if (own.length === 0) throw new Problem('not-found');
      const row = await tx.application.findUniqueOrThrow({ where: { code }, include: { programme: true } });
      await guarded(() => reportOutcome(tx, row, programmeOf(row.programme.definition), body));
      return { status: 201, body: await viewOf(tx, code) };
    }),
});

const dueView = z
  .object({
    application: z.string(),
    programme: z.string(),
    enterprise: z.string(),
    months: z.int(),
    dueOn: day,
    lastDay: day,
    standing,
    askedAt: instant.nullable().describe('When the letter that asks for it was sent.'),
  })
  .meta({ id: 'OutcomeDue' });

const due = route({
  method: 'get',
  path: '/supervision/outcomes',
  tag,
  summary: 'Reports of outcomes that are due or late, the longest waited for first',
  policy: overseeing,
  effect: 'read',
  query: z.strictObject({ ...pageQuery, standing: z.enum(['due', 'late']).optional() }),
  answer: { status: 200, body: pageOf(dueView) },
  handle: async ({ who, query }, { database }) => {
    type Row = {
      code: string;
      programmeId: string;
      enterprise: string;
      months: number;
      dueOn: string;
      lastDay: string;
      late: boolean;
      askedAt: Date | null;
    };
    const after = readCursor(query.cursor, ['day', 'text']);
    const o = Prisma.sql`o`;
    const place = Prisma.sql`lpad(o.months::text, 3, '0') || '/' || o.code`;
    const rows = await database.$queryRaw<Row[]>`
      SELECT o.code, o."programmeId", party.name AS enterprise, o.months, o."dueOn"::text, o."lastDay"::text, late.so AS late,
        letter."sentAt" AS "askedAt"
      FROM (${owed()}) o JOIN "Party" party ON party.id = o."enterpriseId"
        CROSS JOIN LATERAL (SELECT o."lastDay" < (business_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS so) late
        LEFT JOIN "Letter" letter ON letter.id = md5('outcome/' || o.id || '/' || o.months)::uuid
      WHERE ${unreported(o)} AND ${scope(who, o)}
        AND (${query.standing ?? null}::text IS NULL OR late.so = (${query.standing ?? null} = 'late'))
        AND ${after ? Prisma.sql`(o."dueOn"::text, ${place}) > (${after[0]}, ${after[1]})` : Prisma.sql`true`}
      ORDER BY o."dueOn"::text, ${place} LIMIT ${query.limit + 1}`;
    const view = ({ code, programmeId, late, askedAt, ...row }: Row) => {
      const name = late ? ('late' as const) : ('due' as const);
      return {
        ...row,
        ...{ application: code, programme: programmeId, askedAt: askedAt?.toISOString() ?? null },
        standing: { name, title: wordOf('outcome-standing', name) },
      };
    };
    return ok(
      page(rows, query.limit, view, ({ dueOn, months, code }) => [dueOn, `${String(months).padStart(3, '0')}/${code}`]),
    );
  },
});

export const outcomes: readonly Route[] = [read, report, due];
