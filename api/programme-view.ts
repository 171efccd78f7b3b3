/** How a programme is shown: everything that its data say, each rule with what it rests on and how certain that is. */
import { wordOf } from '../catalogue/words.ts';
import { ceilingsOver } from '../domain/ceilings.ts';
import { type Day, legalDay } from '../domain/dates.ts';
import { dongToJson } from '../domain/money.ts';
import { LIMIT } from '../domain/process.ts';
import type { Ceiling, Programme, Source, SupportItem, Target } from '../domain/programme.ts';
import { closedOn, itemClosedOn } from '../domain/programme-period.ts';
import { ROUTES } from '../domain/route.ts';
import { SHARED_CONTENTS } from '../programmes/contents.ts';
import { PROGRAMMES, programmeOf, takesApplications, whyNoApplications } from '../programmes/index.ts';

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

/** All programmes of its agency: a ceiling may be over all of them. */
type RunBeside = { agency: { programmes: readonly { definition: string }[] } };

/** A selection round that takes applications. */
export type OpenRound = { code: string; item: string; title: string; closingAt: Date };

/** @param now the business clock: what is open depends on the day; @param rounds of the programme that take applications */
export function viewOf(row: ProgrammeRow & RunBeside, now: Date, rounds: readonly OpenRound[]) {
  const run = row.agency.programmes.map(({ definition }) => programmeOf(definition));
  const programme = programmeOf(row.definition);
  const head = summaryOf(row, now);
  const { limits, lateness, supplementRounds, correctionRounds, procurement, secondApproval } = programme;
  return {
    ...head,
    document: withSource(programme.document),
    phases: [...(programme.phases ?? [])],
    listedProcedure: titled('listed', programme.listedProcedure),
    lead: [...programme.lead],
    coordinating: [...programme.coordinating],
    objectives: [...programme.objectives],
    items: programme.items.map((item) =>
      itemOf(
        item,
        head.closed,
        legalDay(now),
        rounds.find((round) => round.item === item.code),
        ceilingsOver(item, programme, run),
      ),
    ),
    targets: programme.targets.map(targetOf),
    limits: Object.values(LIMIT).map((name) => ({ name, title: wordOf('limit', name), ...withSource(limits[name]) })),
    lateness: withSource(lateness),
    supplementRounds: withSource(supplementRounds),
    pauseReasons: programme.pauseReasons.map(withSource),
    pauseCap: withSource(programme.pauseCap),
    ...(secondApproval
      ? { secondApproval: { ...withSource(secondApproval), above: dongToJson(secondApproval.above) } }
      : {}),
    correctionRounds: withSource(correctionRounds),
    outcomes: withSource(programme.outcomes),
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

function itemOf(
  item: SupportItem,
  closed: Programme['name'] | null,
  today: Day,
  round: OpenRound | undefined,
  ceilings: readonly Ceiling[],
) {
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
    ...(item.selection ? { selection: { ...withSource(item.selection), criteria: [...item.selection.criteria] } } : {}),
    ...(round ? { round: { code: round.code, title: round.title, closingAt: round.closingAt.toISOString() } } : {}),
    ceilings: ceilings.map(ceilingOf),
    ...sharedOf(item),
  };
}

/** The content that an item shares with items of other programmes, and which those are. */
function sharedOf(item: SupportItem) {
  const shared = item.content === undefined ? undefined : SHARED_CONTENTS[item.content];
  if (!shared) return {};
  const alsoIn = PROGRAMMES.flatMap(({ definition, items }) =>
    items
      .filter((other) => other !== item && other.content === item.content)
      .map((other) => ({ source: definition, item: other.code, name: other.name })),
  );
  return { sharedContent: { ...shared, alsoIn } };
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

export const targetOf = ({ counted, ...target }: Target) => ({
  ...withSource(target),
  unit: titled('unit', target.unit),
  eachYear: target.eachYear ?? false,
  counted: { from: counted.from, items: counted.from === 'dossiers' ? [...counted.items] : [] },
});
