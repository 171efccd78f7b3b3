import type { Account } from '../../domain/budget.ts';
import { LETTER, type LetterName, type StateKey } from '../../domain/process.ts';
import { titleOf } from '../../letters/titles.ts';
import { programme003 } from '../../programmes/003.ts';
import { pluralOf } from './actor.ts';
import type { Who } from './office.ts';
import { untilDelivered } from './soundness.ts';
import type { System } from './system.ts';

/** What came of it all, as those outside see it: over HTTP and in the mailbox. */

const NAMES = new Map(
  Object.values(LETTER).map((name) => [titleOf(name, programme003.listedProcedure).vi, name] as const),
);

/** A letter in somebody's mailbox. */
export type Mail = { name: LetterName; code: string; text: string };

/** The letters that somebody has got, oldest first; with a code, those about it. */
export async function mailTo(system: System, who: Who, code?: string): Promise<Mail[]> {
  await untilDelivered(system.database);
  const messages = await system.mailbox.messages(`${who}@example.test`);
  const mail = messages.reverse().map(({ subject, text }): Mail => {
    const [title = '', , about = ''] = subject.split(' · ');
    const name = NAMES.get(title);
    if (!name) throw new Error(`No letter of the process is called "${subject}".`);
    return { name, code: about, text };
  });
  return mail.filter((letter) => code === undefined || letter.code === code);
}

/**
 * The names of the letters that somebody has got about a subject, in the order of the vocabulary: those of one moment may
 * overtake each other on their way.
 */
export async function lettersTo(system: System, who: Who, code: string): Promise<LetterName[]> {
  const got = (await mailTo(system, who, code)).map(({ name }) => name);
  return Object.values(LETTER).flatMap((name) => got.filter((other) => other === name));
}

/** The one letter of a name about a subject that somebody has got; throws where there is none, or several. */
export async function letterTo(system: System, who: Who, code: string, name: LetterName): Promise<string> {
  const mail = await mailTo(system, who, code);
  const found = mail.filter((letter) => letter.name === name);
  if (found.length !== 1)
    throw new Error(`${who} got ${mail.map((letter) => letter.name)} about ${code}: no one ${name}`);
  return found[0]!.text;
}

/** Where an application stands, as the supervisor reads it. */
export async function stateOf(system: System, code: string): Promise<StateKey> {
  const plural = pluralOf(code);
  const { stage, state } = await system.cast.supervisor.get<{ stage: string; state: string }>(`/${plural}/${code}`);
  return `${stage}/${state}` as StateKey;
}

type ApplicationRead = {
  appointedAt: string | null;
  package: { code: string } | null;
  payments: Record<string, unknown>[];
  tasks: { name: string; overdue: boolean }[];
};
const read = (system: System, code: string) => system.cast.supervisor.get<ApplicationRead>(`/applications/${code}`);

/** The appointed date (ngày hẹn trả kết quả), as an instant; null while the clock stands or has not begun. */
export const appointedAt = async (system: System, code: string): Promise<string | null> =>
  (await read(system, code)).appointedAt;

/** The code of the package that an application is in. */
export async function packageOf(system: System, code: string): Promise<string> {
  const { package: held } = await read(system, code);
  if (!held) throw new Error(`${code} is in no package.`);
  return held.code;
}

export const paymentsOf = async (system: System, code: string) => (await read(system, code)).payments;

/** The names of the open tasks of an application that are late. */
export const overdueOf = async (system: System, code: string): Promise<string[]> =>
  (await read(system, code)).tasks.filter((task) => task.overdue).map((task) => task.name);

/** Everything that is late in the agency, as the supervisor reads it. */
export async function allOverdue(system: System) {
  type Overdue = {
    code: string;
    name: string;
    dueAt: string;
    overdueSince: string;
    escalatedAt: string | null;
    headToldAt: string | null;
  };
  return (await system.cast.supervisor.get<{ items: Overdue[] }>('/supervision/overdue')).items;
}

type Balance = Partial<Record<Exclude<Account, 'allotment' | 'available'>, number>>;

/** What a dossier holds on the accounts that are not empty, in đồng. */
export async function holds(system: System, code: string): Promise<Balance> {
  const { balance } = await system.cast.supervisor.get<{ balance: Balance }>(`/applications/${code}/money`);
  return Object.fromEntries(Object.entries(balance).filter(([, amount]) => amount !== 0));
}

type Line = Record<Exclude<Account, 'allotment'>, number> & { allotted: number; programme: string };

/** What the latest budget line of the programme has allotted, free, promised, paid and to get back, in đồng. */
export async function lineHolds(system: System): Promise<Line> {
  const { items } = await system.cast.supervisor.get<{ items: Line[] }>('/supervision/budget');
  const line = items.find(({ programme }) => programme === system.programme.id);
  if (!line) throw new Error(`${system.programme.id} has no budget line.`);
  return line;
}

/** How many dossiers and packages of the programme stand where, as supervisors read it: `application closed/settled` and so on. */
export async function overviewOf(system: System): Promise<Record<string, number>> {
  type Row = { subject: string; programme: string; stage: string; state: string; count: number };
  const { items } = await system.cast.supervisor.get<{ items: Row[] }>('/supervision/overview');
  const own = items.filter(({ programme }) => programme === system.programme.id);
  return Object.fromEntries(own.map((row) => [`${row.subject} ${row.stage}/${row.state}`, row.count]));
}

/** The one-stop clock: when it ends, or while it stands, the working days that are left. */
export async function clockOf(
  system: System,
  code: string,
): Promise<{ dueAt: string | null; remaining: number | null }> {
  type Clock = { oneStop: { dueAt: string | null; remaining: number | null } | null };
  const { oneStop } = await system.cast.supervisor.get<Clock>(`/applications/${code}/clock`);
  return { dueAt: oneStop?.dueAt ?? null, remaining: oneStop?.remaining ?? null };
}

/** What anybody who knows the code may read. */
export const tracked = (system: System, code: string) =>
  system.cast.passerBy.get<{ stage: { name: string }; mustAct: { role: string } | null; appointedAt: string | null }>(
    `/track/${code}`,
  );

/** The decisions in the history of an application or package as somebody reads it, oldest first. */
export async function decisionsSeenBy(system: System, who: Who, code: string) {
  type Line = { kind: string; action?: string; version?: number; data?: Record<string, unknown> };
  const plural = pluralOf(code);
  const lines: Line[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const query = next ? `&cursor=${encodeURIComponent(next)}` : '';
    type Page = { items: Line[]; next: string | null };
    const page: Page = await system.cast[who].get<Page>(`/${plural}/${code}/history?limit=100${query}`);
    lines.push(...page.items);
    next = page.next;
  }
  return lines.filter((line) => line.kind === 'decision');
}
