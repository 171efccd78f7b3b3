/** Everything that may be wrong with a process table, said all at once. */
import {
  ACTION,
  type Action,
  actionsFrom,
  GUARD,
  isClosed,
  kinRow,
  LETTER,
  LIMIT,
  MOVEMENT,
  PARTY_ROLE,
  type ProcessTable,
  RECIPIENT,
  ROLE,
  STAGE,
  STATE,
  SUBJECT,
  splitKey,
  TASK,
  type TaskName,
  targetsOf,
} from '../../domain/process.ts';

const values = (vocabulary: object): ReadonlySet<unknown> => new Set(Object.values(vocabulary));
const KNOWN = {
  action: values(ACTION),
  guard: values(GUARD),
  letter: values(LETTER),
  limit: values(LIMIT),
  movement: values(MOVEMENT),
  recipient: values(RECIPIENT),
  role: values(ROLE),
  stage: values(STAGE),
  state: values(STATE),
  subject: values(SUBJECT),
  task: values(TASK),
};
const outside = values(PARTY_ROLE);

/** Not begun: nobody owes anything yet. */
const NOT_BEGUN: ReadonlySet<string> = new Set([STATE.draft, STATE.unopened, STATE.unannounced]);
/** In a package or round its own tasks hold. */
const WITHOUT_TASKS: ReadonlySet<string> = new Set([...NOT_BEGUN, STATE.inPackage, STATE.inRound]);
/** Ended by what the other subject does, not by an answer of their own. */
const ENDED_BY_KIN: ReadonlySet<string> = new Set([TASK.formPackage, TASK.manageContract]);
/** What is done to every open subject. */
const EVERYWHERE = [
  ACTION.correctRecord,
  ACTION.countersignCorrection,
  ACTION.reassign,
  ACTION.remind,
  ACTION.markOverdue,
  ACTION.escalate,
  ACTION.escalateToHead,
  ACTION.tellAgain,
  ACTION.handBack,
  ACTION.recalculate,
];
/** All that may still be done to a closed subject. */
const AFTER_CLOSING: ReadonlySet<string> = new Set([ACTION.reopen, ACTION.correctRecord]);

const said = (row: Action): string => `${row.subject} ${row.name} (${row.by.join(', ')}) from ${row.from.join(', ')}`;
const ended = (key: Parameters<typeof splitKey>[0]): boolean => isClosed(splitKey(key).stage);

/** @returns a sentence for each fault; none where the table is sound */
export function faultsOf(table: ProcessTable): string[] {
  return [...nameFaults(table), ...stateFaults(table), ...taskFaults(table), ...rowFaults(table), ...kinFaults(table)];
}

function nameFaults(table: ProcessTable): string[] {
  const faults: string[] = [];
  const known = (kind: keyof typeof KNOWN, names: readonly string[] | undefined, where: string) => {
    for (const name of names ?? [])
      if (!KNOWN[kind].has(name)) faults.push(`${where} names the ${kind} ${name}, which does not exist`);
  };
  for (const state of table.states) {
    const where = `State ${state.subject} ${state.key}`;
    known('subject', [state.subject], where);
    known('state', [state.key], where);
    known('stage', [splitKey(state.key).stage], where);
    known('role', [state.owner], where);
    known('task', state.opens, where);
  }
  for (const [name, task] of Object.entries(table.tasks)) {
    const where = `Task ${name}`;
    if (task.name !== name) faults.push(`${where} is called ${task.name}`);
    known('task', [task.name], where);
    known('role', [task.by], where);
    known('limit', [task.limit], where);
    known('action', [...(task.notBy ?? []), ...(task.lapse ? [task.lapse] : [])], where);
  }
  for (const row of table.actions) {
    const where = said(row);
    known('subject', [row.subject], where);
    known('action', [row.name, ...(row.notBy ?? []), ...(row.moves ?? []).map((move) => move.as)], where);
    known('role', row.by, where);
    known('state', row.from, where);
    known('state', row.to === 'same' ? [] : typeof row.to === 'string' ? [row.to] : row.to, where);
    known(
      'task',
      [...(row.task ? [row.task] : []), ...(row.opens ?? []), ...(row.mayOpen ?? []), ...(row.closes ?? [])],
      where,
    );
    known('guard', row.guards, where);
    known(
      'letter',
      row.letters?.map(([letter]) => letter),
      where,
    );
    known(
      'recipient',
      row.letters?.map(([, to]) => to),
      where,
    );
    known('movement', row.money, where);
  }
  for (const name of KNOWN.task) if (!(String(name) in table.tasks)) faults.push(`Task ${name} has no definition`);
  const taken = new Set<unknown>(table.actions.map((row) => row.name));
  for (const name of KNOWN.action) if (!taken.has(name)) faults.push(`Action ${name} is in no row`);
  const placed = new Set<unknown>(table.states.map((state) => state.key));
  for (const key of KNOWN.state) if (!placed.has(key)) faults.push(`State ${key} belongs to no subject`);
  return faults;
}

function stateFaults(table: ProcessTable): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const { subject, key, owner, opens } of table.states) {
    const where = `State ${subject} ${key}`;
    if (seen.has(`${subject} ${key}`)) faults.push(`${where} stands twice`);
    seen.add(`${subject} ${key}`);
    const rows = actionsFrom(table, subject, key);
    if (ended(key)) {
      if (opens.length > 0) faults.push(`${where} is closed and opens ${opens.join(', ')}`);
      for (const row of rows) {
        if (!AFTER_CLOSING.has(row.name)) faults.push(`${where} is closed and allows ${row.name}`);
        if (row.to === 'same' && [...(row.opens ?? []), ...(row.mayOpen ?? [])].length > 0)
          faults.push(`${where} is closed and ${row.name} opens a task there`);
      }
      continue;
    }
    if (WITHOUT_TASKS.has(key)) {
      if (opens.length > 0) faults.push(`${where} should open no task`);
    } else {
      if (opens.length === 0) faults.push(`${where} opens no task: nobody owes anything by any date`);
      if (!opens.some((task) => table.tasks[task]?.by === owner))
        faults.push(`${where} belongs to ${owner}, who has no task in it`);
    }
    if (outside.has(owner) && key !== STATE.draft && !opens.some((task) => table.tasks[task]?.lapse))
      faults.push(`${where} belongs to ${owner}, an outside party, and does not lapse`);
    if (NOT_BEGUN.has(key)) continue;
    for (const name of EVERYWHERE)
      if (!rows.some((row) => row.name === name)) faults.push(`${where} does not allow ${name}`);
    if (!rows.some((row) => targetsOf(row, key).some((to) => to !== key)) && key !== STATE.inPackage)
      faults.push(`${where} is never left`);
  }
  return faults;
}

function taskFaults(table: ProcessTable): string[] {
  const faults: string[] = [];
  const rows = table.actions;
  const opened = new Set<TaskName>([
    ...table.states.flatMap((state) => state.opens),
    ...rows.flatMap((row) => [...(row.opens ?? []), ...(row.mayOpen ?? [])]),
  ]);
  for (const task of Object.values(table.tasks)) {
    const where = `Task ${task.name}`;
    if (!opened.has(task.name)) faults.push(`${where} is never opened`);
    if (!task.limit) faults.push(`${where} has no limit`);
    const answers = rows.filter((row) => row.task === task.name);
    if (answers.length === 0 && !ENDED_BY_KIN.has(task.name)) faults.push(`${where} is answered by no action`);
    if (outside.has(task.by) && !task.lapse)
      faults.push(`${where} is owed by ${task.by}, an outside party, and does not lapse`);
    for (const row of answers) {
      const strangers = row.by.filter((role) => role !== task.by && role !== ROLE.clock);
      if (strangers.length > 0)
        faults.push(`${where} is ${task.by}'s, and ${row.name} is taken by ${strangers.join(', ')}`);
      if (row.by.includes(ROLE.clock) && row.name !== task.lapse)
        faults.push(`${where} is answered by the clock with ${row.name}, which is not its lapse`);
    }
    if (task.lapse && !answers.some((row) => row.name === task.lapse && row.by.includes(ROLE.clock)))
      faults.push(`${where} lapses by ${task.lapse}, which no row of the clock answers it with`);
  }
  return faults;
}

function rowFaults(table: ProcessTable): string[] {
  const faults: string[] = [];
  const states = new Set(table.states.map((state) => `${state.subject} ${state.key}`));
  const seen = new Set<string>();
  for (const row of table.actions) {
    const where = said(row);
    if (row.by.length === 0 || row.from.length === 0) faults.push(`${where} is nobody's or from nowhere`);
    if (typeof row.to === 'object' && new Set(row.to).size < 2) faults.push(`${where} lists fewer than two targets`);
    for (const from of row.from) {
      if (!states.has(`${row.subject} ${from}`)) faults.push(`${where} starts in a state of the other subject`);
      for (const to of targetsOf(row, from))
        if (!states.has(`${row.subject} ${to}`)) faults.push(`${where} leads to ${to}, a state of the other subject`);
      for (const role of row.by) {
        const key = [row.subject, from, row.name, role, row.task ?? 'no task', row.kin ?? 'taken'].join(' ');
        if (seen.has(key)) faults.push(`Two rows fit ${key}`);
        seen.add(key);
      }
    }
    const changes = [row.opens, row.mayOpen, row.closes, row.moves, row.money].some((list) => list && list.length > 0);
    if (row.note && (row.to !== 'same' || changes || row.kin)) faults.push(`${where} is a note and changes something`);
    if (row.legal && row.by.includes(ROLE.clock)) faults.push(`${where} has legal effect and is taken by the clock`);
    if (row.by.includes(ROLE.clock) && row.by.length > 1 && !row.kin)
      faults.push(`${where} is the clock's and somebody else's`);
    const twice = (row.opens ?? []).filter((task) => row.mayOpen?.includes(task));
    if (twice.length > 0) faults.push(`${where} opens ${twice.join(', ')} and may open it`);
  }
  return faults;
}

function kinFaults(table: ProcessTable): string[] {
  const faults: string[] = [];
  const causes = new Map<Action, Set<string>>();
  for (const row of table.actions) {
    for (const move of row.moves ?? []) {
      const where = `${said(row)} moves applications by ${move.as}`;
      if (!row.from.some((from) => targetsOf(row, from).includes(move.when)))
        faults.push(`${where} at ${move.when}, where it never leads`);
      for (const from of move.from) {
        const kin = kinRow(table, SUBJECT.application, from, move.as);
        if (!kin) faults.push(`${where}, and the application has no such row from ${from}`);
        else causes.set(kin, new Set([...(causes.get(kin) ?? []), ...row.by]));
      }
    }
  }
  for (const row of table.actions.filter((kin) => kin.kin)) {
    if (row.task || row.guards || row.legal)
      faults.push(`${said(row)} follows, and asks for a task, a guard or an instrument`);
    if (row.subject !== SUBJECT.application) continue;
    const by = [...(causes.get(row) ?? [])].sort().join(', ');
    if (by !== [...row.by].sort().join(', ')) faults.push(`${said(row)} follows from actions by ${by || 'nobody'}`);
  }
  return faults;
}
