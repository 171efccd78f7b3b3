import { ACTION, LETTER, type LetterName, ROLE, SUBJECT } from '../../domain/process.ts';
import { afterPutBack } from '../../records/put-back.ts';
import { GAP, keepGaps, tellOfGaps } from '../../records/run-gaps.ts';
import { LETTER_FAILURE, tellOfUnsentLetters } from '../../records/unsent-letters.ts';
import { draft } from '../support/dossier.ts';
import { addressees, does, type Office, openOffice, tries } from '../support/office.ts';
import { poison } from '../support/poison.ts';

/** What stands still is told to somebody, also where an agency has no supervisor: to who is next above, as lateness is. */

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const nobodyIs = (...roles: string[]) => office.database.assignment.deleteMany({ where: { role: { in: roles } } });
const isHead = (person: string) => office.database.agency.updateMany({ data: { headPersonId: person } });

/** A decision that cannot be recorded, a run that was lost, a letter that cannot go, a database that was put back. */
async function standsStill(): Promise<Record<string, string[]>> {
  const { database } = office;
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  const antidote = await poison(office, 'Event', { action: ACTION.accept });
  expect(await tries(office, 'intake', code, ACTION.accept)).toMatchObject({ ok: false, code: 'fault' });
  await antidote();
  const lost = { subject: SUBJECT.application, code, how: 'terminated', lostAt: null, wake: true };
  await keepGaps(database, GAP.noRun, [lost]);
  await tellOfGaps(database);
  await database.letter.updateMany({ where: { code, sentAt: null }, data: { failure: LETTER_FAILURE.refused } });
  await tellOfUnsentLetters(database);
  await afterPutBack(database);
  const told = async (name: LetterName) => [...new Set(await addressees(office, code, name))].sort();
  const names = [LETTER.recordFault, LETTER.runLost, LETTER.lettersUnsent, LETTER.databasePutBack];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await told(name)] as const)));
}

const allTo = (...people: string[]) => ({
  [LETTER.recordFault]: people,
  [LETTER.runLost]: people,
  [LETTER.lettersUnsent]: people,
  [LETTER.databasePutBack]: people,
});

test('supervisors are told, and nobody above them', async () => {
  await isHead(office.people.approver);
  expect(await standsStill()).toEqual(allTo('supervisor'));
});

test('without a supervisor the head is told alone', async () => {
  await isHead(office.people.approver);
  await nobodyIs(ROLE.supervisor);
  expect(await standsStill()).toEqual(allTo('approver'));
});

test('without a supervisor and a head each approver is told', async () => {
  await nobodyIs(ROLE.supervisor);
  expect(await standsStill()).toEqual(allTo('approver', 'otherApprover'));
});

test('without any of them the administrators are told', async () => {
  await nobodyIs(ROLE.supervisor, ROLE.approver);
  expect(await standsStill()).toEqual(allTo('administrator'));
});
