/** What record() finds under its row locks: the subject with all that the table's guards and effects may ask about. */
import type { Calendar } from '../domain/calendar.ts';
import type { Delegated, Named } from '../domain/delegation.ts';
import {
  PARTY_ROLE,
  type PartyKind,
  type Role,
  type StaffRole,
  type StateKey,
  type SubjectKind,
} from '../domain/process.ts';
import type { Programme, SupportItem } from '../domain/programme.ts';
import { partyFor } from '../domain/route.ts';
import type * as db from '../prisma/generated/client.ts';

/** A transaction of the Prisma client. */
export type Tx = db.Prisma.TransactionClient;

export type Application = db.Application;
export type Package = db.Package;
export type Part = db.Part;
export type Round = db.SelectionRound;
export type Task = db.Task;

/** Who acts: stored with a decision; names come from the database when they are needed. */
export type Principal = { kind: 'person'; id: string } | { kind: 'party'; id: string } | { kind: 'clock' };

/** A principal with what it may act as on this subject; once it is known by which row, in whose name (thay mặt), where not its own. */
export type Actor = {
  principal: Principal;
  name: string;
  roles: readonly Role[];
  delegated?: readonly Delegated[];
  onBehalfOf?: Named;
  party?: db.Party;
};

/** A person on the agency's staff, with the roles held today for this programme, and whose those are that were only delegated. */
export type StaffMember = {
  id: string;
  name: string;
  email: string;
  roles: readonly StaffRole[];
  delegated: readonly Delegated[];
};

export type SubjectRow = {
  id: string;
  code: string;
  stage: string;
  state: string;
  version: number;
  process: number;
  agencyId: string;
  programmeId: string;
  overdue: boolean;
};

export type Case = {
  subject: SubjectKind;
  /** The subject's own row: the application, the package or the round. */
  row: SubjectRow;
  /** The business clock of this transaction. */
  now: Date;
  calendar: Calendar;
  agency: db.Agency;
  programme: Programme;
  /** Whether the agency works with the assumed successor of the programme's period. */
  assumed: boolean;
  staff: readonly StaffMember[];
  /** The application that is acted on; of a package's or round's action none. */
  application: Application | null;
  /** The package, and with a package's action all its applications, locked. */
  package: Package | null;
  /** The selection round, and with a round's action all applications that were submitted for it, locked. */
  round: Round | null;
  applications: readonly Application[];
  parts: readonly Part[];
  contract: db.Contract | null;
  /** The support agreement of the application, where it carries the work out itself. */
  agreement: db.Agreement | null;
  /** Open tasks of the locked subjects. */
  tasks: readonly Task[];
  /** The stored decision that is recorded, read under the locks: a repeat that waited for them sees the first one's outcome. */
  decision: db.Decision | null;
  /** The outside party whose decision that is. */
  asking: db.Party | null;
};

/** The support item that an application is for; throws RangeError where the programme's data no longer has it. */
export function itemOf(programme: Programme, application: { item: string; code: string }): SupportItem {
  const item = programme.items.find((candidate) => candidate.code === application.item);
  if (!item)
    throw new RangeError(
      `Programme ${programme.definition} has no support item ${application.item}, which ${application.code} is for.`,
    );
  return item;
}

/** Who carries the work of the case's application out: the consultant, or the enterprise itself. */
export const performerOf = (found: Pick<Case, 'programme' | 'application'>): PartyKind =>
  partyFor(PARTY_ROLE.performer, itemOf(found.programme, found.application!)) ?? PARTY_ROLE.consultant;

/** Where a subject stands, as the table's key. */
export const keyOf = (row: { stage: string; state: string }): StateKey => `${row.stage}/${row.state}` as StateKey;

/** What an application's work is carried out under: the contract of its package, or its own agreement; null before. */
export const engagementOf = ({ contract, agreement }: Pick<Case, 'contract' | 'agreement'>) => contract ?? agreement;
