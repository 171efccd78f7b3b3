import { Client } from '@temporalio/client';
import { createDataConverter } from '../../codec/data-converter.ts';
import type { PayloadKey } from '../../codec/payload-codec.ts';
import { ACTION, STATE, SUBJECT } from '../../domain/process.ts';
import { deliver } from '../../protocol/deliver.ts';
import { keysInUse, knownKeys, renewRuns, requireKeys, retireKey, WrongKeys } from '../../protocol/keys.ts';
import { startDispatch } from '../../worker/create.ts';
import { workflowId } from '../../workflows/messages.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does, type Office, standing } from '../support/office.ts';
import { expectAllHistoriesReplay } from '../support/replay.ts';
import { faultsOf, untilDelivered } from '../support/soundness.ts';
import { openWorld, TEST_KEYS, type World } from '../support/world.ts';

const [OLD] = TEST_KEYS as [PayloadKey];
const NEW: PayloadKey = { id: 'new', key: Buffer.alloc(32, 'another') };
const OTHER_OLD: PayloadKey = { id: OLD.id, key: Buffer.alloc(32, 'of the same name') };

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** A caller with these keys, as an API process has them. */
function caller(keys: readonly PayloadKey[]): { temporal: Client; office: Office } {
  const { connection } = world.temporal;
  const temporal = new Client({ connection, namespace: world.namespace, dataConverter: createDataConverter(keys) });
  const { database } = world;
  return {
    temporal,
    office: { ...world, deliver: (decision) => deliver({ temporal, database }, decision, { timeoutMs: 120_000 }) },
  };
}

async function submitted(office: Office): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

describe('a process that starts', () => {
  const starts = (...keys: PayloadKey[]) => requireKeys(world.database, keys);
  const ids = async () => (await knownKeys(world.database)).map(({ id }) => id);

  it('has its keys noted, and never the keys themselves', async () => {
    await starts(OLD);
    await starts(OLD);
    expect(await ids()).toEqual([OLD.id]);
    const [row] = await knownKeys(world.database);
    for (const as of ['hex', 'base64', 'utf8'] as const)
      expect(JSON.stringify(row)).not.toContain(Buffer.from(OLD.key).toString(as));
  });

  it('is refused with another key of the same name, without one that is in use, and with a new one first: nothing is noted', async () => {
    await expect(starts(OTHER_OLD)).rejects.toThrow(/^PAYLOAD_KEYS: test is another key than the one/);
    await expect(starts(NEW)).rejects.toThrow(/^PAYLOAD_KEYS: test is missing.*npm run keys -- retire test$/);
    await expect(starts(NEW, OLD)).rejects.toThrow(/^PAYLOAD_KEYS: new is new.*Put it last/);
    expect(await ids()).toEqual([OLD.id]);
  });

  it('does not need a key that others know already, and that has encrypted nothing', async () => {
    await starts(OLD, NEW);
    await starts(OLD);
    await starts(OLD, NEW);
    expect((await knownKeys(world.database)).map(({ firstAt }) => firstAt !== null)).toEqual([true, false]);
  });
});

test('a key is exchanged with dossiers under way, processes started one by one: nothing is unreadable, and the old one is needed by none', async () => {
  const { database } = world;
  await world.work({ dispatch: true });
  const before = caller([OLD]);
  const codes: string[] = [];
  for (let n = 0; n < 4; n += 1) codes.push(await submitted(before.office));
  const [first, second, third, fourth] = codes as [string, string, string, string];
  await untilDelivered(database);

  // Known everywhere: the worker first, a caller later.
  await requireKeys(database, [OLD, NEW]);
  await world.work({ dispatch: true, keys: [OLD, NEW] });
  await does(before.office, 'intake', first, ACTION.accept);

  // First: a worker that writes with the new one, a caller that still writes with the old one, and the other way round.
  await requireKeys(database, [NEW, OLD]);
  await world.work({ dispatch: true, keys: [NEW, OLD] });
  const between = caller([OLD, NEW]);
  await does(between.office, 'intake', second, ACTION.accept);
  const after = caller([NEW, OLD]);
  await does(after.office, 'intake', third, ACTION.accept);
  const retire = () => retireKey(database, after.temporal, { id: OLD.id, given: [NEW, OLD] });
  await expect(retireKey(database, after.temporal, { id: OLD.id, given: [OLD, NEW] })).rejects.toThrow('stands first');
  await expect(retireKey(database, after.temporal, { id: 'none', given: [NEW, OLD] })).rejects.toThrow(
    'none is no key in use; there are test, new.',
  );
  await expect(retire()).rejects.toThrow(
    // The dispatcher's is one of them until its next heartbeat.
    /^test is needed by [45] runs under way \(as .*application\/.*npm run keys -- renew test/,
  );
  expect((await knownKeys(database)).map(({ retiredAt }) => retiredAt)).toEqual([null, null]);

  // Needed by none.
  expect(await renewRuns(database, after.temporal, OLD.id)).toBeGreaterThanOrEqual(4);
  await eventually(async () => !(await keysInUse(database, after.temporal)).has(OLD.id), {
    what: 'every run to go on as a new one',
  });
  // As every worker does again and again.
  await startDispatch({ temporal: after.temporal, database });
  expect(await renewRuns(database, after.temporal, OLD.id)).toBe(0);
  await retire();
  await expect(retire()).rejects.toThrow(WrongKeys);

  // Gone.
  await requireKeys(database, [NEW]);
  await expect(requireKeys(database, [OLD, NEW])).rejects.toThrow('test was retired');
  await requireKeys(database, [NEW, OLD]);
  await world.work({ dispatch: true, keys: [NEW] });
  const alone = caller([NEW]);
  await does(alone.office, 'intake', fourth, ACTION.accept);
  await does(alone.office, 'enterprise', first, ACTION.withdraw, { reason: 'Không còn nhu cầu' });
  await alone.temporal.workflow.getHandle(workflowId(SUBJECT.application, first)).result();
  for (const code of [second, third, fourth]) expect(await standing(world, code)).toBe(STATE.appraising);
  await untilDelivered(database);
  expect([...(await keysInUse(database, alone.temporal)).keys()]).toEqual([NEW.id]);
  expect(await faultsOf(database, alone.temporal)).toEqual([]);
  await expectAllHistoriesReplay({ ...world, keys: [NEW, OLD] });
});

test('a key that nobody has any more is given up by name, although a run under way needs it', async () => {
  const { database } = world;
  const { temporal, office } = caller([NEW]);
  const LOST: PayloadKey = { id: 'lost', key: Buffer.alloc(32, 'lost') };
  await requireKeys(database, [NEW, LOST]);
  const code = await submitted(caller([LOST, NEW]).office);
  const lost = { id: LOST.id, given: [NEW] };
  await expect(retireKey(database, temporal, lost)).rejects.toThrow('lost is needed by 1 runs under way');
  await retireKey(database, temporal, { ...lost, lost: true });
  await requireKeys(database, [NEW]);
  // Its run cannot be read by any worker: the decision is recorded directly.
  await does(office, 'intake', code, ACTION.accept);
  expect(await standing(world, code)).toBe(STATE.appraising);
});
