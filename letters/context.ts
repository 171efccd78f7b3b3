/** Everything that a letter's template may look at, loaded when the letter is rendered. */
import { CALENDAR_LETTERS } from '../domain/calendar-letters.ts';
import { legalDay } from '../domain/dates.ts';
import { SUBJECT } from '../domain/process.ts';
import type { AssumedPeriod, Programme, SupportItem } from '../domain/programme.ts';
import { assumedOn } from '../domain/programme-period.ts';
import type { Database } from '../prisma/database.ts';
import type * as db from '../prisma/generated/client.ts';
import { programmeOf } from '../programmes/index.ts';
import { type Facts, textOf, textsOf } from './facts.ts';

export type Context = {
  letter: db.Letter;
  facts: Facts;
  agency: db.Agency;
  programmeId: string;
  programme: Programme;
  /** The assumed successor of the plan that the subject is dealt with by: on the day of submission, or of the package's opening. */
  assumed: AssumedPeriod | null;
  /** `person`: of the staff, or above the agency. */
  recipient: { id: string; name: string; email: string | null; person: boolean };
  /** The audit event that caused the letter. */
  event: db.Event | null;
  /** The tasks that the event opened, by their due date. */
  opened: readonly db.Task[];
  application: db.Application | null;
  enterprise: db.Party | null;
  item: SupportItem | null;
  /** What the work is for: the application's item, or those of a package's parts. */
  items: readonly SupportItem[];
  /** Kinds of documents that the application has. */
  documents: readonly string[];
  package: db.Package | null;
  /** The selection round that the letter is about, or its application is in. */
  round: db.SelectionRound | null;
  /** Parts that have not left, with their applications' codes. */
  parts: readonly (db.Part & { code: string })[];
  contract: db.Contract | null;
  consultant: db.Party | null;
  /** The support agreement, where the enterprise carries the work out itself. */
  agreement: db.Agreement | null;
  /** The addressee's own latest bid. */
  bid: db.Bid | null;
  /** Whether another bidder is next in the ranking, should the addressee's contract lapse. */
  nextRanked: boolean;
  /** Names of the persons whom the facts name as barred. */
  barred: readonly string[];
  /** Who holds the task that the facts are about; null while nobody does. */
  holder: string | null;
  /** Names of those who held tasks before they left. */
  leavers: readonly string[];
};

/** @throws RangeError where the letter's subject or addressee is missing from the database */
export async function loadContext(database: Database, letter: db.Letter): Promise<Context> {
  const facts = (letter.facts ?? {}) as Facts;
  const application =
    letter.subject === SUBJECT.application
      ? await database.application.findUniqueOrThrow({
          where: { id: letter.subjectId },
          include: {
            enterprise: true,
            programme: { include: { agency: true } },
            agreements: { where: { lapsedAt: null } },
          },
        })
      : null;
  const packageId = application ? application.packageId : letter.subject === SUBJECT.package ? letter.subjectId : null;
  const roundId = application ? application.roundId : letter.subject === SUBJECT.round ? letter.subjectId : null;
  const round = roundId ? await roundWith(database, roundId) : null;
  const held = packageId ? await packageWith(database, packageId) : null;
  const programme =
    application?.programme ?? held?.programme ?? round?.programme ?? (await ofCalendar(database, letter, facts));
  if (!programme) throw new RangeError(`Letter ${letter.id} is about ${letter.code}, which there is no more.`);
  const rules = programmeOf(programme.definition);
  // A consultant whose contract lapsed is written to about that one, whoever came after.
  const contract =
    held?.contracts.find((candidate) => candidate.consultantId === letter.partyId) ?? held?.contracts[0] ?? null;
  const recipient = await recipientOf(database, letter);
  const item = itemOf(rules, (application ?? round)?.item);
  const ofParts = [...new Set(held?.parts.map((part) => part.application.item))].flatMap(
    (code) => itemOf(rules, code) ?? [],
  );
  return {
    letter,
    facts,
    agency: programme.agency,
    programmeId: programme.id,
    programme: rules,
    assumed:
      (letter.subject !== CALENDAR_LETTERS &&
        assumedOn(
          rules,
          legalDay(application?.submittedAt ?? held?.createdAt ?? letter.createdAt),
          programme.assumed,
        )) ||
      null,
    recipient,
    event: await database.event.findUnique({
      where: { subjectId_version: { subjectId: letter.subjectId, version: letter.version } },
    }),
    opened: await database.task.findMany({
      where: { subjectId: letter.subjectId, openedVersion: letter.version },
      orderBy: { dueAt: 'asc' },
    }),
    application,
    enterprise: application?.enterprise ?? null,
    item,
    items: item ? [item] : ofParts,
    documents: application ? await documentKinds(database, application.id) : [],
    package: held,
    round,
    parts: held?.parts.map((part) => ({ ...part, code: part.application.code })) ?? [],
    contract,
    agreement: application?.agreements[0] ?? null,
    consultant: contract && (await database.party.findUnique({ where: { id: contract.consultantId } })),
    bid:
      held && letter.partyId
        ? await database.bid.findFirst({
            where: { packageId: held.id, consultantId: letter.partyId },
            orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
          })
        : null,
    nextRanked: held !== null && letter.partyId !== null && (await hasNextRanked(database, held.id, letter.partyId)),
    barred: await namesOf(database, textsOf(facts, 'barred')),
    holder: await holderOf(database, facts),
    leavers: await namesOf(database, textsOf(facts, 'leavers')),
  };
}

/** A letter about an agency's calendar is about no programme: it has the first of the agency's. */
const ofCalendar = (database: Database, { subject }: db.Letter, facts: Facts) =>
  subject === CALENDAR_LETTERS
    ? database.programme.findFirst({
        where: { agencyId: textOf(facts, 'agency') ?? '' },
        include: { agency: true },
        orderBy: { id: 'asc' },
      })
    : null;
const itemOf = (rules: Programme, code: string | undefined): SupportItem | null =>
  rules.items.find((candidate) => candidate.code === code) ?? null;

/** Another live bid that was ranked and is not out; of a direct appointment, or of one bidder, there is none. */
const hasNextRanked = async (database: Database, packageId: string, consultantId: string): Promise<boolean> =>
  (await database.bid.count({
    where: {
      ...{ packageId, withdrawnAt: null, replacedAt: null, rejectedReason: null },
      ...{ rank: { not: null }, consultantId: { not: consultantId } },
    },
  })) > 0;

const roundWith = (database: Database, id: string) =>
  database.selectionRound.findUnique({ where: { id }, include: { programme: { include: { agency: true } } } });

const packageWith = (database: Database, id: string) =>
  database.package.findUnique({
    where: { id },
    include: {
      programme: { include: { agency: true } },
      parts: {
        where: { leftAt: null },
        orderBy: { no: 'asc' },
        include: { application: { select: { code: true, item: true } } },
      },
      contracts: { orderBy: { id: 'desc' } },
    },
  });

async function recipientOf(database: Database, letter: db.Letter): Promise<Context['recipient']> {
  if (letter.partyId) {
    const { id, name, email } = await database.party.findUniqueOrThrow({ where: { id: letter.partyId } });
    return { id, name, email, person: false };
  }
  if (letter.superiorId) {
    const { id, name, email } = await database.superior.findUniqueOrThrow({ where: { id: letter.superiorId } });
    return { id, name, email, person: true };
  }
  if (!letter.personId)
    throw new RangeError(`Letter ${letter.id} names no party, no person and nobody above the agency.`);
  const { id, name, email } = await database.person.findUniqueOrThrow({ where: { id: letter.personId } });
  return { id, name, email, person: true };
}

async function documentKinds(database: Database, applicationId: string): Promise<string[]> {
  const attached = await database.attachment.findMany({
    where: { subject: SUBJECT.application, subjectId: applicationId },
    select: { kind: true },
    orderBy: { kind: 'asc' },
    distinct: ['kind'],
  });
  return attached.map((row) => row.kind);
}

async function holderOf(database: Database, facts: Facts): Promise<string | null> {
  const [person, party] = [textOf(facts, 'holder'), textOf(facts, 'holderParty')];
  if (party) return (await database.party.findUnique({ where: { id: party }, select: { name: true } }))?.name ?? null;
  return person === null ? null : ((await namesOf(database, [person]))[0] ?? null);
}

async function namesOf(database: Database, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const people = await database.person.findMany({
    where: { id: { in: [...ids] } },
    select: { name: true },
    orderBy: { name: 'asc' },
  });
  return people.map((person) => person.name);
}
