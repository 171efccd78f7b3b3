import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Fault } from '../../domain/errors.ts';
import {
  ACTION,
  type ActionName,
  actionsFrom,
  PARTY_ROLE,
  process,
  STAFF_ROLE,
  type StaffRole,
  type StateKey,
  SUBJECT,
  type SubjectKind,
  type TaskName,
} from '../../domain/process.ts';
import { close, createDatabase, type Database } from '../../prisma/database.ts';
import type { Decision } from '../../prisma/generated/client.ts';
import { record } from '../../records/record.ts';
import { freshDatabase } from './servers.ts';

/** An agency at work on a database of its own, and everybody who acts on its dossiers. */
export interface Office {
  /** As the product connects to it. */
  database: Database;
  owner: pg.Pool;
  /** The owner's address. */
  url: string;
  /** Brings a stored decision to its workflow; without one it is recorded at once. */
  deliver?: (decision: Pick<Decision, 'id' | 'subject' | 'code' | 'action'>) => Promise<unknown>;
  /** Moves the business clock, and every open dossier with it; without one, what falls due is recorded at once. */
  advanceTo?: (to: Date) => Promise<void>;
  /** How everybody reaches the system; without one, rows are written and decisions stored as the API would. */
  door?: Door;
  people: Readonly<Record<Person, string>>;
  parties: Readonly<Record<PartyName, string>>;
  /** The programme in which dossiers are drafted and packages opened. */
  programme: Running;
  /** The budget line of the year that the office starts in. */
  lineId: string;
  close(): Promise<void>;
}

/** A programme as the agency runs it: its prefix, and the source that its rules come from. */
export type Running = { id: string; definition: string };

/** The ways in. */
export interface Door {
  /** Takes an action; of staff, with the open task that it answers (`task`, where the action answers several). */
  act(who: Who, code: string, action: ActionName, body: object, task?: TaskName): Promise<Answer>;
  /** Begins a draft in a programme, with a document of each kind. @returns its code */
  draft(who: Who, programme: string, item: string, content: object, kinds: readonly string[]): Promise<string>;
  /** Makes a package of these applications of a programme. @returns its code */
  open(who: Who, programme: string, applications: readonly string[], title: string): Promise<string>;
  /** Announces a selection round of an item of a programme. @returns its code */
  announce(who: Who, programme: string, item: string, body: object): Promise<string>;
  /** Uploads a document. @returns its id */
  upload(who: Who, name: string): Promise<string>;
}

/** Roles that need several people, so that nobody decides on their own work. */
const SECOND = {
  otherApprover: 'approver',
  otherInspector: 'inspector',
  panelTwo: 'panel',
  panelThree: 'panel',
  councilTwo: 'council',
  councilThree: 'council',
  otherChair: 'chair',
} as const;
type Person = keyof typeof SECOND | keyof typeof STAFF_ROLE;
type PartyName =
  | 'enterprise'
  | 'otherEnterprise'
  | 'thirdEnterprise'
  | 'consultant'
  | 'otherConsultant'
  | 'thirdConsultant'
  | 'nominator'
  | 'otherNominator';
export type Who = Person | PartyName;

export const PROGRAMME = 'TEST';
export const STARTS_AT = '2026-03-02T09:00:00+07:00';

/** Invented tax codes that the check digit allows. */
const TAX_CODES: Record<PartyName, string> = {
  enterprise: '9900000016',
  otherEnterprise: '9900001122',
  thirdEnterprise: '9900055008',
  consultant: '9900002239',
  otherConsultant: '9900003345',
  thirdConsultant: '9900004451',
  nominator: '9900070013',
  otherNominator: '9900070084',
};

type Founding = {
  /** When the business clock begins. */
  startsAt?: string;
  /** đồng that the budget line of the year is given. */
  budget?: bigint;
};

/** An office on a database of its own, which is dropped with it. */
export async function openOffice(founding: Founding = {}): Promise<Office> {
  const { url, drop } = await freshDatabase();
  const office = await foundOffice(url, founding);
  return {
    ...office,
    close: async () => {
      await office.close();
      await drop();
    },
  };
}

/** An office on a database that is migrated and empty. @param url its owner's address */
export async function foundOffice(
  url: string,
  { startsAt = STARTS_AT, budget = 1_000_000_000n }: Founding = {},
): Promise<Office> {
  const database = createDatabase(url, 4);
  const owner = new pg.Pool({ connectionString: url, max: 1 });
  // A connection that the server ends is replaced by the next query.
  owner.on('error', () => {});
  const agencyId = 'test-agency';
  await database.agency.create({
    data: {
      id: agencyId,
      nameVi: 'Sở Thử nghiệm',
      nameEn: 'Test Department',
      email: 'agency@example.test',
      complaintVi: 'Khiếu nại',
      complaintEn: 'Complain',
    },
  });
  const programme: Running = { id: PROGRAMME, definition: '003' };
  await database.programme.create({ data: { ...programme, agencyId } });
  const people = {} as Record<Person, string>;
  const roles: [Person, StaffRole][] = [
    ...(Object.entries(STAFF_ROLE) as [Person, StaffRole][]),
    ...(Object.entries(SECOND) as [Person, StaffRole][]),
  ];
  for (const [name, role] of roles) {
    const fromDay = new Date('2020-01-01');
    const assignments = { create: [{ agencyId, role, programmes: [], fromDay }] };
    const person = await database.person.create({ data: { name, email: `${name}@example.test`, assignments } });
    people[name] = person.id;
  }
  const parties = {} as Record<PartyName, string>;
  for (const [name, taxCode] of Object.entries(TAX_CODES) as [PartyName, string][]) {
    const kind = kindOf(name);
    const party = await database.party.create({ data: { kind, name, taxCode, email: `${name}@example.test` } });
    parties[name] = party.id;
  }
  await owner.query(UNCOUNTED);
  const office = { database, owner, url, people, parties, programme, lineId: '' };
  await setClock(office, startsAt);
  office.lineId = await allot(office, Number(startsAt.slice(0, 4)), budget);
  return {
    ...office,
    close: async () => {
      await owner.end();
      await close(database);
    },
  };
}

/** Suites grant one enterprise more than any ceiling over a year allows: their grants belong to a year that no ceiling counts. */
const UNCOUNTED = `
  CREATE FUNCTION uncounted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW."grantYear" := 1999; RETURN NEW; END $$;
  CREATE TRIGGER uncounted BEFORE UPDATE OF "grantYear" ON "Application" FOR EACH ROW WHEN (NEW."grantYear" IS NOT NULL) EXECUTE FUNCTION uncounted()`;

/** Of a suite about ceilings: what is granted from here on is counted. */
export const countGrants = ({ owner }: Pick<Office, 'owner'>): Promise<unknown> =>
  owner.query('DROP TRIGGER uncounted ON "Application"');

type WithDatabase = Pick<Office, 'database'>;

/** Sets the business clock, which runs on from there; only the owner of the database may. */
export async function setClock({ owner }: Pick<Office, 'owner'>, at: string | Date): Promise<void> {
  await owner.query(
    `UPDATE "Clock" SET embedded = true, "aheadMs" = (extract(epoch FROM $1::timestamptz - clock_timestamp()) * 1000)::bigint`,
    [new Date(at).toISOString()],
  );
}

/** Gives a budget line of a year its money, in the office's programme; đồng. @returns the line's id */
export async function allot(
  { database, programme }: Pick<Office, 'database' | 'programme'>,
  year: number,
  amount: bigint,
): Promise<string> {
  const line = await database.budgetLine.create({ data: { programmeId: programme.id, year, name: `Nguồn ${year}` } });
  const movement = {
    movementId: randomUUID(),
    kind: 'allotted',
    lineId: line.id,
    at: new Date(`${year}-01-02T08:00:00+07:00`),
  };
  await database.entry.createMany({
    data: [
      { ...movement, account: 'allotment', amount: -amount },
      { ...movement, account: 'available', amount },
    ],
  });
  return line.id;
}

/** Uploads a document as somebody. @returns its id */
export async function upload(office: Office, who: Who, name = 'document.pdf'): Promise<string> {
  if (office.door) return office.door.upload(who, name);
  const uploader = isParty(who) ? `party:${office.parties[who]}` : `person:${office.people[who]}`;
  const document = await office.database.document.create({
    data: {
      sha256: randomUUID().replaceAll('-', ''),
      name,
      type: 'application/pdf',
      size: 1,
      uploader,
      createdAt: new Date(STARTS_AT),
    },
  });
  return document.id;
}

export const isParty = (who: Who): who is PartyName => who in TAX_CODES;

/** What came of an action. */
export type Answer =
  | { ok: true; version: number; at: StateKey }
  | { ok: false; code: string; faults: readonly Fault[]; at: StateKey };

/**
 * Tries an action as somebody: the decision is stored, then recorded. Staff take the open task that the action answers
 * before, as the inbox has them do; what has legal effect carries an instrument or names who acts.
 *
 * @param body what is sent with it, without what is said above
 * @param task the name of the task that is answered, where an action answers several
 */
export async function tries(
  office: Office,
  who: Who,
  code: string,
  action: ActionName,
  body: object = {},
  task?: TaskName,
): Promise<Answer> {
  const { database, door } = office;
  if (door) return door.act(who, code, action, body, task);
  const { subject, answered, signed } = await asked(office, who, code, action, task);
  if (answered && !isParty(who) && !answered.barred.includes(office.people[who]))
    await database.task.updateMany({
      where: { id: answered.id, personId: null },
      data: { personId: office.people[who] },
    });
  const id = randomBytes(32).toString('hex');
  const [{ now }] = await database.$queryRaw<[{ now: Date }]>`SELECT business_now() AS now`;
  const principal = isParty(who)
    ? { kind: 'party', id: office.parties[who] }
    : { kind: 'person', id: office.people[who] };
  await database.decision.create({
    data: {
      id,
      subject,
      code,
      action,
      taskId: answered?.id ?? null,
      principal,
      body: { ...signed, ...body },
      bodyHash: id,
      receivedAt: now,
    },
  });
  await office.deliver?.({ id, subject, code, action });
  // What was delivered is answered from its row.
  const { outcome, current } = await withConnection(() => record({ database }, { subject, code, decision: id }));
  const at = `${current.stage}/${current.state}` as StateKey;
  if (outcome.ok) return { ok: true, version: outcome.version, at };
  const stored = await database.decision.findUniqueOrThrow({ where: { id } });
  const { faults } = stored.outcome as unknown as { faults: Fault[] };
  return { ok: false, code: outcome.code, faults, at };
}

/** Waits again for a connection that was not free in time, as whoever brings a decision does: many wait for few on a busy machine. */
async function withConnection<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried === 50 || !/Unable to start a transaction in the given time/.test(String(error))) throw error;
    }
  }
}

const kindOf = (who: PartyName): string =>
  /consultant/i.test(who)
    ? PARTY_ROLE.consultant
    : /nominator/i.test(who)
      ? PARTY_ROLE.nominator
      : PARTY_ROLE.enterprise;

/**
 * What an action needs from where its subject stands: the open task that it answers, and the one who signs or acts where it
 * has legal effect.
 */
export async function asked(
  office: Pick<Office, 'database' | 'people'>,
  who: Who,
  code: string,
  action: ActionName,
  task?: TaskName,
) {
  const subject = await subjectOf(office, code);
  const row = await rowOf(office, subject, code);
  const from = `${row.stage}/${row.state}` as StateKey;
  const candidates = actionsFrom(process(row.process), subject, from).filter((one) => one.name === action);
  const open = await office.database.task.findMany({ where: { subjectId: row.id, closedAt: null } });
  const matching = open.filter((one) =>
    task
      ? one.name === task
      : candidates.some((candidate) => candidate.task === one.name && mayTake(who, candidate.by)),
  );
  // Of tasks for one person each, one's own.
  const answered = matching.find((one) => !isParty(who) && one.personId === office.people[who]) ?? matching[0];
  const legal = candidates.some((candidate) => candidate.legal);
  const signed = !legal
    ? {}
    : isParty(who)
      ? { signatory: { name: who, capacity: 'Director' } }
      : { instrument: { signatory: who, capacity: 'Head' } };
  return { subject, answered, signed };
}

const mayTake = (who: Who, by: readonly string[]): boolean =>
  isParty(who)
    ? [kindOf(who), PARTY_ROLE.performer, PARTY_ROLE.payee].some((role) => by.includes(role))
    : by.includes(who in SECOND ? SECOND[who as keyof typeof SECOND] : STAFF_ROLE[who as keyof typeof STAFF_ROLE]);

/** Acts as `tries` does, and must succeed. @returns where the subject stands then */
export async function does(
  office: Office,
  who: Who,
  code: string,
  action: ActionName,
  body: object = {},
  task?: TaskName,
): Promise<StateKey> {
  const answer = await tries(office, who, code, action, body, task);
  if (!answer.ok)
    throw new Error(
      `${who} may not ${action} ${code} in ${answer.at}: ${answer.code} ${JSON.stringify(answer.faults.map((one) => [one.path, one.message.en]))}`,
    );
  return answer.at;
}

/** What an action was refused for: its code and the codes of its faults by path; throws where it was allowed. */
export async function refusal(
  office: Office,
  who: Who,
  code: string,
  action: ActionName,
  body: object = {},
  task?: TaskName,
) {
  const answer = await tries(office, who, code, action, body, task);
  if (answer.ok) throw new Error(`${who} may ${action} ${code}: it stands in ${answer.at} now`);
  return {
    code: answer.code,
    faults: Object.fromEntries(answer.faults.map((one) => [one.path, one.code])),
    said: answer.faults,
  };
}

async function subjectOf({ database }: WithDatabase, code: string): Promise<SubjectKind> {
  if (/-XC-/.test(code)) return SUBJECT.round;
  return (await database.application.count({ where: { code } })) > 0 ? SUBJECT.application : SUBJECT.package;
}

async function rowOf({ database }: WithDatabase, subject: SubjectKind, code: string) {
  const select = { id: true, stage: true, state: true, process: true } as const;
  if (subject === SUBJECT.round) return database.selectionRound.findUniqueOrThrow({ where: { code }, select });
  return subject === SUBJECT.application
    ? database.application.findUniqueOrThrow({ where: { code }, select })
    : database.package.findUniqueOrThrow({ where: { code }, select });
}

/** Where a subject stands, read from the database. */
export async function standing(office: WithDatabase, code: string): Promise<StateKey> {
  const { stage, state } = await rowOf(office, await subjectOf(office, code), code);
  return `${stage}/${state}` as StateKey;
}

/** The names of the open tasks of a subject. */
export async function openTasks(office: WithDatabase, code: string): Promise<string[]> {
  const tasks = await office.database.task.findMany({ where: { code, closedAt: null }, orderBy: { name: 'asc' } });
  return tasks.map((task) => task.name);
}

/** Lets the clock run until it has closed a task by its lapse. @returns where the subject stands then */
export async function passLimit(office: Office, code: string, name: TaskName): Promise<StateKey> {
  const { database } = office;
  const subject = await subjectOf(office, code);
  const { id } = await database.task.findFirstOrThrow({ where: { code, name, closedAt: null } });
  for (;;) {
    const task = await database.task.findUniqueOrThrow({ where: { id } });
    if (task.closedAt) return standing(office, code);
    // What is late is told again for ever: nothing else comes of it.
    if (!task.nextAt || task.nextAction === ACTION.tellAgain)
      throw new Error(`The clock has no lapse for ${name} of ${code}.`);
    if (office.advanceTo) {
      await office.advanceTo(task.nextAt);
      continue;
    }
    await setClock(office, task.nextAt);
    await record({ database }, { subject, code, timer: { task: id, dueAt: task.nextAt.toISOString() } });
  }
}

/** The audit's actions on a subject, oldest first. */
export async function history({ database }: WithDatabase, code: string): Promise<string[]> {
  const events = await database.event.findMany({
    where: { code },
    orderBy: { version: 'asc' },
    select: { action: true },
  });
  return events.map((event) => event.action);
}

/** What was recorded with the latest event of an action. */
export async function recorded(
  { database }: WithDatabase,
  code: string,
  action: ActionName,
): Promise<Record<string, unknown>> {
  const event = await database.event.findFirstOrThrow({ where: { code, action }, orderBy: { version: 'desc' } });
  return event.data as Record<string, unknown>;
}

/** To whom letters of a name went about a subject, by the name of the party or person. */
export async function addressees({ database }: WithDatabase, code: string, name: string): Promise<string[]> {
  const letters = await database.letter.findMany({ where: { code, name }, orderBy: { createdAt: 'asc' } });
  const parties = await database.party.findMany();
  const people = await database.person.findMany();
  return letters.map(
    (letter) => [...parties, ...people].find((one) => one.id === (letter.partyId ?? letter.personId))?.name ?? '',
  );
}
