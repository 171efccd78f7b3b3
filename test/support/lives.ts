/**
 * Dossiers that live at random, many at once on one clock: staff act or stay silent, pass to and fro, pause, extend, leave and come back. What
 * was promised to each is counted beside the product, from what was done alone, in working days by their place in one list.
 */
import { randomUUID } from 'node:crypto';
import { isWorkingDay, OFFICIAL_CALENDAR } from '../../domain/calendar.ts';
import { type Day, dayNumber, dayOfNumber } from '../../domain/dates.ts';
import {
  ACTION,
  type ActionName,
  CURRENT_PROCESS,
  STATE,
  type StateKey,
  SUBJECT,
  type SubjectKind,
  splitKey,
} from '../../domain/process.ts';
import { programmeOf } from '../../programmes/index.ts';
import { handBackTasks } from '../../records/leaving.ts';
import { record } from '../../records/record.ts';
import { Chance } from './chance.ts';
import { favourable } from './dossier.ts';
import type { Office, Who } from './office.ts';

/** 0 ≤ x < 1, the same again for the same seed. */
export function randomFrom(seed: number): () => number {
  const chance = new Chance(seed);
  return () => chance.next();
}

/** Every working day from the first Monday of March 2026. */
export const WORKING_DAYS: readonly Day[] = Array.from({ length: 300 }, (_, at) =>
  dayOfNumber(dayNumber('2026-03-02') + at),
).filter((day) => isWorkingDay(OFFICIAL_CALENDAR, day));

const { limits } = programmeOf('003');
const PROMISED = limits['one-stop'].workingDays;
const STEP = { appraise: limits.appraisal.workingDays, decide: limits.decision.workingDays } as const;
type Step = keyof typeof STEP;
const STEP_IN: { readonly [Key in string]?: Step } = { [STATE.appraising]: 'appraise', [STATE.deciding]: 'decide' };

/** One dossier, and what its promise comes to by what was done to it. */
export type Life = {
  id: string;
  code: string;
  enterpriseId: string;
  begins: number;
  at: StateKey;
  /** Places in the list of working days. */
  accepted: number | null;
  extension: number;
  pauses: { from: number; to: number | null }[];
  /** Nights that each step had the dossier, and by how much its limit was extended while it had it. */
  held: Record<Step, number>;
  extended: Record<Step, number>;
  supplements: number;
  times: number;
  done: string[];
};

/** The place of the promised day, by what was done; null where nothing is promised now: not accepted, or paused before it had passed. */
export function promisedAt(life: Life): number | null {
  if (life.accepted === null) return null;
  const first = life.accepted + 1;
  let due = life.accepted + PROMISED + life.extension;
  for (const { from, to } of life.pauses) {
    if (from > due) continue;
    if (to === null) return null;
    due += Math.max(to, first) - Math.max(from, first);
  }
  return due;
}

const REVIEW: readonly string[] = [
  STATE.appraising,
  STATE.supplementInAppraisal,
  STATE.deciding,
  STATE.confirmingApproval,
  STATE.paused,
];
export const isPromised = (life: Life): boolean => REVIEW.includes(life.at);

type Open = { id: string; code: string; name: string; personId: string | null; role: string };

/** @returns lives with a draft each, of enterprises of their own */
export async function conceive(office: Office, count: number, random: () => number): Promise<Life[]> {
  const { database, programme } = office;
  const now = new Date('2026-03-02T02:00:00Z');
  const documents = programmeOf('003').items.find(({ code }) => code === 'P2')!.documents;
  const lives = Array.from({ length: count }, (_, at): Life => {
    const none = { appraise: 0, decide: 0 };
    return {
      ...{ id: randomUUID(), code: `${programme.id}-2026-${String(at + 1).padStart(6, '0')}-LIFE` },
      ...{ enterpriseId: randomUUID(), begins: Math.floor(random() * 10), at: STATE.draft },
      ...{ accepted: null, extension: 0, pauses: [], held: { ...none }, extended: { ...none } },
      ...{ supplements: 0, times: 0, done: [] },
    };
  });
  await database.party.createMany({
    data: lives.map(({ enterpriseId }, at) => ({
      ...{ id: enterpriseId, kind: 'enterprise', name: `Doanh nghiệp ${at}`, taxCode: String(8_000_000_000 + at) },
      email: `life-${at}@example.test`,
    })),
  });
  await database.application.createMany({
    data: lives.map(({ id, code, enterpriseId }) => ({
      ...{ id, code, agencyId: 'test-agency', programmeId: programme.id, item: 'P2', enterpriseId },
      ...splitKey(STATE.draft),
      ...{ process: CURRENT_PROCESS, route: [], stateSince: now, createdAt: now },
      content: {
        contact: { name: 'Nguyễn Văn Thử', email: 'contact@example.test', phone: '0900000000' },
        need: 'Đào tạo 5S',
        ...{ estimate: 40_000_000, requestedAmount: 40_000_000, site: 'Khu công nghiệp Thử nghiệm' },
      },
    })),
  });
  const files = lives.flatMap((life) =>
    documents.filter(({ required }) => required).map(({ kind }) => ({ life, kind, documentId: randomUUID() })),
  );
  await database.document.createMany({
    data: files.map(({ life, kind, documentId }) => ({
      ...{ id: documentId, sha256: documentId.replaceAll('-', ''), name: `${kind}.pdf`, type: 'application/pdf' },
      ...{ size: 1, uploader: `party:${life.enterpriseId}`, createdAt: now },
    })),
  });
  await database.attachment.createMany({
    data: files.map(({ life, kind, documentId }) => ({
      ...{ documentId, subject: SUBJECT.application, subjectId: life.id, kind, version: 1, attachedAt: now },
    })),
  });
  return lives;
}

export const AT_TEN = (place: number): string => `${WORKING_DAYS[place]}T10:00:00+07:00`;
export const AFTER_OFFICE = (place: number): string => `${WORKING_DAYS[place]}T17:00:01+07:00`;

/** Works through a list, so many at once. */
export async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  width = 4,
): Promise<void> {
  const waiting = [...items].reverse();
  const worker = async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

const instrument = (place: number, number: string) => ({
  ...{ signatory: 'Lê Thị Thử', capacity: 'Giám đốc', number: `${number}/QĐ`, date: WORKING_DAYS[place] },
});

type Choice = { who: Who; action: ActionName; body?: object; counts?: (life: Life) => void };

/** What somebody does to a dossier today, or nobody anything. */
function choose(life: Life, place: number, random: () => number): Choice | null {
  const until = place + 1 + Math.floor(random() * 25);
  const pause: Choice = {
    ...{ who: random() < 0.5 ? 'approver' : 'otherApprover', action: ACTION.pauseClock },
    body: {
      ...{ pauseReason: 'force-majeure', reason: 'Bão', until: WORKING_DAYS[until] },
      instrument: instrument(place, `${life.done.length}`),
    },
    counts: ({ pauses }) => pauses.push({ from: place, to: null }),
  };
  const extension = 1 + Math.floor(random() * 5);
  const extend: Choice = {
    ...{ who: 'approver', action: ACTION.extendLimit },
    body: { workingDays: extension, reason: 'Chờ khảo sát', instrument: instrument(place, 'GH') },
    counts: (done) => {
      done.extension = extension;
      const step = STEP_IN[done.at];
      if (step) done.extended[step] += extension;
    },
  };
  const stop: Choice = { who: 'approver', action: ACTION.stop, body: { reason: 'Ngừng' } };
  const supplement: Choice = {
    ...{ who: 'appraiser', action: ACTION.requestSupplement, body: { items: [{ text: 'Thiếu chữ ký' }] } },
    counts: ({ pauses }) => pauses.push({ from: place, to: null }),
  };
  const resumed = (done: Life) => {
    done.pauses.at(-1)!.to = place;
  };
  const supply: Choice = { who: 'enterprise', action: ACTION.supply, body: { answer: 'Đã bổ sung' } };
  const dice = random();
  switch (life.at) {
    case STATE.draft:
      return { who: 'enterprise', action: ACTION.submit, body: { contentVersion: 1 } };
    case STATE.received:
      if (dice < 0.5)
        return {
          ...{ who: 'intake', action: ACTION.accept },
          counts: (done) => Object.assign(done, { accepted: place }),
        };
      return dice < 0.55 ? { ...supplement, who: 'intake', counts: undefined } : null;
    case STATE.supplementBeforeAcceptance:
      return dice < 0.2 ? supply : null;
    case STATE.appraising:
      if (dice < 0.12) return { who: 'appraiser', action: ACTION.recommend, body: favourable(40_000_000, 40_000_000) };
      if (dice < 0.15) return supplement;
      if (dice < 0.19) return pause;
      if (dice < 0.21) return extend;
      return dice < 0.215 ? stop : null;
    case STATE.deciding:
      if (dice < 0.3) return { who: 'approver', action: ACTION.return, body: { reason: 'Xem lại dự toán' } };
      if (dice < 0.34) return pause;
      if (dice < 0.36) return extend;
      if (dice < 0.365) return { who: 'approver', action: ACTION.approve, body: { amount: 40_000_000 } };
      return dice < 0.37 ? stop : null;
    case STATE.supplementInAppraisal:
      return dice < 0.15 ? { ...supply, counts: resumed } : null;
    case STATE.paused:
      if (dice >= 0.1) return null;
      return {
        ...{
          who: dice < 0.05 ? 'appraiser' : 'otherApprover',
          action: ACTION.resumeClock,
          body: { reason: 'Hết bão' },
        },
        counts: resumed,
      };
    case STATE.stopped:
      if (dice >= 0.05) return null;
      return {
        ...{ who: 'otherApprover', action: ACTION.reopen },
        body: { reason: 'Xem xét lại', instrument: instrument(place, 'XX') },
        counts: (done) => {
          const again = { accepted: null as number | null, extension: 0, pauses: [], supplements: 0 };
          if (done.accepted !== null) again.accepted = place;
          Object.assign(done, again, { held: { appraise: 0, decide: 0 }, extended: { appraise: 0, decide: 0 } });
        },
      };
    default:
      return null;
  }
}

/** Somebody may act on a dossier: a refusal is an answer like any other, and changes nothing. */
export async function live(
  office: Office,
  life: Life,
  place: number,
  tasks: readonly Open[],
  { random, away }: { random: () => number; away: ReadonlySet<Who> },
): Promise<void> {
  if (place < life.begins) return;
  const choice = choose(life, place, random);
  if (!choice || away.has(choice.who)) return;
  const { database, people } = office;
  const { who, action, body = {}, counts } = choice;
  const outside = who === 'enterprise';
  const [own] = tasks;
  const principal = outside
    ? { kind: 'party', id: life.enterpriseId }
    : { kind: 'person', id: people[who as keyof typeof people] };
  if (own && !outside && !own.personId)
    await database.task.updateMany({ where: { id: own.id, personId: null }, data: { personId: principal.id } });
  const id = randomUUID().replaceAll('-', '').repeat(2);
  const [{ now }] = await database.$queryRaw<[{ now: Date }]>`SELECT business_now() AS now`;
  const signed = outside
    ? { signatory: { name: 'Giám đốc', capacity: 'Giám đốc' } }
    : { instrument: { signatory: who, capacity: 'Giám đốc' } };
  const legal = LEGAL.includes(action) ? signed : {};
  await database.decision.create({
    data: {
      ...{ id, subject: SUBJECT.application, code: life.code, action, taskId: null, principal },
      ...{ body: { ...legal, ...body }, bodyHash: id, receivedAt: now },
    },
  });
  const { outcome, current } = await record(office, { subject: SUBJECT.application, code: life.code, decision: id });
  if (!outcome.ok) return;
  life.done.push(`${WORKING_DAYS[place]} ${action}`);
  counts?.(life);
  life.at = `${current.stage}/${current.state}` as StateKey;
}

const LEGAL: readonly string[] = [ACTION.submit, ACTION.extendLimit, ACTION.approve, ACTION.stop, ACTION.reopen];

/** Has everything recorded that is due by now. */
export async function ring(office: Office): Promise<void> {
  for (;;) {
    const due = await office.database.$queryRaw<Ring[]>`
      SELECT subject, code, id, "nextAt" FROM "Ring" WHERE "nextAt" <= business_now() ORDER BY "nextAt", id`;
    if (due.length === 0) return;
    const byCode = Map.groupBy(due, ({ code }) => code);
    await inParallel([...byCode.values()], async (rings) => {
      for (const { subject, code, id, nextAt } of rings)
        await record(office, { subject, code, timer: { task: id, dueAt: nextAt.toISOString() } });
    });
  }
}

type Ring = { subject: SubjectKind; code: string; id: string; nextAt: Date };

/** The night after a day: whoever has a step has it for one night more; what the clock has done by itself is heard. */
export async function night(office: Office, lives: readonly Life[], place: number): Promise<void> {
  const stand = await office.database.application.findMany({ select: { id: true, stage: true, state: true } });
  const now = new Map(stand.map(({ id, stage, state }) => [id, `${stage}/${state}` as StateKey]));
  for (const life of lives) {
    const at = now.get(life.id)!;
    if (at !== life.at) {
      // The clock has ended a pause on its last day, or stopped what was not supplied.
      if (life.at === STATE.paused) {
        // That day was the pause's to its end: it counts neither for what is promised nor for the step.
        life.pauses.at(-1)!.to = place + 1;
        const step = STEP_IN[at];
        if (step) life.held[step] -= 1;
      }
      life.at = at;
    }
  }
}

/** Counts the night for whoever has each dossier. */
export function passNight(lives: readonly Life[]): void {
  for (const life of lives) {
    const step = STEP_IN[life.at];
    if (step) life.held[step] += 1;
  }
}

/** Whether the step that has the dossier has had it for all its days. */
export function stepIsOver(life: Life): boolean {
  const step = STEP_IN[life.at];
  return step !== undefined && life.held[step] >= STEP[step] + life.extended[step];
}

/** Staff who may be away; the head of the agency is always there. */
const MAY_LEAVE = ['appraiser', 'approver', 'otherApprover', 'supervisor', 'intake'] as const;

/** Some leave today, some come back; then the daily sweep gives their tasks back. @param away who is away, and is changed */
export async function comeAndGo(office: Office, place: number, random: () => number, away: Set<Who>): Promise<void> {
  const { database, people } = office;
  const today = new Date(`${WORKING_DAYS[place]}T00:00:00Z`);
  for (const who of MAY_LEAVE) {
    const dice = random();
    if (dice < 0.04 && !away.has(who)) {
      away.add(who);
      if (dice < 0.02) await database.person.update({ where: { id: people[who] }, data: { leftOn: today } });
      else await database.assignment.updateMany({ where: { personId: people[who] }, data: { toDay: today } });
    } else if (dice < 0.3 && away.has(who)) {
      away.delete(who);
      await database.person.update({ where: { id: people[who] }, data: { leftOn: null } });
      await database.assignment.updateMany({ where: { personId: people[who] }, data: { toDay: null } });
    }
  }
  while ((await handBackTasks(office)) > 0);
}
