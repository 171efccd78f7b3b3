/** The stage of the worked example: its players, its clock, and the teller who says in one line what each step has done. */
import { wordOf } from '../catalogue/words.ts';
import { formatDay, formatInstant, instantOf, legalDay } from '../domain/dates.ts';
import type { Bilingual } from '../domain/fault.ts';
import { type ActionName, SUBJECT, type TaskName } from '../domain/process.ts';
import type { Caller } from './caller.ts';
import { isParty, PARTIES, type PartyName, type PlayerName, STAFF, type StaffName } from './cast.ts';
import { sampleDocument } from './sample-document.ts';

type OpenTask = { name: string; role: string; dueAt: string };
type Subject = { kind: string; code: string; stage: string; state: string; tasks: OpenTask[] };
/** What the API answers to an action. */
type Outcome = { receivedAt: string; subject: Subject };

export type Scene = {
  players: Readonly<Record<PlayerName, Caller>>;
  /** Lets the business clock run to a moment in Viet Nam; whatever falls due on the way happens on its own day. */
  until(day: string, time: string): Promise<void>;
  say(line: string): void;
};

const PLURAL: Readonly<Record<string, string>> = {
  [SUBJECT.application]: 'applications',
  [SUBJECT.package]: 'packages',
};
/** Of the two kinds of dossier, by the code that it has. */
const pluralOf = (code: string): string =>
  /-GT-/.test(code) ? PLURAL[SUBJECT.package]! : PLURAL[SUBJECT.application]!;

/** Takes an action that answers no task of staff, and tells of it. */
export async function acts(scene: Scene, who: PlayerName, code: string, action: ActionName, body: object = {}) {
  const path = `/${pluralOf(code)}/${code}/actions/${action}`;
  return told(scene, who, action, await scene.players[who].post<Outcome>(path, body));
}

/** As a member of staff: takes a task, where it is not held already. @returns its id */
export async function takes(scene: Scene, who: StaffName, code: string, name: TaskName): Promise<string> {
  const caller = scene.players[who];
  const { items } = await caller.get<{ items: { id: string; mine: boolean }[] }>(`/tasks?code=${code}&name=${name}`);
  const task = items.find((item) => item.mine) ?? items[0];
  if (!task) throw new Error(`${who} has no task ${name} of ${code}.`);
  if (!task.mine) await caller.post(`/tasks/${task.id}/claim`);
  return task.id;
}

/** As a member of staff: takes the task, completes it by an action, and tells of it. */
export async function completes(
  scene: Scene,
  who: StaffName,
  code: string,
  name: TaskName,
  action: ActionName,
  body: object = {},
) {
  const id = await takes(scene, who, code, name);
  const outcome = await scene.players[who].post<Outcome>(`/tasks/${id}/complete`, { action, ...body });
  return told(scene, who, action, outcome);
}

/** Says what an action has done: when, who, what, where the dossier stands, and who must act next until when. */
export function told(scene: Scene, who: PlayerName, action: ActionName, { receivedAt, subject }: Outcome): Subject {
  const actor = wordOf('role', isParty(who) ? PARTIES[who].kind : STAFF[who].role);
  const state = wordOf('state', `${subject.stage}/${subject.state}`);
  scene.say(
    `${formatInstant(new Date(receivedAt))}  ${said(actor)}: ${said(wordOf('action', action))} → ${said(state)} [${subject.code}${next(subject.tasks)}]`,
  );
  return subject;
}

const said = ({ vi, en }: Bilingual): string => `${vi} · ${en}`;

function next(tasks: readonly OpenTask[]): string {
  const [first] = [...tasks].sort((a, b) => a.dueAt.localeCompare(b.dueAt));
  if (!first) return '';
  const due = formatDay(legalDay(new Date(first.dueAt)));
  const role = wordOf('role', first.role);
  return `; ${role.vi}, hạn ${due} · ${role.en}, due ${due}`;
}

/** Tells of something that is no action of the process. */
export const notes = (scene: Scene, vi: string, en: string): void => scene.say(`${' '.repeat(18)}${vi} · ${en}`);

/** Says what comes now. */
export function heads(scene: Scene, vi: string, en: string): void {
  scene.say('');
  scene.say(`${vi} · ${en}`);
}

/** Uploads a document as one of the players. @returns its id */
export const uploads = (scene: Scene, who: PlayerName, name: string): Promise<string> =>
  scene.players[who].upload(`${name}.pdf`, sampleDocument(name));

/** Documents of these kinds, uploaded. */
export async function documents(scene: Scene, who: PlayerName, ...kinds: string[]) {
  const attached: { kind: string; documentId: string }[] = [];
  for (const kind of kinds) attached.push({ kind, documentId: await uploads(scene, who, kind) });
  return attached;
}

/** The natural person who acts for a party. */
export const signatory = (who: PartyName) => ({
  signatory: { name: PARTIES[who].representative, capacity: 'Người đại diện theo pháp luật' },
});

/** What a member of staff has signed. @param number without it the instrument is a draft, not yet issued */
export const instrument = (who: StaffName, capacity: string, number?: string, date?: string) => ({
  instrument: { signatory: STAFF[who].name, capacity, ...(number ? { number: `${number} (VÍ DỤ)`, date } : {}) },
});

/** A moment in Viet Nam. */
export const moment = (day: string, time: string): Date => instantOf(day, time);
