/** Opens tasks: due dates, whom rule 1 bars, and for an outside party or a panel member, whose they are. */
import { v7 as uuid } from 'uuid';
import { capacityFor, personsBehind } from '../domain/delegation.ts';
import {
  ACTION,
  type ActionName,
  PARTY_ROLE,
  type Role,
  STAFF_ROLE,
  SUBJECT,
  type SubjectKind,
  type TaskDefinition,
  type TaskName,
} from '../domain/process.ts';
import { partyFor } from '../domain/route.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Actor, Case, SubjectRow, Task, Tx } from './case.ts';
import { itemOf } from './case.ts';
import { dueOf, firstNext, type SubjectDates, UNMARKED } from './due.ts';
import { staffWith } from './lock.ts';
import { type Earlier, goingOn, type Known, type Renewal, renewing } from './resumption.ts';

type Acted = { action: string; actor: unknown };
type Member = { personId: string; interest: string | null; replacedAt: string | null; chair?: boolean };

export type Opening = {
  subject: SubjectKind;
  row: SubjectRow;
  version: number;
  definitions: readonly TaskDefinition[];
  /** Tasks of the subject that are open already. */
  open: Iterable<Task>;
  /** Actions of this same transaction, the one that opens the tasks among them, oldest first. */
  acting: readonly { action: ActionName; actor: Actor }[];
  consultantId: string | null;
  /** Of tasks for one person each: only for these. */
  each?: readonly string[];
  /** Tasks that the action under way has begin anew. */
  renewed: readonly TaskName[];
  dates: SubjectDates;
};

const STAFF: ReadonlySet<string> = new Set(Object.values(STAFF_ROLE));

/**
 * Makes the tasks that an action opens; nothing is written yet.
 * A definition for each member of a panel or council makes one for every member who has none open and no declared interest; one that the
 * chair holds is given to whoever was appointed.
 */
export async function openTasks(tx: Tx, found: Case, opening: Opening): Promise<Task[]> {
  const { row, definitions } = opening;
  if (definitions.length === 0) return [];
  const { acted, panel, earlier, renewals } = await whoIsConcerned(tx, found, opening);
  const { subject, renewed, dates } = opening;
  const known: Known = { subject, row, earlier, renewals, renewed, stood: dates.resumed };
  const interested = panel.filter((member) => member.interest !== null).map((member) => member.personId);
  // Who is to score will not decide on the scores, and does not take that task before scoring either.
  const sitting = panel.filter((member) => !member.replacedAt);
  const scoring = sitting.filter((member) => !member.chair).map((member) => member.personId);
  const chair = sitting.find((member) => member.chair && member.interest === null)?.personId ?? null;
  const open = [...opening.open];
  const opened: Task[] = [];
  for (const definition of definitions) {
    const due = dueOf(found, definition, opening.dates);
    const task = {
      subject: opening.subject,
      subjectId: row.id,
      code: row.code,
      agencyId: row.agencyId,
      programmeId: row.programmeId,
      name: definition.name,
      role: roleOf(found, opening, definition),
      partyId: partyOf(found, opening, definition),
      barred: [
        ...new Set([
          ...barredFrom(definition, acted),
          ...interested,
          ...(definition.notBy?.includes(ACTION.score) ? scoring : []),
        ]),
      ],
      openedAt: found.now,
      openedVersion: opening.version,
      dueAt: due.dueAt,
      dueBasis: due.dueBasis as Task['dueBasis'],
      ...UNMARKED,
      ...firstNext(found, definition, due.dueAt),
      leaverToldAt: null,
      closedAt: null,
      closedBy: null,
      closer: null,
    };
    const members = definition.each
      ? sitting
          .filter(
            (member) =>
              !member.chair &&
              member.interest === null &&
              (!opening.each || opening.each.includes(member.personId)) &&
              !open.some((other) => other.name === definition.name && other.personId === member.personId),
          )
          .map((member) => member.personId)
      : [definition.held && chair !== null && !task.barred.includes(chair) ? chair : null];
    for (const personId of members) {
      // What an outside party owes it has the whole limit for: that buys the agency nothing.
      const goesOn = task.partyId === null && goingOn(found, definition, personId, known);
      const dated = goesOn ? { ...goesOn, dueBasis: goesOn.dueBasis as Task['dueBasis'] } : {};
      opened.push({ ...task, ...dated, id: uuid(), personId, reserved: personId !== null });
    }
  }
  return opened;
}

const PANEL = Prisma.sql`"PanelMember"`;
const COUNCIL = Prisma.sql`"CouncilMember"`;

type Concerned = { acted: Acted[]; panel: Member[]; earlier: Earlier[]; renewals: Renewal[] };

/**
 * Who took the actions that bar from these tasks, on this subject and its kin, oldest first; who is on the package's panel or the round's
 * council; and these tasks as they were closed before, oldest first, with what may have renewed them.
 */
async function whoIsConcerned(
  tx: Tx,
  found: Case,
  { subject, row, version, definitions, acting }: Opening,
): Promise<Concerned> {
  const asked = definitions.flatMap((definition) => definition.notBy ?? []);
  const packageId = definitions.some((definition) => STAFF.has(definition.by)) ? (found.package?.id ?? null) : null;
  const roundId = subject === SUBJECT.round ? row.id : null;
  const again = version > 1 ? definitions.map(({ name }) => name) : [];
  if (asked.length === 0 && !packageId && !roundId && again.length === 0)
    return { acted: [], panel: [], earlier: [], renewals: [] };
  const kin = [row.id, found.application?.id, found.package?.id].filter((id): id is string => Boolean(id));
  const [concerned] = await tx.$queryRaw<{ [Part in keyof Concerned]: Concerned[Part] | null }[]>`
    SELECT (SELECT jsonb_agg(jsonb_build_object('action', e.action, 'actor', e.actor) ORDER BY e.at, e.version) FROM "Event" e
        WHERE e."subjectId" = ANY(${kin}::uuid[]) AND e.action = ANY(${asked})) AS acted,
      (SELECT jsonb_agg(m ORDER BY m."personId") FROM ${roundId ? COUNCIL : PANEL} m WHERE ${roundId ? Prisma.sql`m."roundId" = ${roundId}::uuid` : Prisma.sql`m."packageId" = ${packageId}::uuid`}) AS panel,
      (SELECT jsonb_agg(jsonb_build_object('name', t.name, 'dueBasis', t."dueBasis", 'openedVersion', t."openedVersion", 'closedBy', t."closedBy",
          'told', t.told, 'reservedFor', CASE WHEN t.reserved THEN t."personId" END, 'closedAt', t."closedAt", 'remindedAt', t."remindedAt",
          'overdueAt', t."overdueAt", 'escalatedAt', t."escalatedAt", 'headToldAt', t."headToldAt", 'toldAt', t."toldAt") ORDER BY t."closedAt", t."openedVersion")
        FROM "Task" t WHERE t."subjectId" = ${row.id}::uuid AND t.name = ANY(${again}) AND t."closedAt" IS NOT NULL AND t."partyId" IS NULL) AS earlier,
      (SELECT jsonb_agg(jsonb_build_object('action', e.action, 'before', e.before, 'version', e.version)) FROM "Event" e
        WHERE e."subjectId" = ${row.id}::uuid AND e.action = ANY(${renewing(row.process, subject, again)})) AS renewals`;
  const now = acting.map(({ action, actor: { principal, onBehalfOf } }) => ({
    action,
    actor: { ...principal, onBehalfOf },
  }));
  return {
    acted: asked.length > 0 ? [...(concerned?.acted ?? []), ...now] : [],
    panel: concerned?.panel ?? [],
    earlier: concerned?.earlier ?? [],
    renewals: concerned?.renewals ?? [],
  };
}

/** Of what was done on behalf of somebody, both are barred: who did it, and in whose name. */
function barredFrom(definition: TaskDefinition, acted: readonly Acted[]): string[] {
  const taken = acted.filter((event) => definition.notBy?.includes(event.action as ActionName));
  return (definition.latest ? taken.slice(-1) : taken).flatMap((event) => personsBehind(event.actor));
}

/** As whom a task is to be taken: who performs or is paid here is told by name, the enterprise or the consultant. */
function roleOf(found: Case, { row }: Opening, { by }: TaskDefinition): Role {
  const application = found.applications.find((candidate) => candidate.id === row.id);
  return (application && partyFor(by, itemOf(found.programme, application))) ?? by;
}

function partyOf(found: Case, opening: Opening, definition: TaskDefinition): string | null {
  const role = roleOf(found, opening, definition);
  const application = found.applications.find((candidate) => candidate.id === opening.row.id);
  if (role === PARTY_ROLE.enterprise) return application?.enterpriseId ?? null;
  if (role === PARTY_ROLE.consultant) return opening.consultantId;
  return null;
}

/**
 * Of the tasks just opened, those that no member of staff may take, with everybody who holds the role and is barred from it.
 */
export function withoutAnybody(found: Case, opened: readonly Task[]): { task: Task; barred: string[] }[] {
  return opened
    .filter((task) => task.partyId === null && task.personId === null && STAFF.has(task.role))
    .map((task) => ({ task, holders: staffWith(found, task.role) }))
    .filter(({ task, holders }) => holders.every((member) => !capacityFor(member, task.role, task.barred)))
    .map(({ task, holders }) => ({ task, barred: holders.map((member) => member.id) }));
}
