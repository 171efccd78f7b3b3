import { ACTION, TASK } from '../../domain/process.ts';
import { conclusion, delivered, inForce } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does, history, type Who } from '../support/office.ts';
import { behind } from '../support/poised.ts';
import { openSystem, type System } from '../support/system.ts';

const PRICE = 40_000_000;

let system: System;
/** Whose inspection the inspector holds, and whose countersignature after the other inspector's conclusion. */
let mayTake: string;
let mayNot: string;
beforeAll(async () => {
  system = await openSystem();
  const office = behind(system);
  const inspecting = async (enterprise: Who) => {
    const code = await inForce(office, { price: PRICE, enterprise });
    await delivered(office, code, undefined, enterprise);
    return code;
  };
  mayTake = await inspecting('enterprise');
  mayNot = await inspecting('otherEnterprise');
  await does(office, 'otherInspector', mayNot, ACTION.conclude, conclusion('meets', PRICE, PRICE));
  for (const code of [mayTake, mayNot])
    (await system.cast.inspector.post(`/tasks/${(await openTask(code)).id}/claim`)).read();
});
afterAll(() => system?.close());

const openTask = (code: string) =>
  system.database.task.findFirstOrThrow({
    where: { code, name: { in: [TASK.inspect, TASK.countersignInspection] }, closedAt: null },
  });
const holderOf = async (code: string) => (await openTask(code)).personId;
const reassigned = async (code: string) =>
  (await history(system, code)).filter((action) => action === ACTION.reassign).length;
const asked = (given: object = {}) => ({
  from: system.people.inspector,
  to: system.people.otherInspector,
  reason: 'Nghỉ việc từ ngày mai',
  ...given,
});

test('is refused as a whole where the successor may not take a task, and names each with its reason', async () => {
  const refusal = (await system.cast.supervisor.post('/supervision/hand-over', asked())).refusal();
  expect(refusal).toMatchObject({ status: 409, code: 'guarded', faults: [{ path: mayNot, code: 'own-work' }] });
  const toFinance = asked({ to: system.people.finance, partly: false });
  expect((await system.cast.supervisor.post('/supervision/hand-over', toFinance)).refusal().faults).toMatchObject([
    { code: 'role-missing' },
    { code: 'role-missing' },
  ]);
  for (const code of [mayTake, mayNot]) expect(await holderOf(code)).toBe(system.people.inspector);
  expect(await system.database.decision.count({ where: { action: ACTION.reassign } })).toBe(0);
});

test('is the supervisor’s alone, and to somebody else on the staff', async () => {
  expect((await system.cast.approver.post('/supervision/hand-over', asked())).refusal().status).toBe(403);
  for (const to of [system.people.inspector, system.parties.consultant])
    expect((await system.cast.supervisor.post('/supervision/hand-over', asked({ to }))).refusal()).toMatchObject({
      status: 422,
      faults: [{ path: 'to', code: 'no-such-person' }],
    });
  const from = system.parties.enterprise;
  expect((await system.cast.supervisor.post('/supervision/hand-over', asked({ from }))).refusal()).toMatchObject({
    faults: [{ path: 'from', code: 'no-such-person' }],
  });
});

test('partly, it hands over the rest, once, and each dossier’s audit says by whom and why', async () => {
  const sent = asked({ partly: true });
  const key = 'inspector-leaves';
  const first = (await system.cast.supervisor.post('/supervision/hand-over', sent, { key })).read();
  expect(first).toMatchObject({
    handedOver: [{ code: mayTake, name: TASK.inspect }],
    left: [{ code: mayNot, name: TASK.countersignInspection, why: { en: 'Nobody decides on their own work.' } }],
  });
  await eventually(async () => (await holderOf(mayTake)) === system.people.otherInspector, {
    what: 'the task to be handed over',
    timeoutMs: 300_000,
  });
  expect(await holderOf(mayNot)).toBe(system.people.inspector);
  const again = await system.cast.supervisor.post('/supervision/hand-over', sent, { key });
  expect(again.read()).toEqual(first);
  expect(await reassigned(mayTake)).toBe(1);
  expect(await reassigned(mayNot)).toBe(0);
  const event = await system.database.event.findFirstOrThrow({ where: { code: mayTake, action: ACTION.reassign } });
  expect(event.actor).toMatchObject({ kind: 'person', id: system.people.supervisor });
  expect(event.data).toMatchObject({ from: system.people.inspector, to: system.people.otherInspector });
});

test('to nobody in particular, every task goes back to whoever may take it, and they are told', async () => {
  const { people } = system;
  const back = asked({ to: null });
  const { handedOver } = (await system.cast.supervisor.post('/supervision/hand-over', back)).read<{
    handedOver: { code: string }[];
  }>();
  expect(handedOver.map(({ code }) => code)).toEqual([mayNot]);
  await eventually(async () => (await holderOf(mayNot)) === null, {
    what: 'the task to be given back',
    timeoutMs: 300_000,
  });
  const event = await system.database.event.findFirstOrThrow({ where: { code: mayNot, action: ACTION.reassign } });
  expect(event.data).toMatchObject({ from: people.inspector, to: null });
  const told = await system.database.letter.findMany({ where: { code: mayNot, version: event.version } });
  expect(told.map(({ personId }) => personId)).toEqual([people.inspector]);
  // Who concluded may not take it; who gave it back may.
  expect((await system.cast.otherInspector.post(`/tasks/${(await openTask(mayNot)).id}/claim`)).status).toBe(403);
  (await system.cast.inspector.post(`/tasks/${(await openTask(mayNot)).id}/claim`)).read();
});
