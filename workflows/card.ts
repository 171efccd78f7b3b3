/**
 * What a run says of itself in Temporal's own pages: its card (the current details, in Markdown), and one line for each thing that it
 * does or waits for. In Vietnamese and English. Nothing personal: roles, steps and dates alone.
 */
import type { Activities } from '../activities/create.ts';
import { ACTION_WORDS } from '../catalogue/actions.ts';
import { ROLE_WORDS, STAGE_WORDS, STATE_WORDS } from '../catalogue/places.ts';
import { TASK_WORDS } from '../catalogue/tasks.ts';
import { formatInstant } from '../domain/dates.ts';
import type { Bilingual } from '../domain/fault.ts';
import { isClosed, process, SUBJECT, type SubjectKind } from '../domain/process.ts';
import { lapseOf, waitIn } from './wait.ts';

type Answered = Awaited<ReturnType<Activities['record']>>['current'];
type Details = Answered['details'];
type Next = NonNullable<Answered['next']>;

/** Where the subject stands. What an earlier build answered has less to show. */
export type Current = Omit<Answered, 'details' | 'next'> & {
  details?: Details;
  next: (Pick<Next, 'task' | 'dueAt'> & Partial<Next>) | null;
};
export type Act = Details['acts'][number];
export type Title = NonNullable<Details['title']>;

/** What was done last, the newest first. */
export const MOST_ACTS = 3;

/** @returns the card, in Markdown: stage and state, whose turn it is and until when, what keeps it, what was done last */
export function cardOf(
  subject: SubjectKind,
  current: Current & { details: Details },
  { acts, title }: { acts: readonly Act[]; title?: Title | undefined },
): string {
  const { stage, state, overdue } = current;
  const { paused, faults } = current.details;
  return [
    `### ${both(STAGE_WORDS, stage)}: ${both(STATE_WORDS, `${stage}/${state}`)}${overdue ? ' ⚠ **quá hạn · overdue**' : ''}`,
    title ? said(title.item ?? title.programme) : '',
    ...turnsOf(subject, current),
    ...promiseOf(current.details),
    ...(current.next ? [`**Đồng hồ sẽ · The clock next:** ${waiting(current.next)}`] : []),
    ...(paused ? [`**Tạm dừng · Paused:** ${said(paused)}`] : []),
    ...faults.map(
      ({ what, since }) =>
        `**Không ghi được; giám sát cho ghi lại hoặc bỏ · Could not be recorded; a supervisor has it tried again, or drops it:** ${both(ACTION_WORDS, what)} (${when(since)})`,
    ),
    acts.length > 0 ? '**Vừa làm · Done last:**' : '',
    acts
      .map(({ action, by, at }) => `- ${when(at)} ${both(ACTION_WORDS, action)} (${both(ROLE_WORDS, by)})`)
      .join('\n'),
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

function turnsOf(subject: SubjectKind, { stage, state, details }: Current & { details: Details }): string[] {
  if (isClosed(stage)) return ['Đã kết thúc · It has ended.'];
  if (details.turns.length > 0) return details.turns.map(turn);
  const row = process().states.find((known) => known.subject === subject && known.key === `${stage}/${state}`);
  // A state of another build: nothing is known of it.
  if (!row) return [];
  const { owner, standsWith } = waitIn(subject, row.key);
  if (standsWith === SUBJECT.package) return ['Chờ gói thầu của hồ sơ · It waits for its package.'];
  if (standsWith === SUBJECT.round) return ['Chờ đợt xét chọn · It waits for its selection round.'];
  return [`**Lượt · Turn:** ${both(ROLE_WORDS, owner)}`];
}

function turn({ task, role, dueAt, reckoned, late }: Details['turns'][number]): string {
  const lapse = lapseOf(task);
  const lines = [
    `**Lượt · Turn:** ${both(ROLE_WORDS, role)}: ${both(TASK_WORDS, task)}`,
    `**Hạn · Due:** ${when(dueAt)}${reckoned ? ` = ${sumOf(reckoned)}` : ''}${late ? ' ⚠ **quá hạn · overdue**' : ''}`,
    ...(lapse ? [`**Sau hạn thì tự động · Then by itself:** ${both(ACTION_WORDS, lapse)}`] : []),
  ];
  return lines.join('  \n');
}

function sumOf({ from, days, extension, pauses }: NonNullable<Details['turns'][number]['reckoned']>): string {
  const extended = extension > 0 ? ` + ${extension} ngày gia hạn · days of extension` : '';
  const stood = pauses > 0 ? ` + ${pauses} lần tạm dừng · pauses` : '';
  return `${when(from)} + ${days} ngày làm việc · working days${extended}${stood}`;
}

/** @param details what an earlier build answered has no promise */
function promiseOf({ promise }: Partial<Details>): string[] {
  if (!promise) return [];
  return [
    `**Hẹn trả doanh nghiệp · Promised to the enterprise:** ${when(promise.at)}${promise.passed ? ' ⚠ **đã qua · has passed**' : ''}`,
  ];
}

/** One line of a decision, or of what the clock does: what it is, and where the subject stood when it came. */
export const doing = (name: string, at: Pick<Current, 'stage' | 'state'> | null): string =>
  `${both(ACTION_WORDS, name)}${at ? `, từ · from: ${both(STATE_WORDS, `${at.stage}/${at.state}`)}` : ''}`;

/** Of a run that looks where its subject stands. */
export const LOOKING = 'Xem hồ sơ đang ở đâu · Look where it stands';

/** One line of a timer: when it rings, what the clock then does, and to which step where it is one. */
export function waiting({ action = '', about = '', dueAt }: NonNullable<Current['next']>): string {
  const step = Object.hasOwn(TASK_WORDS, about) ? `: ${both(TASK_WORDS, about)}` : '';
  return `${when(dueAt)}: ${both(ACTION_WORDS, action)}${step}`;
}

const said = ({ vi, en }: Bilingual): string => (vi === en ? vi : `${vi} · ${en}`);

/** A name of another build has no word here: it stands for itself. */
const both = (words: Readonly<Record<string, Bilingual>>, name: string): string =>
  Object.hasOwn(words, name) ? said(words[name]!) : name;

const when = (at: string): string => formatInstant(new Date(at));
