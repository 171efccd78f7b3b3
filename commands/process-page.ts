/** docs/process.md, written from the process table: what happens in pictures, who may do what, and what is due by when. */
import { ACTION_WORDS } from '../catalogue/actions.ts';
import { ROLE_WORDS, STAGE_WORDS, STATE_WORDS } from '../catalogue/places.ts';
import { LIMIT_WORDS, TASK_WORDS } from '../catalogue/tasks.ts';
import {
  type Action,
  type ProcessTable,
  process,
  ROLE,
  STAGE,
  STATE,
  type Stage,
  type State,
  type StateKey,
  SUBJECT,
  type SubjectKind,
  splitKey,
  type TaskDefinition,
  targetsOf,
} from '../domain/process.ts';

/** An action that leaves more states than these is told below the picture: drawn, it would hide everything else. */
const DRAWN_FROM = 3;

const isWide = (table: ProcessTable, { subject, name, from }: Action): boolean => {
  const rows = table.actions.filter((row) => row.subject === subject && row.name === name && row.to !== 'same');
  return from.length > DRAWN_FROM || new Set(rows.flatMap((row) => row.from)).size > DRAWN_FROM;
};

/** @returns the whole page as Markdown with Mermaid pictures */
export function processPage(table: ProcessTable = process()): string {
  return `# The process

What may happen to an application, to a package and to a selection round, by whom, until when. This page is written by \`npm run picture\` from the
process table (\`domain/process.ts\`, version ${table.version}): change the table, not the page. Why it is as it is stands in
[architecture.md](architecture.md) and in the [decisions](decisions/).

In the pictures a solid arrow is an action that somebody takes, a dotted one is taken by the clock when a limit has passed, and a
thick one follows from what happened to the other subject, in the same transaction.

${chapter(table, SUBJECT.application, 'The application (hồ sơ)')}

${chapter(table, SUBJECT.package, 'The package (gói thầu) and its contract')}

${chapter(table, SUBJECT.round, 'The selection round (đợt xét chọn)')}

## Tasks, limits and lapses

Each limit's number of working days, with its source, is the programme's data (\`programmes/\`). Before the due day the clock
reminds whoever holds the task; past it, it takes the lapse, or marks the task overdue and then tells the supervisor. Nobody may
take a task who took one of the actions under "not by".

${tasks(table)}

${RULES}
`;
}

/** Due days that come from the subject itself. */
const UNTIL: Readonly<Record<NonNullable<TaskDefinition['until']>, string>> = {
  closing: 'until bids, or a round, close',
  'network-result': 'until the network’s result is expected',
  'contract-end': 'until the contract ends',
  'pause-end': 'the last day of the pause',
  'delivery-end': 'until the services are to be given',
};

/** What no row of the table can say by itself. */
const RULES = `## Rules that hold everywhere

1. **Nobody decides on their own work.** Appraiser, approver; panel, awarder; first inspector, second inspector, accepter; verifier,
   payment approver: each pair is two people; and who opens a selection round, who scores it and who decides it are three. Who has
   declared an interest in a package or round takes part in nothing of it. Who may take a task is computed when it opens; if there is
   nobody, the supervisors hear of it at once, with the rule that bars each. Reassigning does not get around it.
2. **Nothing stands still unseen.** Every open state has an owner and a limit. An outside party's silence lapses into an outcome or into
   a decision of the agency's staff.
3. **What the table does not allow changes nothing**, and is answered with what is open now, and to whom.
4. **Every end cleans up**: its tasks are closed, what was reserved is released, what must come back becomes a receivable (recovered only
   once it was confirmed to have come), the package is told, a letter is written. A letter that refuses, declines or stops gives the
   reasons, and says in the agency's own words how to complain.
5. **Instruments are issued by people and recorded here.** An action of legal effect names who signs, in which capacity, and the
   instrument's number, date and file; without a number it is shown as a draft, not yet issued (dự thảo – chưa ban hành). An outside
   party's action of legal effect names the natural person who acts for it.

## Money

- Whole đồng. The support due for a part is the least of: rate × accepted base, the approved amount, what is left of the ceiling besides
  this dossier's own reservation, rate × the part's value; rounded down once, at the end. Advances are deducted then.
- A claim's lines carry net, VAT and gross and their invoice; an invoice is paid once. Which amount is the base, who is the payee, and
  whether the enterprise pays a counterpart is the programme's data.
- Movements are double-entry: reserved on approval, reduced on signing to what the part needs, advanced, paid, receivable, recovered,
  released. A budget line belongs to a year; money of another year needs an approved carry-over.`;

const chapter = (table: ProcessTable, subject: SubjectKind, title: string): string => `## ${title}

${picture(table, subject)}

From several states at once (a draft is none of them):

${widely(table, subject)}

${stages(table, subject)
  .filter((stage) => stage !== STAGE.closed)
  .map(
    (stage) =>
      `### ${title.split(' (')[0]}: ${STAGE_WORDS[stage].en} (${STAGE_WORDS[stage].vi})\n\n${actions(table, subject, stage)}`,
  )
  .join('\n\n')}`;

const NOT_BEGUN: readonly StateKey[] = [STATE.draft, STATE.unopened, STATE.unannounced];

const statesOf = (table: ProcessTable, subject: SubjectKind): State[] =>
  table.states.filter((state) => state.subject === subject);
const stageOf = (key: StateKey): Stage => splitKey(key).stage as Stage;
const stages = (table: ProcessTable, subject: SubjectKind): Stage[] => {
  const found = new Set(statesOf(table, subject).map((state) => stageOf(state.key)));
  return Object.values(STAGE).filter((stage) => found.has(stage));
};
const idOf = (key: StateKey): string => key.replaceAll(/[^a-z]/g, '_');
const isClocks = (row: Action): boolean => row.by.every((role) => role === ROLE.clock);

function picture(table: ProcessTable, subject: SubjectKind): string {
  const boxes = stages(table, subject).map((stage) => {
    const states = statesOf(table, subject).filter((state) => stageOf(state.key) === stage);
    const lines = states.map(({ key, owner }) => {
      const owned = stage === STAGE.closed ? '' : `<br/>${ROLE_WORDS[owner].en}`;
      return `    ${idOf(key)}["<b>${splitKey(key).state}</b><br/>${STATE_WORDS[key].vi}${owned}"]`;
    });
    return `  subgraph ${stage}_stage["${STAGE_WORDS[stage].en}"]\n${lines.join('\n')}\n  end`;
  });
  return ['```mermaid', 'flowchart TB', ...boxes, ...arrows(table, subject), '```'].join('\n');
}

function arrows(table: ProcessTable, subject: SubjectKind): string[] {
  const names = new Map<string, Set<string>>();
  for (const row of table.actions.filter((one) => one.subject === subject && !isWide(table, one))) {
    const [line, head] = row.kin ? ['==', '==>'] : isClocks(row) ? ['-.', '.->'] : ['--', '-->'];
    for (const from of row.from) {
      for (const to of targetsOf(row, from).filter((target) => target !== from)) {
        const arrow = `  ${idOf(from)} ${line} LABEL ${head} ${idOf(to)}`;
        names.set(arrow, (names.get(arrow) ?? new Set()).add(row.name));
      }
    }
  }
  return [...names].map(([arrow, labels]) => arrow.replace('LABEL', `"${[...labels].join('<br/>')}"`));
}

function widely(table: ProcessTable, subject: SubjectKind): string {
  const rows = table.actions.filter((row) => row.subject === subject && isWide(table, row));
  return tableOf(
    ['action', 'by', 'from', 'leads to', 'answers'],
    rows.map((row) => [actionOf(row), by(row), fromOf(table, row), targets(row), task(row)]),
  );
}

/** A stage all of whose states are meant stands for them. */
function fromOf(table: ProcessTable, { subject, from }: Action): string {
  const begun = statesOf(table, subject).filter(({ key }) => !NOT_BEGUN.includes(key));
  const parts = stages(table, subject).map((stage) => {
    const states = begun.filter(({ key }) => stageOf(key) === stage).map(({ key }) => key);
    const named = states.filter((key) => from.includes(key));
    return { stage, named: named.map(stateOf), whole: named.length > 1 && named.length === states.length };
  });
  const open = begun.filter(({ key }) => stageOf(key) !== STAGE.closed);
  if (open.length === from.length && open.every(({ key }) => from.includes(key))) return 'every open state';
  return parts.flatMap(({ stage, named, whole }) => (whole ? [`all of ${STAGE_WORDS[stage].en}`] : named)).join(', ');
}

function actions(table: ProcessTable, subject: SubjectKind, stage: Stage): string {
  const lines = statesOf(table, subject)
    .filter((state) => stageOf(state.key) === stage)
    .flatMap((state) =>
      table.actions
        .filter((row) => row.subject === subject && !isWide(table, row) && row.from.includes(state.key))
        .map((row) => [
          `\`${splitKey(state.key).state}\``,
          actionOf(row),
          by(row),
          targets(row),
          task(row),
          [...(row.opens ?? []), ...(row.mayOpen ?? []).map((name) => `${name} (perhaps)`)].map(code).join(', '),
          (row.guards ?? []).map(code).join(', '),
        ]),
    );
  return tableOf(['in', 'action', 'by', 'leads to', 'answers', 'opens', 'only if'], lines);
}

function tasks(table: ProcessTable): string {
  const opened = (task: TaskDefinition) =>
    table.states.filter((state) => state.opens.includes(task.name)).map((state) => stateOf(state.key));
  return tableOf(
    ['task', '', 'by', 'opened on entering', 'limit', 'lapse', 'not by'],
    Object.values(table.tasks).map((task) => [
      code(task.name),
      `${TASK_WORDS[task.name].vi} · ${TASK_WORDS[task.name].en}`,
      ROLE_WORDS[task.by].en,
      opened(task).join(', '),
      task.until ? UNTIL[task.until] : LIMIT_WORDS[task.limit].en,
      task.lapse ? code(task.lapse) : '',
      (task.notBy ?? []).map(code).join(', '),
    ]),
  );
}

const code = (name: string): string => `\`${name}\``.replace(' (perhaps)`', '` (perhaps)');
/** Before and after acceptance a supplement is asked for in states of one name. */
const stateOf = (key: StateKey): string =>
  code(splitKey(key).state === splitKey(STATE.supplementInAppraisal).state ? key : splitKey(key).state);
const actionOf = (row: Action): string => `${code(row.name)} ${ACTION_WORDS[row.name].vi}`;
const task = (row: Action): string => (row.task ? code(row.task) : '');
const by = (row: Action): string => (row.kin ? 'follows' : row.by.map((role) => ROLE_WORDS[role].en).join(', '));
const targets = (row: Action): string =>
  row.to === 'same' ? '' : (typeof row.to === 'string' ? [row.to] : row.to).map(stateOf).join(' or ');

const tableOf = (heads: readonly string[], lines: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...lines]
    .map((cells) => `|${cells.map((cell) => (cell ? ` ${cell} ` : ' ')).join('|')}|`)
    .join('\n');
