/** Locks a subject and its kin in the one order that all writers keep (package or round, then applications by id), and loads the case. */
import { type AgencyYear, agencyCalendar } from '../domain/calendar.ts';
import { type Named, withDelegated } from '../domain/delegation.ts';
import { ROLE, STATE, type StaffRole, SUBJECT, type SubjectKind } from '../domain/process.ts';
import {
  type Agency,
  type Agreement,
  type Contract,
  type Decision,
  type Party,
  Prisma,
} from '../prisma/generated/client.ts';
import { programmeOf } from '../programmes/index.ts';
import { CALENDARS_HELD, newestYears } from './calendar.ts';
import {
  type Application,
  type Case,
  keyOf,
  type Package,
  type Part,
  type Round,
  type StaffMember,
  type SubjectRow,
  type Task,
  type Tx,
} from './case.ts';
import { heldOn } from './held.ts';

/** Thrown where the application changed its package or round between the look and the lock: the transaction is tried again. */
export class MovedMeanwhile extends Error {}

/**
 * `joining`: codes of applications that a new package takes in, to be locked with it; `decision`: the id of the stored decision
 * that is recorded, to be read with the case.
 */
export type Concerned = { joining?: readonly string[]; decision?: string };

/**
 * @param code of the application, package or round
 * @returns the case under its locks, or null where there is no such subject
 * @throws MovedMeanwhile to be tried again from the start
 */
export async function lockCase(
  tx: Tx,
  subject: SubjectKind,
  code: string,
  concerned: Concerned = {},
): Promise<Case | null> {
  if (subject === SUBJECT.application) return lockApplication(tx, code, concerned);
  return subject === SUBJECT.round ? lockRound(tx, code, concerned) : lockPackage(tx, code, concerned);
}

/**
 * All locks begin with the calendars' own, held in common: whoever corrects a calendar waits for what is being decided by the old
 * one, and what comes after reads the new one, so that no date is missed by the job that reckons them again.
 */
const CALENDARS_STAND = Prisma.sql`(SELECT pg_advisory_xact_lock_shared(${CALENDARS_HELD})::text) IS NOT NULL`;

/** One statement: the package or round is read and locked before its row is joined, and the application's lock is taken on what was joined. */
async function lockApplication(tx: Tx, code: string, { decision }: Concerned): Promise<Case | null> {
  const [joined] = await tx.$queryRaw<
    (Application & { held: Stored<Package> | null; entered: Stored<Round> | null })[]
  >`
    WITH held AS MATERIALIZED (
      SELECT * FROM "Package" WHERE ${CALENDARS_STAND} AND id = (SELECT "packageId" FROM "Application" WHERE code = ${code}) FOR UPDATE),
    entered AS MATERIALIZED (
      SELECT * FROM "SelectionRound" WHERE id = (SELECT "roundId" FROM "Application" WHERE code = ${code}) FOR UPDATE)
    SELECT a.*, (SELECT to_jsonb(held) FROM held) AS held, (SELECT to_jsonb(entered) FROM entered) AS entered
    FROM "Application" a, (SELECT count(*) FROM held) AS locked, (SELECT count(*) FROM entered) AS locked_too
    WHERE a.code = ${code} FOR UPDATE OF a`;
  if (!joined) return null;
  const { held, entered, ...application } = joined;
  if (application.packageId !== (held?.id ?? null) || application.roundId !== (entered?.id ?? null))
    throw new MovedMeanwhile();
  const kin = {
    application,
    package: held && revive<Package>(held, PACKAGE_INSTANTS, ['ceiling']),
    round: entered && revive<Round>(entered, ROUND_INSTANTS, []),
    applications: [application, ...(held ? await siblings(tx, application, held.id) : [])],
  };
  return load(tx, SUBJECT.application, application, kin, decision);
}

/**
 * The last acknowledgement brings a contract into force and moves the package's other applications too. Whoever writes one
 * of them holds the package's lock first, so that taking these late cannot lock two writers against each other.
 */
async function siblings(tx: Tx, application: Application, packageId: string): Promise<Application[]> {
  if (keyOf(application) !== STATE.acknowledging) return [];
  return tx.$queryRaw<Application[]>`
    SELECT * FROM "Application" WHERE "packageId" = ${packageId}::uuid AND id <> ${application.id}::uuid ORDER BY id FOR UPDATE`;
}

async function lockPackage(tx: Tx, code: string, { joining = [], decision }: Concerned): Promise<Case | null> {
  const [held] = await tx.$queryRaw<Package[]>`
    SELECT * FROM "Package" WHERE ${CALENDARS_STAND} AND code = ${code} FOR UPDATE`;
  if (!held) return null;
  const applications = await tx.$queryRaw<Application[]>`
    SELECT * FROM "Application" WHERE "packageId" = ${held.id}::uuid OR code = ANY(${[...joining]}) ORDER BY id FOR UPDATE`;
  return load(tx, SUBJECT.package, held, { application: null, package: held, round: null, applications }, decision);
}

async function lockRound(tx: Tx, code: string, { decision }: Concerned): Promise<Case | null> {
  const [round] = await tx.$queryRaw<Round[]>`
    SELECT * FROM "SelectionRound" WHERE ${CALENDARS_STAND} AND code = ${code} FOR UPDATE`;
  if (!round) return null;
  const applications = await tx.$queryRaw<Application[]>`
    SELECT * FROM "Application" WHERE "roundId" = ${round.id}::uuid ORDER BY id FOR UPDATE`;
  return load(tx, SUBJECT.round, round, { application: null, package: null, round, applications }, decision);
}

type Context = {
  now: Date;
  agency: Agency;
  years: AgencyYear[] | null;
  definition: string;
  assumed: boolean;
  staff: StoredMember[] | null;
  tasks: Stored<Task>[] | null;
  parts: Stored<Part>[] | null;
  contract: Stored<Contract> | null;
  agreement: Stored<Agreement> | null;
  decision: Stored<Decision> | null;
  asking: Stored<Party> | null;
};
type StoredMember = Omit<StaffMember, 'delegated'> & { delegated: { role: StaffRole; by: Named }[] | null };
/** As JSON brings a row: instants as text, đồng as numbers (exact below 2^53). */
type Stored<Row> = {
  [Column in keyof Row]: Row[Column] extends Date | null
    ? string | null
    : Row[Column] extends bigint | null
      ? number | null
      : Row[Column];
};

/** All else that a case holds, in one statement. */
async function load(
  tx: Tx,
  subject: SubjectKind,
  row: SubjectRow,
  found: Pick<Case, 'application' | 'package' | 'round' | 'applications'>,
  decision: string | undefined,
): Promise<Case> {
  const ids = [
    ...new Set([
      row.id,
      ...(found.package ? [found.package.id] : []),
      ...(found.round ? [found.round.id] : []),
      ...found.applications.map((application) => application.id),
    ]),
  ];
  const packageId = found.package?.id ?? null;
  const [context] = await tx.$queryRaw<Context[]>`
    SELECT today.now, to_jsonb(a) AS agency, ${newestYears(Prisma.sql`a.id`)} AS years, p.definition, p.assumed,
      (SELECT jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'email', s.email, 'roles', s.roles, 'delegated', s.delegated)) FROM (
        SELECT person.id, person.name, person.email, coalesce(array_agg(DISTINCT held.role) FILTER (WHERE held."delegatorId" IS NULL), '{}') AS roles,
          jsonb_agg(DISTINCT jsonb_build_object('role', held.role, 'by', jsonb_build_object('id', held."delegatorId", 'name', held."delegatorName")))
            FILTER (WHERE held."delegatorId" IS NOT NULL) AS delegated
        FROM ${heldOn(Prisma.sql`today.day`)} held JOIN "Person" person ON person.id = held."personId"
        WHERE held."agencyId" = a.id AND (held.programmes = '{}' OR p.id = ANY(held.programmes)) AND (person."leftOn" IS NULL OR person."leftOn" > today.day)
        GROUP BY person.id) s) AS staff,
      (SELECT jsonb_agg(t ORDER BY t.id) FROM "Task" t WHERE t."subjectId" IN (${Prisma.join(ids.map((id) => Prisma.sql`${id}::uuid`))}) AND t."closedAt" IS NULL) AS tasks,
      (SELECT jsonb_agg(part ORDER BY part.no) FROM "Part" part WHERE part."packageId" = ${packageId}::uuid) AS parts,
      (SELECT to_jsonb(c) FROM "Contract" c WHERE c."packageId" = ${packageId}::uuid AND c."lapsedAt" IS NULL) AS contract,
      (SELECT to_jsonb(g) FROM "Agreement" g WHERE g."applicationId" = ${found.application?.id ?? null}::uuid AND g."lapsedAt" IS NULL) AS agreement,
      to_jsonb(d) AS decision, (SELECT to_jsonb(party) FROM "Party" party
        WHERE d.principal ->> 'kind' = 'party' AND party.id = (d.principal ->> 'id')::uuid) AS asking
    FROM "Programme" p JOIN "Agency" a ON a.id = p."agencyId" LEFT JOIN "Decision" d ON d.id = ${decision ?? null} AND d.subject = ${subject} AND d.code = ${row.code},
      (SELECT clock.now, (clock.now AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day FROM (SELECT business_now() AS now) clock) today
    WHERE p.id = ${row.programmeId}`;
  if (!context) throw new RangeError(`Programme ${row.programmeId} of ${row.code} is missing from the database.`);
  return {
    subject,
    row,
    // Read once the locks are held: a transaction that waited for another comes after it in time too.
    now: context.now,
    ...found,
    calendar: agencyCalendar(context.agency.officeClosesAt, context.years ?? []),
    agency: context.agency,
    programme: programmeOf(context.definition),
    assumed: context.assumed,
    staff: (context.staff ?? []).map((member) => ({
      ...member,
      ...withDelegated(member.roles, member.delegated ?? []),
    })),
    tasks: (context.tasks ?? []).map((task) => revive<Task>(task, TASK_INSTANTS, [])),
    parts: (context.parts ?? []).map((part) => revive<Part>(part, ['leftAt', 'closedAt'], ['ceiling', 'price'])),
    contract: context.contract && revive<Contract>(context.contract, CONTRACT_INSTANTS, ['total']),
    agreement: context.agreement && revive<Agreement>(context.agreement, AGREEMENT_INSTANTS, ['value']),
    decision: context.decision && revive<Decision>(context.decision, ['receivedAt', 'sentAt', 'deliveredAt'], []),
    asking: context.asking && revive<Party>(context.asking, ['createdAt'], []),
  };
}

const PACKAGE_INSTANTS = [
  'stateSince',
  'createdAt',
  'closingAt',
  'openedAt',
  'technicalApprovedAt',
  'closedAt',
] as const;
const ROUND_INSTANTS = ['stateSince', 'createdAt', 'closingAt', 'closedAt'] as const;
const AGREEMENT_INSTANTS = ['startOn', 'endOn', 'inForceAt', 'lapsedAt', 'endedAt'] as const;
const TASK_INSTANTS = [
  'openedAt',
  'dueAt',
  'nextAt',
  'remindedAt',
  'overdueAt',
  'escalatedAt',
  'headToldAt',
  'toldAt',
  'leaverToldAt',
  'closedAt',
] as const;
const CONTRACT_INSTANTS = ['startOn', 'endOn', 'inForceAt', 'lapsedAt', 'liquidatedAt'] as const;

function revive<Row>(stored: object, instants: readonly string[], amounts: readonly string[]): Row {
  const row: Record<string, unknown> = { ...stored };
  for (const column of instants) if (typeof row[column] === 'string') row[column] = new Date(row[column]);
  for (const column of amounts) if (typeof row[column] === 'number') row[column] = BigInt(row[column]);
  return row as Row;
}

/** Staff who hold a role today in this agency for this programme, by themselves or by delegation. */
export const staffWith = (found: Case, role: string): StaffMember[] =>
  found.staff.filter((member) => member.roles.includes(role as StaffRole));

/** The supervisors, who are told what stands still; while there is none, whoever is next above, so that somebody always is. */
export const supervisorsOf = (found: Case): StaffMember[] => {
  const supervisors = staffWith(found, ROLE.supervisor);
  return supervisors.length > 0 ? supervisors : headOf(found);
};

/** The agency's head, if named and still on the staff; else its approvers, and while there is none of them either, its administrators. */
export function headOf(found: Case): StaffMember[] {
  const head = found.staff.filter(({ id }) => id === found.agency.headPersonId);
  if (head.length > 0) return head;
  const approvers = staffWith(found, ROLE.approver);
  return approvers.length > 0 ? approvers : staffWith(found, ROLE.administrator);
}
