/** How a programme is shown: everything that its data say, each rule with what it rests on and how certain that is. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { type Day, legalDay } from '../domain/dates.ts';
import { dongToJson } from '../domain/money.ts';
import { LIMIT } from '../domain/process.ts';
import type { Ceiling, Programme, Source, SupportItem, Target } from '../domain/programme.ts';
import { closedOn, itemClosedOn } from '../domain/programme-period.ts';
import { ROUTES } from '../domain/route.ts';
import { programmeOf, takesApplications, whyNoApplications } from '../programmes/index.ts';
import { amount, bilingual } from './schemas.ts';

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

const period = z.object({ from: z.string(), to: z.string() });
const named = z.object({ name: z.string(), title: bilingual });
const body = z.object({
  from: z.string(),
  to: z.string().optional().describe('Its last day.'),
  organisation: bilingual,
  note: bilingual.optional().describe('What became of it, and how sure that is.'),
});

const summary = {
  id: z.string().describe('The prefix of its codes.'),
  name: bilingual,
  agency: z.object({ id: z.string(), name: bilingual }),
  period,
  assumed: z
    .object({ from: z.string(), to: z.string(), name: bilingual })
    .nullable()
    .describe('A successor of the period that nobody has issued: an example, never in a real installation.'),
  closed: bilingual.nullable().describe('Why no applications are taken today.'),
  example: z.boolean(),
  open: z.int().describe('How many of its items take applications today.'),
};
export const programmeSummary = z.object(summary).meta({ id: 'ProgrammeSummary' });

const ceilingView = z.object({
  code: z.string(),
  text: bilingual,
  over: z.enum(['item', 'programme', 'all-programmes']),
  per: z.enum(['year', 'period']),
  amount,
  bySize: z.record(z.string(), amount).optional(),
  source: sourceView,
});

const itemView = z.object({
  code: z.string(),
  name: bilingual,
  words: z.string().describe('The source’s own words; what was left out is marked “…”.'),
  kind: z.enum(['applied-for', 'run-by-the-agency']),
  beneficiaries: z.array(named),
  takesApplications: z.boolean().describe('Today.'),
  notOpen: bilingual.optional().describe('Why it takes no applications today.'),
  during: period.optional().describe('The document names it for a part of its period alone.'),
  training: z.boolean(),
  route: z
    .object({
      name: z.string(),
      title: bilingual,
      performer: named.describe('Who carries the work out.'),
      noTender: bilingual.optional().describe('Why the agency tenders nothing.'),
      stages: z.array(z.object({ stage: z.string(), title: bilingual })).describe('None: not carried yet.'),
    })
    .nullable(),
  conditions: z.array(
    z.object({
      code: z.string(),
      text: bilingual,
      rule: z.looseObject({ by: z.string().describe('Judged from facts by this rule, or by a person.') }),
      source: sourceView,
    }),
  ),
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
  ceilings: z.array(ceilingView),
});

const targetView = z.object({
  code: z.string(),
  name: bilingual,
  words: z.string(),
  unit: named,
  period,
  eachYear: z.boolean(),
  value: z
    .object({
      atLeast: z.number().optional(),
      atMost: z.number().optional(),
      about: z.boolean().optional(),
      moreThan: z.boolean().optional(),
    })
    .describe('Percent of growth where growthOver is given.'),
  growthOver: z.union([period, z.literal('the-year-before')]).optional(),
  counted: z.object({ from: z.enum(['dossiers', 'entered']), items: z.array(z.string()) }),
  source: sourceView,
});

export const programmeView = z
  .object({
    ...summary,
    document: z.object({
      title: bilingual,
      number: z.string().optional(),
      issuedOn: z.string().optional(),
      issuer: bilingual,
      source: sourceView,
    }),
    phases: z.array(period),
    listedProcedure: named.describe('Whether it stands on the list of administrative procedures: yes, no or unknown.'),
    lead: z.array(body),
    coordinating: z.array(body.extend({ duty: bilingual })),
    objectives: z.array(z.object({ name: bilingual, words: z.string() })),
    items: z.array(itemView),
    targets: z.array(targetView),
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

/** A programme as an agency runs it. */
export type ProgrammeRow = {
  id: string;
  definition: string;
  example: boolean;
  assumed: boolean;
  agency: { id: string; nameVi: string; nameEn: string };
};

/** @param now the business clock: what is open depends on the day */
export function summaryOf(row: ProgrammeRow, now: Date) {
  const programme = programmeOf(row.definition);
  const today = legalDay(now);
  const closed = closedOn(programme, today, row.assumed) ?? null;
  const open = programme.items.filter((item) => takesApplications(item) && !itemClosedOn(item, today));
  return {
    id: row.id,
    name: programme.name,
    agency: { id: row.agency.id, name: { vi: row.agency.nameVi, en: row.agency.nameEn } },
    period: programme.period,
    assumed: (row.assumed && programme.assumedPeriod) || null,
    closed,
    example: row.example,
    open: closed ? 0 : open.length,
  };
}

/** @param now the business clock: what is open depends on the day */
export function viewOf(row: ProgrammeRow, now: Date) {
  const programme = programmeOf(row.definition);
  const head = summaryOf(row, now);
  const { limits, lateness, supplementRounds, correctionRounds, procurement } = programme;
  return {
    ...head,
    document: withSource(programme.document),
    phases: [...(programme.phases ?? [])],
    listedProcedure: titled('listed', programme.listedProcedure),
    lead: [...programme.lead],
    coordinating: [...programme.coordinating],
    objectives: [...programme.objectives],
    items: programme.items.map((item) => itemOf(item, head.closed, legalDay(now))),
    targets: programme.targets.map(targetOf),
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
  };
}

const sourced = (source: Source) => ({ ...source, means: wordOf('certainty', source.certainty) });
const withSource = <T extends { source: Source }>(rule: T) => ({ ...rule, source: sourced(rule.source) });
const titled = (kind: Parameters<typeof wordOf>[0], name: string) => ({ name, title: wordOf(kind, name) });

function itemOf(item: SupportItem, closed: Programme['name'] | null, today: Day) {
  const notOpen = whyNoApplications(item) ?? closed ?? itemClosedOn(item, today);
  return {
    code: item.code,
    name: item.name,
    words: item.words,
    kind: item.kind,
    beneficiaries: item.beneficiaries.map((kind) => titled('beneficiary', kind)),
    takesApplications: !notOpen,
    ...(notOpen ? { notOpen } : {}),
    ...(item.during ? { during: item.during } : {}),
    training: item.training ?? false,
    route: routeOf(item.route),
    conditions: item.conditions.map((condition) => ({ ...withSource(condition), rule: { ...condition.rule } })),
    documents: item.documents.map(withSource),
    ...(item.support
      ? { support: { ...withSource(item.support), capPerApplication: dongToJson(item.support.capPerApplication) } }
      : {}),
    ceilings: item.ceilings.map(ceilingOf),
  };
}

function routeOf(name: SupportItem['route']) {
  if (!name) return null;
  const { name: title, stages, performer, noTender } = ROUTES[name];
  return {
    ...{ name, title },
    performer: titled('role', performer),
    ...(noTender ? { noTender } : {}),
    stages: stages.map((stage) => ({ stage, title: wordOf('stage', stage) })),
  };
}

function ceilingOf({ bySize, ...ceiling }: Ceiling) {
  const sizes = Object.entries(bySize ?? {}).map(([size, most]) => [size, dongToJson(most)] as const);
  return {
    ...withSource(ceiling),
    amount: dongToJson(ceiling.amount),
    ...(bySize ? { bySize: Object.fromEntries(sizes) } : {}),
  };
}

const targetOf = ({ counted, ...target }: Target) => ({
  ...withSource(target),
  unit: titled('unit', target.unit),
  eachYear: target.eachYear ?? false,
  counted: { from: counted.from, items: counted.from === 'dossiers' ? [...counted.items] : [] },
});
