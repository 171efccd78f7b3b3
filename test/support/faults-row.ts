/** What a row of the faults' suite begins with, and how it ends: an office on processes of its own, to which something is done by hand. */
import { wordOf } from '../../catalogue/words.ts';
import { ACTION, type LetterName } from '../../domain/process.ts';
import { ringEvery } from './clocks.ts';
import { draft } from './dossier.ts';
import { eventually } from './eventually.ts';
import { harmIn } from './kill-aftermath.ts';
import { openPlant, type PlantOptions, WITHIN_FIVE_MINUTES } from './kill-plant.ts';
import { officeUnder, type Struck } from './kill-strikes.ts';
import { does, type Office } from './office.ts';
import { expectAllHistoriesReplay } from './replay.ts';

/** Everybody acts over HTTP, and repeats by the same key what brought no answer. */
export type Row = Office & Struck;

export const openRow = async (options?: PlantOptions): Promise<Row> =>
  officeUnder(await openPlant(options), () => undefined);

/** A dossier that waits for its completeness check. @returns its code */
export async function submitted(row: Row): Promise<string> {
  const code = await draft(row);
  await does(row, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

/** A dossier that waits for its appraisal. @returns its code */
export async function takenIn(row: Row): Promise<string> {
  const code = await submitted(row);
  await does(row, 'intake', code, ACTION.accept);
  return code;
}

/** Lets time pass until something has fallen due of every open dossier. @returns the codes of those whose clock did nothing */
export async function silentIn(row: Row): Promise<string[]> {
  const rung = await ringEvery(row);
  return [...rung].filter(([, times]) => times === 0).map(([code]) => code);
}

/** Nothing is lost, nothing is doubled, whatever was done by hand; every letter came, and every history replays. */
export async function expectUnharmed(row: Row, forgotten?: ReadonlySet<string>): Promise<void> {
  expect(await harmIn(row, { mail: 'again', forgotten })).toEqual([]);
  await expectAllHistoriesReplay(row);
}

const SUPERVISOR = 'supervisor@example.test';

/** Waits until letters of a name are in the supervisor's mailbox that name each of these codes between them. */
export async function untilSupervisorIsTold(row: Row, name: LetterName, codes: readonly string[] = []): Promise<void> {
  const { vi: title } = wordOf('letter', name);
  const told = async () => {
    const letters = (await row.mailbox.messages(SUPERVISOR)).filter(({ subject }) => subject.includes(title));
    return (
      letters.length > 0 &&
      codes.every((code) => letters.some(({ subject, text }) => `${subject} ${text}`.includes(code)))
    );
  };
  await eventually(told, { what: `${name} to reach the supervisor`, timeoutMs: WITHIN_FIVE_MINUTES });
}

/** How a lost run ended, as a supervisor reads it. */
export type LostRun = { code: string; kind: string; how: string | null; act: boolean; restartedAt: string | null };

/** Waits until a supervisor reads of each of these dossiers that it had no run and has one again. @returns what is said of them */
export async function untilLostRunsAreRead(row: Row, codes: readonly string[]): Promise<Map<string, LostRun>> {
  const path = '/supervision/runs?limit=100&restartedWithin=1';
  return eventually(
    async () => {
      const { items } = await row.cast.supervisor.get<{ items: LostRun[] }>(path);
      const again = items.filter(({ kind, restartedAt }) => kind === 'no-run' && restartedAt !== null);
      const byCode = new Map(again.map((one) => [one.code, one]));
      return codes.every((code) => byCode.has(code)) && byCode;
    },
    { what: 'the lost runs to be read', timeoutMs: WITHIN_FIVE_MINUTES },
  );
}
