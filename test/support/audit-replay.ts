/** The audit walked through again, held against the table of the process: what it says happened is what the table allows, and is what was written. */
import {
  type Action,
  type ActionName,
  process,
  type StateKey,
  type SubjectKind,
  stateOf,
  type TaskName,
  targetsOf,
  taskOf,
} from '../../domain/process.ts';
import type { Entry, Event, Task } from '../../prisma/generated/client.ts';
import type { Tx } from '../../records/case.ts';

/**
 * Walks through every subject's audit from its first event on.
 * @returns what could not have come about, one line each: an action that the table does not have there, a task that nothing opened or
 *   closed, one left open in a state that it does not belong to, money that no action moved, a decision answered otherwise than it is kept
 */
export async function auditFaults({ event, task, entry, decision }: Tx): Promise<string[]> {
  const events = await event.findMany({ orderBy: [{ subjectId: 'asc' }, { version: 'asc' }] });
  const tasks = Map.groupBy(await task.findMany(), ({ subjectId }) => subjectId);
  const decisions = await decision.findMany({ select: { id: true, code: true, action: true, outcome: true } });
  const bySubject = Map.groupBy(events, ({ subjectId }) => subjectId);
  return [
    ...events.flatMap(actionFaults),
    ...[...bySubject].flatMap(([id, own]) => taskFaults(own, tasks.get(id) ?? [])),
    ...moneyFaults(events, await entry.findMany({ where: { applicationId: { not: null } } })),
    ...decisionFaults(events, decisions),
  ];
}

/** The rows that may have been taken. */
const rowsOf = ({ subject, action, before, after, process: version }: Event): Action[] =>
  process(version).actions.filter(
    (row) =>
      row.subject === subject &&
      row.name === action &&
      row.from.includes(before as StateKey) &&
      targetsOf(row, before as StateKey).includes(after as StateKey),
  );

const actionFaults = (event: Event): string[] =>
  rowsOf(event).length > 0
    ? []
    : [`${event.code}: the table has no ${event.action} from ${event.before} to ${event.after}`];

function taskFaults(events: readonly Event[], tasks: readonly Task[]): string[] {
  const faults: string[] = [];
  const said = (task: Task, what: string) => faults.push(`${task.code}: ${task.name} of ${task.openedVersion} ${what}`);
  for (const event of events) {
    const table = process(event.process);
    const entered = stateOf(table, event.subject as SubjectKind, event.after as StateKey).opens;
    const rows = rowsOf(event);
    const may = new Set([...entered, ...rows.flatMap((row) => [...(row.opens ?? []), ...(row.mayOpen ?? [])])]);
    const opened = tasks.filter(({ openedVersion }) => openedVersion === event.version);
    for (const task of opened)
      if (!may.has(task.name as TaskName)) said(task, `was opened by ${event.action}, which may not`);
    const must = event.before === event.after ? [] : entered.filter((name) => !taskOf(table, name).each);
    for (const name of must)
      if (!opened.some((task) => task.name === name))
        faults.push(`${event.code}: ${event.action} entered ${event.after} without opening ${name}`);
  }
  for (const task of tasks) {
    const from = events.findIndex(({ version }) => version === task.openedVersion);
    if (from < 0) said(task, 'was opened by nothing');
    const closes = ({ at, action }: Event) => action === task.closedBy && +at === +task.closedAt!;
    const until = events.findIndex((event, at) => at > from && closes(event));
    if (task.closedAt && until < 0) said(task, `was closed by ${task.closedBy}, which did not happen then`);
    // Every task that does not abide belongs to one stay in one state.
    const left = events.slice(from + 1).find(({ before, after }) => before !== after);
    if (!left || taskOf(process(left.process), task.name as TaskName).abiding) continue;
    if (until < 0 || events[until]!.version > left.version)
      said(task, `was still open when ${left.action} entered ${left.after}`);
  }
  return faults;
}

/** Money moves with an event, of the dossier or of what it is in, and as the table lets that event's action move it. */
function moneyFaults(events: readonly Event[], entries: readonly Entry[]): string[] {
  const at = Map.groupBy(events, (event) => +event.at);
  return entries.flatMap((entry) => {
    const then = at.get(+entry.at) ?? [];
    return then.some((event) => rowsOf(event).some((row) => row.money?.includes(entry.kind as never)))
      ? []
      : [`${entry.kind} of ${entry.amount} on ${entry.account} moved with ${then.map(({ action }) => action)}`];
  });
}

type Answered = { id: string; code: string; action: string; outcome: unknown };

/**
 * A decision that was taken is in the audit of its subject, and was answered with the last version that it led to there: what follows from
 * it in the same subject is recorded with it. One that was refused is in none.
 */
function decisionFaults(events: readonly Event[], decisions: readonly Answered[]): string[] {
  const byDecision = Map.groupBy(events, ({ decisionId }) => decisionId);
  return decisions.flatMap(({ id, code, action, outcome }) => {
    const own = byDecision.get(id) ?? [];
    const { ok, version } = (outcome ?? { ok: false }) as { ok: boolean; version?: number };
    if (!ok) return own.length === 0 ? [] : [`${code}: ${action} was refused and is in the audit`];
    const there = own.filter((event) => event.code === code);
    const taken = there.some((event) => event.action === (action as ActionName));
    return taken && there.at(-1)?.version === version
      ? []
      : [`${code}: ${action} was answered with version ${version}, the audit has ${there.map((one) => one.version)}`];
  });
}
