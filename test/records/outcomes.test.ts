import { LETTER } from '../../domain/process.ts';
import { askForOutcomes } from '../../records/outcomes.ts';
import { type Office, openOffice, setClock } from '../support/office.ts';
import { settled } from '../support/settled.ts';

let office: Office;
let code: string;
beforeAll(async () => {
  office = await openOffice();
  code = await settled(office);
});
afterAll(() => office.close());

/** How many months after the settlement reports were asked for. */
async function askedAfter(on: string): Promise<unknown[]> {
  await setClock(office, `${on}T09:00:00+07:00`);
  await askForOutcomes(office.database);
  const letters = await office.database.letter.findMany({ where: { code, name: LETTER.outcomeAsked } });
  return letters.map(({ facts }) => (facts as { months: number }).months);
}

test('what nobody asked for within a year of its day is not asked for by letter any more; what came due later is', async () => {
  expect(await askedAfter('2026-09-01')).toEqual([]);
  expect(await askedAfter('2027-09-03')).toEqual([12]);
});

test('the letter’s id follows from the dossier and the months, so that another sender writes the same one', async () => {
  const letters = await office.database.letter.findMany({ where: { code, name: LETTER.outcomeAsked } });
  const [{ id }] = await office.database.$queryRaw<[{ id: string }]>`
    SELECT md5('outcome/' || a.id || '/12')::uuid AS id FROM "Application" a WHERE a.code = ${code}`;
  expect(letters.map((letter) => letter.id)).toEqual([id]);
});
