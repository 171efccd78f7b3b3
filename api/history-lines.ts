/** The lines of a subject's history that the database keeps, as a reader may see them: decisions, letters, the clock, tasks. */
import { wordOf } from '../catalogue/words.ts';
import { formatInstant } from '../domain/dates.ts';
import type { Named } from '../domain/delegation.ts';
import type { Bilingual } from '../domain/fault.ts';
import { ACTION, PARTY_ROLE, process, ROLE, SUBJECT, type SubjectKind } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { type Event, Prisma } from '../prisma/generated/client.ts';
import { SEALED_EVENT, SEALED_FAULT, SEALED_LETTER } from '../records/sealed-bids.ts';
import { lineFor, toldTo } from './audience.ts';
import { faultLine } from './fault-line.ts';
import { whyPaused } from './shown.ts';
import type { Seen } from './visibility.ts';
import type { SignedIn } from './who.ts';

/** Where a line stands: by time, then by kind, then by its own order. */
export type Place = readonly [at: string, rank: string, ref: string];

export type Line = {
  place: Place;
  at: string;
  kind: 'decision' | 'letter' | 'clock' | 'task' | 'fault' | 'engine';
  text: Bilingual;
  [detail: string]: unknown;
};

/** Kinds in the order in which those of one instant are read. */
const RANK = { decision: '1', clock: '2', task: '3', letter: '4', note: '5', engine: '6', fault: '7' } as const;
export const ENGINE_RANK = RANK.engine;

type Row = { at: Date; rank: string; ref: string; row: Record<string, unknown> };

/** @param after where the page before ended; @param limit how many lines at most */
export async function linesOf(
  database: Database,
  seen: Seen,
  who: SignedIn,
  after: Place | null,
  limit: number,
): Promise<Line[]> {
  const id = Prisma.sql`${seen.id}::uuid`;
  const staff = seen.as === 'staff';
  const rows = await database.$queryRaw<Row[]>`
    SELECT at, rank, ref, row FROM (
      SELECT e.at, ${RANK.decision} AS rank, lpad(e.no::text, 10, '0') AS ref,
          CASE WHEN ${staff} THEN to_jsonb(e) - 'no' || jsonb_build_object('version', e.no) ELSE to_jsonb(e) - 'no' END AS row
        FROM (SELECT e.*, row_number() OVER (ORDER BY e.version) AS no FROM "Event" e
          WHERE e."subjectId" = ${id} AND ${eventsFor(seen, who)}) e
      UNION ALL SELECT p."fromAt", ${RANK.clock}, p.id || '-from', jsonb_build_object('reason', p.reason)
        FROM "Pause" p WHERE p."applicationId" = ${id} AND ${seen.as !== PARTY_ROLE.consultant}
      UNION ALL SELECT p."toAt", ${RANK.clock}, p.id || '-to', jsonb_build_object('ended', true)
        FROM "Pause" p WHERE p."applicationId" = ${id} AND p."toAt" IS NOT NULL AND ${seen.as !== PARTY_ROLE.consultant}
      UNION ALL SELECT t."openedAt", ${RANK.task}, t.id::text, to_jsonb(t) FROM "Task" t
        WHERE t."subjectId" = ${id} AND (${staff} OR t."partyId" = ${who.id}::uuid OR (${seen.as === PARTY_ROLE.enterprise} AND NOT t.reserved))
      UNION ALL SELECT l."createdAt", ${RANK.letter}, l.id::text,
        jsonb_build_object('id', l.id, 'name', l.name, 'sentAt', l."sentAt", 'to', coalesce(party.name, person.name, superior.name))
        FROM "Letter" l LEFT JOIN "Party" party ON party.id = l."partyId" LEFT JOIN "Person" person ON person.id = l."personId"
          LEFT JOIN "Superior" superior ON superior.id = l."superiorId"
        WHERE l."subjectId" = ${id} AND ((${staff} AND NOT ${SEALED_LETTER}) OR l."partyId" = ${who.id}::uuid)
      UNION ALL SELECT f.at, ${RANK.fault}, f.id || '-kept', to_jsonb(f) - 'settledAt' - 'how' FROM "RecordFault" f
        WHERE f.code = ${seen.code} AND f.subject = ${seen.subject} AND f.attempts > 0 AND ${staff} AND NOT ${SEALED_FAULT}
      UNION ALL SELECT f."settledAt", ${RANK.fault}, f.id || '-settled', to_jsonb(f) || jsonb_build_object('by', person.name)
        FROM "RecordFault" f LEFT JOIN "Person" person ON person.id = f."settledBy"
        WHERE f.code = ${seen.code} AND f.subject = ${seen.subject} AND f."settledAt" IS NOT NULL AND ${staff} AND NOT ${SEALED_FAULT}
      UNION ALL SELECT n.at, ${RANK.note}, n.id::text, to_jsonb(n) FROM "RunNote" n
        WHERE n.code = ${seen.code} AND ${seen.roles.includes(ROLE.supervisor)}
    ) line
    WHERE ${after ? Prisma.sql`(at, rank, ref) > (${after[0]}::timestamptz, ${after[1]}, ${after[2]})` : Prisma.sql`true`}
    ORDER BY at, rank, ref LIMIT ${limit}`;
  return rows.map((row) => lineOf(row, seen, who));
}

function eventsFor(seen: Seen, who: SignedIn): Prisma.Sql {
  // Staff read every event, so that their numbers are the versions; while bids are sealed, those without the bids'.
  if (seen.as === 'staff') return Prisma.sql`NOT ${SEALED_EVENT}`;
  const told = Prisma.sql`(e.action = ANY(${toldTo(seen)}) OR e.actor ->> 'id' = ${who.id})`;
  if (seen.as === PARTY_ROLE.enterprise || seen.subject !== SUBJECT.application) return told;
  // A consultant reads on from its own award: what came of an earlier package is another's.
  return Prisma.sql`${told} AND e.version >= coalesce((SELECT max(version) FROM "Event" own
    WHERE own."subjectId" = ${seen.id}::uuid AND own.action = ${ACTION.packageAwarded}), 0)`;
}

function lineOf({ at, rank, ref, row }: Row, seen: Seen, who: SignedIn): Line {
  const place: Place = [at.toISOString(), rank, ref];
  const when = { place, at: at.toISOString() };
  switch (rank) {
    case RANK.decision:
      return { ...when, kind: 'decision', ...decisionLine(row as unknown as Event, seen, who) };
    case RANK.clock:
      return { ...when, kind: 'clock', text: pauseText(row as { reason?: string; ended?: boolean }, seen) };
    case RANK.task:
      return { ...when, kind: 'task', ...taskLine(row as never) };
    case RANK.letter:
      return { ...when, kind: 'letter', ...letterLine(row as never) };
    case RANK.fault:
      return { ...when, kind: 'fault', ...faultLine(row as never) };
    default:
      return { ...when, kind: 'engine', ...noteLine(row as never) };
  }
}

function decisionLine(event: Event, seen: Seen, who: SignedIn) {
  const actor = event.actor as { kind: string; id?: string; name?: string; roles?: string[]; onBehalfOf?: Named };
  const rows = process(event.process).actions.filter(
    (row) => row.subject === (event.subject as SubjectKind) && row.name === event.action,
  );
  const role =
    actor.roles?.find((held) => rows.some((row) => (row.by as string[]).includes(held))) ??
    actor.roles?.[0] ??
    ROLE.clock;
  const [by, did] = [wordOf('role', role), wordOf('action', event.action)];
  const named = seen.as === 'staff' || actor.kind !== 'person' || actor.id === who.id;
  const behalf = named && actor.onBehalfOf ? { onBehalfOf: actor.onBehalfOf.name } : {};
  const inName = behalf.onBehalfOf ? behalfOf(actor.name ?? '', behalf.onBehalfOf) : { vi: '', en: '' };
  const line = {
    text: { vi: `${by.vi}${inName.vi}: ${did.vi}`, en: `${by.en}${inName.en}: ${did.en}` },
    version: event.version,
    action: event.action,
    by: { role, ...(named && actor.name ? { name: actor.name } : {}), ...behalf },
    before: event.before,
    after: event.after,
  };
  if (lineFor(event, seen, who) !== 'data') return line;
  const { reason, legalBasis, data, instrument, decisionId } = event;
  return { ...line, reason, legalBasis, data, instrument, ...(seen.as === 'staff' ? { decision: decisionId } : {}) };
}

/** Both names, of who acted and in whose name. */
const behalfOf = (name: string, delegator: string): Bilingual => ({
  vi: ` (${name} thay mặt ${delegator})`,
  en: ` (${name} on behalf of ${delegator})`,
});

function pauseText({ reason, ended }: { reason?: string; ended?: boolean }, { programme }: Seen): Bilingual {
  if (ended) return { vi: 'Đồng hồ một cửa chạy tiếp.', en: 'The one-stop clock runs on.' };
  const why = whyPaused(programme, reason ?? '');
  return { vi: `Đồng hồ một cửa tạm dừng: ${why.vi}.`, en: `The one-stop clock stands: ${why.en}.` };
}

function taskLine({ name, role, dueAt }: { name: string; role: string; dueAt: string }) {
  const [task, by] = [wordOf('task', name), wordOf('role', role)];
  const due = new Date(dueAt);
  const text = {
    vi: `Việc mở: ${task.vi} (${by.vi}), hạn ${formatInstant(due)}.`,
    en: `Task opened: ${task.en} (${by.en}), due ${formatInstant(due)}.`,
  };
  return { text, task: name, role, dueAt: due.toISOString() };
}

function letterLine({ id, name, sentAt, to }: { id: string; name: string; sentAt: string | null; to: string | null }) {
  const title = wordOf('letter', name);
  const sent = sentAt ? { vi: 'đã gửi', en: 'sent' } : { vi: 'chưa gửi được', en: 'not sent yet' };
  const text = { vi: `Thư "${title.vi}" (${sent.vi}).`, en: `Letter "${title.en}" (${sent.en}).` };
  return { text, letter: { id, name, to, sentAt: sentAt && new Date(sentAt).toISOString() } };
}

type Note = { kind: string; runId: string; data: Record<string, unknown> };

/** What the worker copied of a run: how often something was tried, or how a whole run went. */
function noteLine({ runId, data }: Note) {
  const attempts = data.attempts as number | undefined;
  const text = attempts
    ? { vi: `Việc ghi nhận thành công sau ${attempts} lần thử.`, en: `Recording succeeded after ${attempts} attempts.` }
    : { vi: 'Tóm tắt một lượt chạy đã kết thúc.', en: 'Summary of a run that has ended.' };
  return { text, runId, data };
}
