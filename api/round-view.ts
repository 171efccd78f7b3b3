/** How a selection round is shown, in a list and by itself, cut to what its reader may see. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { PARTY_ROLE, SUBJECT } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { Nomination, SelectionRound } from '../prisma/generated/client.ts';
import { programmeOf } from '../programmes/index.ts';
import { keyOf } from '../records/case.ts';
import { actionsOf, actionView, type OpenTask } from './actions.ts';
import { documentsOf } from './document-view.ts';
import { openTasksOf } from './late-tasks.ts';
import { viewOfTask } from './open-tasks.ts';
import { entriesOf, entryView, productsOf, productView } from './round-products.ts';
import { bilingual, documentView, instant, taskView } from './schemas.ts';
import { iso } from './shown.ts';
import type { Seen } from './visibility.ts';
import type { SignedIn } from './who.ts';

const nominationView = z.object({
  taxCode: z.string(),
  enterprise: z.string().describe('As the nominating body names it.'),
  body: z.string().describe('Who nominates.'),
  reason: z.string(),
  at: instant,
});

const summary = {
  code: z.string(),
  programme: z.string(),
  item: z.object({ code: z.string(), name: bilingual }),
  title: z.string(),
  stage: z.string(),
  state: z.string(),
  stateTitle: bilingual,
  version: z.int(),
  stateSince: instant,
  createdAt: instant,
  closingAt: instant.nullable().describe('Until when applications are taken.'),
  overdue: z.boolean(),
  nominations: z
    .array(nominationView)
    .describe('Of an enterprise: who nominated it. Of a nominating body: its own. Staff see all.'),
  actions: z.array(actionView),
};
export const roundSummary = z.object(summary).meta({ id: 'RoundSummary' });

export const roundView = z
  .object({
    ...summary,
    terms: z.record(z.string(), z.unknown()).nullable().describe('Criteria with weights, pass mark, validity.'),
    council: z
      .array(
        z.object({
          id: z.uuid(),
          name: z.string(),
          chair: z.boolean(),
          appointedAt: instant,
          replacedAt: instant.nullable(),
          interest: z.boolean().nullable().describe('Declared to have one, or none; null: not declared yet.'),
        }),
      )
      .nullable()
      .describe('For staff.'),
    entries: z.array(entryView).describe('Dossiers; the council reads them once the round has closed.'),
    products: z.array(productView).describe('Listed once the round has closed.'),
    documents: z.array(documentView),
    tasks: z.array(taskView),
  })
  .meta({ id: 'Round' });

export type ListedRound = SelectionRound & {
  programme: { definition: string };
  nominations: Nomination[];
  /** The tax code of the party that reads, or none. */
  taxCode: string | null;
};

export function roundSummaryOf(
  row: ListedRound,
  seen: Pick<Seen, 'roles' | 'delegated' | 'as'>,
  who: SignedIn,
  tasks: readonly OpenTask[],
  schemas: boolean,
) {
  const key = keyOf(row);
  const item = programmeOf(row.programme.definition).items.find((candidate) => candidate.code === row.item);
  const own = row.nominations.filter(
    ({ taxCode, nominatorId }) =>
      seen.as === 'staff' ||
      (seen.as === PARTY_ROLE.nominator && nominatorId === who.id) ||
      (seen.as === PARTY_ROLE.enterprise && taxCode === row.taxCode),
  );
  return {
    code: row.code,
    programme: row.programmeId,
    item: { code: row.item, name: item?.name ?? { vi: row.item, en: row.item } },
    title: row.title,
    stage: row.stage,
    state: row.state,
    stateTitle: wordOf('state', key),
    version: row.version,
    stateSince: row.stateSince.toISOString(),
    createdAt: row.createdAt.toISOString(),
    closingAt: iso(row.closingAt),
    overdue: row.overdue || tasks.some(({ late }) => late),
    nominations: own.map(({ taxCode, enterprise, body, reason, at }) => ({
      ...{ taxCode, enterprise, body, reason },
      at: at.toISOString(),
    })),
    actions: actionsOf({ ...seen, subject: SUBJECT.round, process: row.process, key }, who.id, tasks, { schemas }),
  };
}

/** The tax code of a party that reads; null of a person. */
export const taxCodeOf = async (database: Database, who: SignedIn): Promise<string | null> =>
  who.kind === 'party'
    ? (await database.party.findUniqueOrThrow({ where: { id: who.id }, select: { taxCode: true } })).taxCode
    : null;

export const roundParts = {
  programme: { select: { definition: true } },
  nominations: { orderBy: [{ at: 'asc' as const }, { id: 'asc' as const }] },
};

/** A round with all that its reader may see of it. */
export async function roundOf(database: Database, seen: Seen, who: SignedIn) {
  const row = await database.selectionRound.findUniqueOrThrow({ where: { code: seen.code }, include: roundParts });
  const [taxCode, tasks, documents, entries, products, council] = await Promise.all([
    taxCodeOf(database, who),
    openTasksOf(database, [row.id]),
    documentsOf(database, seen, who),
    entriesOf(database, seen, who),
    productsOf(database, seen, who),
    seen.as === 'staff' ? councilOf(database, row.id) : null,
  ]);
  return {
    ...roundSummaryOf({ ...row, taxCode }, seen, who, tasks, true),
    terms: row.terms as Record<string, unknown> | null,
    ...{ council, entries, products, documents },
    tasks: tasks.filter((task) => seen.as === 'staff' || !task.reserved).map((task) => viewOfTask(task, who, seen.as)),
  };
}

async function councilOf(database: Database, roundId: string) {
  const members = await database.councilMember.findMany({ where: { roundId }, orderBy: { personId: 'asc' } });
  const people = await database.person.findMany({ where: { id: { in: members.map((member) => member.personId) } } });
  return members.map(({ personId, chair, appointedAt, replacedAt, interest, noInterestAt }) => ({
    id: personId,
    name: people.find((person) => person.id === personId)?.name ?? '',
    chair,
    appointedAt: appointedAt.toISOString(),
    replacedAt: iso(replacedAt),
    interest: interest !== null ? true : noInterestAt ? false : null,
  }));
}
