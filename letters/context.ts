/** Everything that a letter's template may look at, loaded when the letter is rendered. */
import { CALENDAR_LETTERS } from '../domain/calendar-letters.ts';
import { legalDay } from '../domain/dates.ts';
import { SUBJECT } from '../domain/process.ts';
import type { AssumedPeriod, Programme, SupportItem } from '../domain/programme.ts';
import { assumedOn } from '../domain/programme-period.ts';
import type * as db from '../prisma/generated/client.ts';
import { programmeOf } from '../programmes/index.ts';
import { type Facts, textOf, textsOf } from './facts.ts';
import type { Reads } from './reads.ts';

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
export async function loadContext(reads: Reads, letter: db.Letter): Promise<Context> {
  const facts = (letter.facts ?? {}) as Facts;
  const { subject, subjectId, version, partyId } = letter;
  const of = { subjectId, version };
  const isApplication = subject === SUBJECT.application;
  const [application, documents, event, opened, recipient, barred, leavers, holder] = await Promise.all([
    isApplication ? reads.application(subjectId) : null,
    isApplication ? reads.documents(subjectId) : [],
    ...([reads.event(of), reads.opened(of), recipientOf(reads, letter)] as const),
    ...([
      namesOf(reads, textsOf(facts, 'barred')),
      namesOf(reads, textsOf(facts, 'leavers')),
      holderOf(reads, facts),
    ] as const),
  ]);
  const packageId = isApplication ? (application?.packageId ?? null) : subject === SUBJECT.package ? subjectId : null;
  const roundId = isApplication ? (application?.roundId ?? null) : subject === SUBJECT.round ? subjectId : null;
  const [round, held, bids, ofCalendar] = await Promise.all([
    roundId ? reads.round(roundId) : null,
    packageId ? reads.package(packageId) : null,
    packageId && partyId ? reads.bids(packageId) : [],
    // A letter about an agency's calendar is about no programme: it has the first of the agency's.
    subject === CALENDAR_LETTERS ? reads.firstProgramme(textOf(facts, 'agency') ?? '') : null,
  ]);
  const programme = application?.programme ?? held?.programme ?? round?.programme ?? ofCalendar;
  if (!programme) throw new RangeError(`Letter ${letter.id} is about ${letter.code}, which there is no more.`);
  const rules = programmeOf(programme.definition);
  // A consultant whose contract lapsed is written to about that one, whoever came after.
  const contract = held?.contracts.find(({ consultantId }) => consultantId === partyId) ?? held?.contracts[0] ?? null;
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
      (subject !== CALENDAR_LETTERS &&
        assumedOn(
          rules,
          legalDay(application?.submittedAt ?? held?.createdAt ?? letter.createdAt),
          programme.assumed,
        )) ||
      null,
    recipient,
    event,
    opened,
    application,
    enterprise: application?.enterprise ?? null,
    item,
    items: item ? [item] : ofParts,
    documents,
    package: held,
    round,
    parts: held?.parts.map((part) => ({ ...part, code: part.application.code })) ?? [],
    contract,
    agreement: application?.agreements[0] ?? null,
    consultant: contract && (await reads.party(contract.consultantId)),
    bid: bids.find(({ consultantId }) => consultantId === partyId) ?? null,
    nextRanked: bids.some((bid) => bid.consultantId !== partyId && isNext(bid)),
    barred,
    holder,
    leavers,
  };
}

const itemOf = (rules: Programme, code: string | undefined): SupportItem | null =>
  rules.items.find((candidate) => candidate.code === code) ?? null;

/** A live bid that was ranked and is not out; of a direct appointment, or of one bidder, there is no other. */
const isNext = ({ withdrawnAt, replacedAt, rejectedReason, rank }: db.Bid): boolean =>
  withdrawnAt === null && replacedAt === null && rejectedReason === null && rank !== null;

async function recipientOf(reads: Reads, letter: db.Letter): Promise<Context['recipient']> {
  const { partyId, superiorId, personId } = letter;
  const person = partyId === null;
  const found = partyId
    ? await reads.party(partyId)
    : superiorId
      ? await reads.superior(superiorId)
      : personId && (await reads.person(personId));
  if (!found)
    throw new RangeError(
      `The addressee of letter ${letter.id} is missing: no party, no person and nobody above the agency.`,
    );
  const { id, name, email } = found;
  return { id, name, email, person };
}

async function holderOf(reads: Reads, facts: Facts): Promise<string | null> {
  const [person, party] = [textOf(facts, 'holder'), textOf(facts, 'holderParty')];
  if (party) return (await reads.party(party))?.name ?? null;
  return person === null ? null : ((await reads.person(person))?.name ?? null);
}

const namesOf = async (reads: Reads, ids: readonly string[]): Promise<string[]> =>
  ids.length === 0 ? [] : reads.names(ids);
