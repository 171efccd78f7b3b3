import { ACTION, LETTER, ROLE, STATE, TASK } from '../../domain/process.ts';
import { approved, draft, opened } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { lettersTo } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

type Seen = {
  overdue: boolean;
  promisedAt: string | null;
  appointedAt: string | null;
  passedSince: string | null;
  mustAct: { role: string } | null;
  waitingFor: { role: string; task: string } | null;
};
const track = async (code: string) => (await system.cast.passerBy.send('GET', `/track/${code}`)).read<Seen>();
const read = (code: string) => system.cast.enterprise.get<Seen & { sentBack: number }>(`/applications/${code}`);
const lateCodes = async () =>
  (await system.cast.enterprise.get<{ items: { code: string }[] }>('/applications?overdue=true&limit=100')).items.map(
    ({ code }) => code,
  );
type Promised = {
  code: string;
  appointedAt: string;
  passedSince: string | null;
  task: string;
  holder: string | null;
  told: number;
  tellings: { at: string; letter: string; to: string }[];
};
const promised = async (within?: number) =>
  (
    await system.cast.supervisor.get<{ items: Promised[] }>(
      `/supervision/promised${within === undefined ? '' : `?within=${within}`}`,
    )
  ).items;

test('a promised date that passes is seen by everybody who looks: tracker, enterprise, supervisors, with who was told and when', async () => {
  const code = await draft(system);
  await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(system, 'intake', code, ACTION.accept);
  const date = '2026-03-23T10:00:00.000Z';
  expect(await track(code)).toMatchObject({ promisedAt: date, appointedAt: date, passedSince: null, overdue: false });
  expect(await promised(30)).toMatchObject([{ code, passedSince: null, task: TASK.appraise, tellings: [] }]);
  expect(await promised(0)).toEqual([]);

  await system.advanceTo('2026-03-26T17:00:01+07:00');
  expect(await track(code)).toMatchObject({ passedSince: date, overdue: true, mustAct: { role: ROLE.appraiser } });
  expect(await read(code)).toMatchObject({ passedSince: date, overdue: true, waitingFor: { task: TASK.appraise } });
  expect(await lateCodes()).toEqual([code]);
  expect(await lettersTo(system, 'enterprise', code)).toContain(LETTER.apologyForLateness);
  const [late] = await promised(0);
  expect(late).toMatchObject({ code, passedSince: date, task: TASK.appraise, holder: null, told: 2 });
  expect(late!.tellings).toContainEqual(
    expect.objectContaining({
      letter: LETTER.promisePassed,
      to: 'supervisor',
      at: expect.stringMatching('^2026-03-23'),
    }),
  );
  expect(late!.tellings).toContainEqual(expect.objectContaining({ letter: LETTER.promiseAgain }));

  await does(system, 'approver', code, ACTION.extendLimit, { workingDays: 5, reason: 'Chờ khảo sát' });
  expect(await track(code)).toMatchObject({
    promisedAt: date,
    appointedAt: '2026-03-30T10:00:00.000Z',
    passedSince: null,
  });
  await does(system, 'approver', code, ACTION.stop, { reason: 'Ngừng' });
  expect(await promised()).toEqual([]);
});

test('an application is late when its package is: for the list, itself, the tracker and its enterprise, at most once a week', async () => {
  const code = await approved(system);
  const held = await opened(system, [code]);
  expect((await track(code)).overdue).toBe(false);
  // The package is to be prepared within ten working days; a month later nobody has.
  await system.advanceTo('2026-04-30T17:00:01+07:00');
  const open = await system.cast.supervisor.get<{ items: { code: string; name: string }[] }>('/supervision/overdue');
  expect(open.items.map((late) => [late.code, late.name])).toContainEqual([held, TASK.preparePackage]);
  expect(await track(code)).toMatchObject({ overdue: true, mustAct: { role: ROLE.procurement } });
  expect(await read(code)).toMatchObject({
    ...{ overdue: true, waitingFor: { role: ROLE.procurement, task: TASK.preparePackage } },
    state: STATE.inPackage.split('/')[1],
  });
  expect(await lateCodes()).toEqual([code]);
  type Sent = { name: string; createdAt: string };
  const { items } = await system.cast.enterprise.get<{ items: Sent[] }>(`/applications/${code}/letters?limit=100`);
  const delays = items.filter(({ name }) => name === LETTER.delay);
  expect(delays.length).toBeGreaterThan(1);
  const days = delays.map(({ createdAt }) => new Date(createdAt).getTime()).sort();
  for (const [at, day] of days.slice(1).entries())
    expect(day - days[at]!).toBeGreaterThanOrEqual(7 * 86_400_000 - 60_000);
  // Prepared, it is late no more.
  const overview = await system.cast.supervisor.get<{ items: { state: string; overdue: number }[] }>(
    '/supervision/overview',
  );
  expect(overview.items).toContainEqual(expect.objectContaining({ state: STATE.inPackage.split('/')[1], overdue: 1 }));
});

test('who is above the agency is the agency’s data, changed as a whole', async () => {
  const { administrator } = system.cast;
  const superiors = [{ name: 'UBND tỉnh Thử nghiệm', email: 'ubnd@example.test' }];
  const changed = await administrator.send('PATCH', '/admin/agencies/test-agency', { superiors });
  expect(changed.read<{ superiors: object[] }>().superiors).toEqual(superiors);
  const emptied = await administrator.send('PATCH', '/admin/agencies/test-agency', { superiors: [] });
  expect(emptied.read<{ superiors: object[] }>().superiors).toEqual([]);
});
