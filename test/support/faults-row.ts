/** What a row of the faults' suite begins with, and how it ends: an office on processes of its own, to which something is done by hand. */
import { ACTION } from '../../domain/process.ts';
import { ringEvery } from './clocks.ts';
import { draft } from './dossier.ts';
import { harmIn } from './kill-aftermath.ts';
import { openPlant } from './kill-plant.ts';
import { officeUnder, type Struck } from './kill-strikes.ts';
import { does, type Office } from './office.ts';
import { expectAllHistoriesReplay } from './replay.ts';

/** Everybody acts over HTTP, and repeats by the same key what brought no answer. */
export type Row = Office & Struck;

export const openRow = async (): Promise<Row> => officeUnder(await openPlant(), () => undefined);

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
