/** How the example's dossiers stand, as its supervisor reads it over HTTP: one table, shown when it was played and at each start. */
import { wordOf } from '../catalogue/words.ts';
import { formatDay, legalDay } from '../domain/dates.ts';
import type { Bilingual } from '../domain/fault.ts';
import { STATE } from '../domain/process.ts';
import type { Caller } from './caller.ts';

type Application = { code: string; item: { code: string }; stage: string; state: string };
type Held = { role: string; holder: string | null; since: string; dueAt: string; overdue: boolean; escalated: boolean };
type History = { standing: { state: { since: string }; holds: Held[] } };

/** One row: the same dossier in Vietnamese, then in English, then where anybody may follow it. */
export type Standing = {
  code: string;
  /** The code of what is supported. */
  item: string;
  stage: Bilingual;
  state: Bilingual;
  /** Who holds what is due first, and as what; neither of a closed dossier. */
  holder: string;
  role: Bilingual;
  since: string;
  due: string;
  mark: Bilingual;
};

const NOBODY: Bilingual = { vi: '–', en: '–' };
const MARKS = {
  closed: NOBODY,
  paused: { vi: '‖ tạm dừng', en: 'paused' },
  escalated: { vi: '! quá hạn, đã báo cáo', en: 'late, escalated' },
  late: { vi: '! quá hạn', en: 'late' },
  inTime: { vi: '✓ trong hạn', en: 'on time' },
} as const satisfies Record<string, Bilingual>;

/** The newest twenty applications of the agency, by their codes, as they stand by the business clock. */
export async function standingsOf(supervisor: Caller): Promise<{ at: Date; standings: Standing[] }> {
  const { at } = await supervisor.get<{ at: string }>('/supervision/overview');
  const { items } = await supervisor.get<{ items: Application[] }>('/applications?limit=20');
  const standings: Standing[] = [];
  for (const item of [...items].sort((a, b) => (a.code < b.code ? -1 : 1)))
    standings.push(await standingOf(supervisor, item));
  return { at: new Date(at), standings };
}

async function standingOf(supervisor: Caller, { code, item, stage, state }: Application): Promise<Standing> {
  const { standing } = await supervisor.get<History>(`/applications/${code}/history?limit=1`);
  const [held] = standing.holds;
  const key = `${stage}/${state}`;
  return {
    code,
    item: item.code,
    stage: wordOf('stage', stage),
    state: wordOf('state', key),
    holder: held?.holder ?? (held ? wordOf('role', held.role).vi : NOBODY.vi),
    role: held ? wordOf('role', held.role) : NOBODY,
    since: dayOf(standing.state.since),
    due: held ? dayOf(held.dueAt) : NOBODY.vi,
    mark: markOf(key, held),
  };
}

function markOf(key: string, held: Held | undefined): Bilingual {
  if (!held) return MARKS.closed;
  if (key === STATE.paused) return MARKS.paused;
  if (!held.overdue) return MARKS.inTime;
  return held.escalated ? MARKS.escalated : MARKS.late;
}

const dayOf = (at: string): string => formatDay(legalDay(new Date(at)));

/** The table, three lines a dossier. @param publicUrl where people reach the API, without `/api` */
export function table(standings: readonly Standing[], publicUrl: string): string[] {
  const rows = standings.map(({ code, item, stage, state, holder, role, since, due, mark }) => ({
    vi: [code, stage.vi, state.vi, holder, since, due, mark.vi],
    en: [`  ${item}`, stage.en, state.en, role.en, '', '', mark.en],
    url: `${publicUrl}/api/track/${code}`,
  }));
  const head = {
    vi: ['Hồ sơ, nội dung', 'Giai đoạn', 'Trạng thái', 'Ai giữ', 'Từ', 'Hạn', ''],
    en: ['Dossier, item', 'Stage', 'State', 'Held by', 'Since', 'Due', ''],
  };
  const widths = head.vi.map((_, at) =>
    Math.max(...[head, ...rows].flatMap(({ vi, en }) => [vi[at]!.length, en[at]!.length])),
  );
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join('  ')}`.trimEnd();
  return [line(head.vi), line(head.en), ...rows.flatMap(({ vi, en, url }) => [line(vi), line(en), `    ${url}`])];
}
