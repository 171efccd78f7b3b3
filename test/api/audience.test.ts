import { toldTo } from '../../api/audience.ts';
import { PARTY_ROLE, process, ROLE, SUBJECT } from '../../domain/process.ts';

const { actions } = process();
const own = actions.filter(({ subject }) => subject === SUBJECT.application);

test('an enterprise reads in its history of everything that moves its dossier or that a party does', () => {
  const told = new Set(toldTo({ subject: SUBJECT.application, as: PARTY_ROLE.enterprise }));
  const parties = new Set<string>(Object.values(PARTY_ROLE));
  const moving = own.filter(
    ({ to, by }) => to !== 'same' || by.some((role) => parties.has(role) && role !== ROLE.consultant),
  );
  expect(moving.map(({ name }) => name).filter((name) => !told.has(name))).toEqual([]);
});
