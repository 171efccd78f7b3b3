/** What may be applied for: programmes, their support items, conditions, documents, ceilings and limits, each with what it rests on. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { dongToJson } from '../domain/money.ts';
import { LIMIT } from '../domain/process.ts';
import type { Programme, Source, SupportItem } from '../domain/programme.ts';
import { stagesOf } from '../domain/route.ts';
import { programmeOf, takesApplications } from '../programmes/index.ts';
import { code } from '../records/shapes.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { amount, bilingual } from './schemas.ts';

const tag = 'Programmes';

const sourceView = z
  .object({
    document: z.string(),
    article: z.string().optional(),
    certainty: z
      .string()
      .describe(
        'T read in a copy of the text, S secondary page, E explanation citing the article, G general knowledge, X not confirmed.',
      ),
    means: bilingual.describe('The certainty in words.'),
    from: z.string().optional(),
    to: z.string().optional(),
    note: bilingual.optional(),
  })
  .meta({ id: 'Source' });

const summary = {
  id: z.string().describe('The prefix of its codes.'),
  name: bilingual,
  agency: z.object({ id: z.string(), name: bilingual }),
  period: z.object({ from: z.string(), to: z.string() }),
  example: z.boolean(),
  open: z.int().describe('How many of its items take applications.'),
};
const programmeSummary = z.object(summary).meta({ id: 'ProgrammeSummary' });

const programmeView = z
  .object({
    ...summary,
    document: z.object({
      title: bilingual,
      number: z.string().optional(),
      issuedOn: z.string().optional(),
      issuer: bilingual,
      source: sourceView,
    }),
    lead: z.array(z.object({ from: z.string(), to: z.string().optional(), organisation: bilingual })),
    items: z.array(
      z.object({
        code: z.string(),
        name: bilingual,
        words: z.string().describe('The source’s own words.'),
        takesApplications: z.boolean(),
        notOpen: bilingual.optional(),
        route: z.array(z.object({ stage: z.string(), title: bilingual })),
        conditions: z.array(z.object({ code: z.string(), text: bilingual, source: sourceView })),
        documents: z.array(z.object({ kind: z.string(), name: bilingual, required: z.boolean(), source: sourceView })),
        support: z
          .object({
            rateBp: z.int().describe('Basis points: 10000 is all.'),
            capPerApplication: amount,
            base: z.string(),
            payee: z.string(),
            counterpart: z.string(),
            advanceRateBp: z.int(),
            source: sourceView,
          })
          .optional(),
      }),
    ),
    limits: z.array(z.object({ name: z.string(), title: bilingual, workingDays: z.int(), source: sourceView })),
    lateness: z.object({ remindBefore: z.int(), escalateAfter: z.int(), source: sourceView }),
    supplementRounds: z.object({ submission: z.int(), eligibility: z.int(), source: sourceView }),
    correctionRounds: z.object({ count: z.int(), source: sourceView }),
    procurement: z.object({
      methods: z.array(
        z.object({
          method: z.string(),
          venue: z.string(),
          title: bilingual,
          upTo: amount.nullable(),
          biddingWorkingDays: z.int(),
          minimumBids: z.int(),
          source: sourceView,
        }),
      ),
      panelMembers: z.object({ minimum: z.int(), source: sourceView }),
    }),
  })
  .meta({ id: 'Programme' });

type Row = { id: string; definition: string; example: boolean; agency: { id: string; nameVi: string; nameEn: string } };

const summaryOf = (row: Row, programme: Programme) => ({
  id: row.id,
  name: programme.name,
  agency: { id: row.agency.id, name: { vi: row.agency.nameVi, en: row.agency.nameEn } },
  period: programme.period,
  example: row.example,
  open: programme.items.filter(takesApplications).length,
});

const sourced = (source: Source) => ({ ...source, means: wordOf('certainty', source.certainty) });
const withSource = <T extends { source: Source }>(rule: T) => ({ ...rule, source: sourced(rule.source) });

const itemOf = (item: SupportItem) => ({
  code: item.code,
  name: item.name,
  words: item.words,
  takesApplications: takesApplications(item),
  ...(item.notOpen ? { notOpen: item.notOpen } : {}),
  route: stagesOf(item.route).map((stage) => ({ stage, title: wordOf('stage', stage) })),
  conditions: item.conditions.map(withSource),
  documents: item.documents.map(withSource),
  ...(item.support
    ? { support: { ...withSource(item.support), capPerApplication: dongToJson(item.support.capPerApplication) } }
    : {}),
});

const list = route({
  method: 'get',
  path: '/programmes',
  tag,
  summary: 'Programmes',
  policy: { for: 'everybody' },
  effect: 'read',
  answer: { status: 200, body: z.object({ items: z.array(programmeSummary) }) },
  handle: async (_ask, { database }) => {
    const rows = await database.programme.findMany({ include: { agency: true }, orderBy: { id: 'asc' } });
    return ok({ items: rows.map((row) => summaryOf(row, programmeOf(row.definition))) });
  },
});

const read = route({
  method: 'get',
  path: '/programmes/{id}',
  tag,
  summary:
    'One programme: items, conditions, documents, ceilings and limits, with their legal basis and how certain it is',
  policy: { for: 'everybody' },
  effect: 'read',
  params: z.strictObject({ id: code }),
  answer: { status: 200, body: programmeView },
  handle: async ({ params }, { database }) => {
    const row = await database.programme.findUnique({ where: { id: params.id }, include: { agency: true } });
    if (!row) throw new Problem('not-found');
    const programme = programmeOf(row.definition);
    const { document, lead, items, limits, lateness, supplementRounds, correctionRounds, procurement } = programme;
    return ok({
      ...summaryOf(row, programme),
      document: withSource(document),
      lead,
      items: items.map(itemOf),
      limits: Object.values(LIMIT).map((name) => ({ name, title: wordOf('limit', name), ...withSource(limits[name]) })),
      lateness: withSource(lateness),
      supplementRounds: withSource(supplementRounds),
      correctionRounds: withSource(correctionRounds),
      procurement: {
        methods: procurement.methods.map((rule) => ({
          ...withSource(rule),
          title: wordOf('method', rule.method),
          upTo: rule.upTo === null ? null : dongToJson(rule.upTo),
        })),
        panelMembers: withSource(procurement.panelMembers),
      },
    });
  },
});

export const programmes: readonly Route[] = [list, read];
