/** What the example's supervisor reads over HTTP: what the clock did to a late dossier, and a clock as a sum. */
import { wordOf } from '../catalogue/words.ts';
import { formatInstant } from '../domain/dates.ts';
import type { Bilingual } from '../domain/fault.ts';
import { ROLE } from '../domain/process.ts';
import type { Caller } from './caller.ts';
import { heads, type Scene } from './scene.ts';

type Line = {
  at: string;
  kind: string;
  action?: string;
  by?: { role: string };
  letter?: { name: string; to: string | null };
};
type Page = { items: Line[]; next: string | null };

/** Tells how the clock reminded, and to whom it turned after that. */
export async function tellLateness(scene: Scene, code: string): Promise<void> {
  heads(scene, `${code}: không ai làm, đồng hồ lên tiếng`, 'nobody acted, so the clock spoke up');
  const lines = await historyOf(scene.players.supervisor, code);
  for (const { at, action } of lines.filter((line) => line.by?.role === ROLE.clock)) {
    const told = lines.filter((line) => line.kind === 'letter' && line.at === at).map(({ letter }) => letter?.to ?? '');
    const { vi, en } = wordOf('action', action ?? '');
    scene.say(`${formatInstant(new Date(at))}  ${vi} · ${en} → ${told.join(', ')}`);
  }
}

/** Everything that happened to an application, oldest first. */
async function historyOf(supervisor: Caller, code: string): Promise<Line[]> {
  const lines: Line[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page = await supervisor.get(`/applications/${code}/history?limit=100${after}`);
    lines.push(...page.items);
    cursor = page.next;
  }
  return lines;
}

/** Tells the one-stop clock of a dossier line by line. */
export async function tellClock(scene: Scene, code: string): Promise<void> {
  heads(scene, `${code}: đồng hồ một cửa`, 'the one-stop clock');
  type Clock = { oneStop: { sum: { label: Bilingual }[] } | null };
  const { oneStop } = await scene.players.supervisor.get<Clock>(`/applications/${code}/clock`);
  for (const { label } of oneStop?.sum ?? []) scene.say(`  ${label.vi} · ${label.en}`);
}
