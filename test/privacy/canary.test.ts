import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { ACTION_WORDS } from '../../catalogue/actions.ts';
import { ROLE_WORDS, STAGE_WORDS, STATE_WORDS } from '../../catalogue/places.ts';
import { TASK_WORDS } from '../../catalogue/tasks.ts';
import { ACTION } from '../../domain/process.ts';
import { PROGRAMMES } from '../../programmes/index.ts';
import { castOf, doorOf } from '../support/cast.ts';
import { draft } from '../support/dossier.ts';
import { type History, readable } from '../support/golden.ts';
import { openPlant, type Plant } from '../support/kill-plant.ts';
import { does, type Office } from '../support/office.ts';
import { poison } from '../support/poison.ts';
import { straightPath } from '../support/straight-path.ts';

/** What everybody may read: words of the process and of the programmes. */
const PUBLIC = JSON.stringify(
  [...[ACTION_WORDS, ROLE_WORDS, STAGE_WORDS, STATE_WORDS, TASK_WORDS, PROGRAMMES]],
  (_, value) => (typeof value === 'bigint' ? String(value) : value),
);

let plant: Plant;
let written: string[];
beforeAll(async () => {
  plant = await openPlant({ logLevel: 'warn' });
  const office: Office = { ...plant, door: doorOf(plant, castOf(plant, plant.base)) };
  await straightPath(office);
  const left = await draft(office);
  await does(office, 'enterprise', left, ACTION.submit, { contentVersion: 1 });
  await does(office, 'enterprise', left, ACTION.withdraw, { reason: 'Giám đốc Nguyễn Văn Kín vừa qua đời' });
  // One that cannot be recorded is told in more places than any other.
  const stuck = await draft(office);
  await does(office, 'enterprise', stuck, ACTION.submit, { contentVersion: 1 });
  const cure = await poison(plant, 'Event', { code: stuck, action: ACTION.withdraw }, '22008');
  await does(office, 'enterprise', stuck, ACTION.withdraw, { reason: 'Tài khoản 0123456789012 bị phong tỏa' }).catch(
    () => {},
  );
  await cure();
  written = await everythingWritten();
});
afterAll(() => plant?.close());

/** Whatever people have written, and who they are: names, addresses, telephone and tax numbers, comments, accounts. */
async function everythingWritten(): Promise<string[]> {
  const { database } = plant;
  const rows: unknown[] = [
    await database.party.findMany(),
    await database.person.findMany(),
    await database.application.findMany({ select: { content: true } }),
    await database.decision.findMany({ select: { body: true } }),
    await database.event.findMany({ select: { data: true } }),
  ];
  const texts = new Set<string>();
  const take = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value);
    else if (value !== null && typeof value === 'object' && !(value instanceof Date))
      Object.values(value).forEach(take);
  };
  rows.forEach(take);
  // A name of the process, an id or a date is no secret; a sentence, a name, an address and a long number are.
  return [...texts].filter(
    (text) =>
      text.length >= 8 &&
      /[\s@À-ỹ]|^\+?\d{9,}$/u.test(text) &&
      !/^\d{4}-\d{2}-\d{2}/.test(text) &&
      !PUBLIC.includes(text),
  );
}

/** Everything that stands in these bytes as it was written, as JSON escapes it, or in base64. */
const found = (bytes: Buffer): string[] =>
  written.filter((text) => {
    const forms = [text, JSON.stringify(text).slice(1, -1), text.normalize('NFD')];
    // In base64 a text looks otherwise by where it begins.
    const encoded = [0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
        .toString('base64')
        .slice(shift === 0 ? 0 : 4, -4),
    );
    return [...forms, ...encoded.filter((part) => part.length >= 8)].some((form) => bytes.includes(form));
  });

test('there is something to look for, and it would be found', () => {
  expect(written.length).toBeGreaterThan(30);
  const [one] = written;
  for (const shift of ['', 'x', 'xy'])
    expect(found(Buffer.from(Buffer.from(`${shift}${one} and more`).toString('base64')))).toContain(one);
  expect(found(Buffer.from(JSON.stringify({ one })))).toContain(one);
});

test('nothing of it is in what the Temporal server stores', () => {
  const folder = join(plant.folder, 'temporal');
  const files = readdirSync(folder);
  expect(files).toContain('temporal.db');
  for (const file of files) expect([file, found(readFileSync(join(folder, file)))]).toEqual([file, []]);
});

test('nothing of it is in a history that is exported, nor in what a supervisor reads there with the key', async () => {
  let runs = 0;
  for await (const { workflowId, runId } of plant.temporal.workflow.list()) {
    const handle = plant.temporal.workflow.getHandle(workflowId, runId);
    const history = (await handle.fetchHistory()) as History;
    const { raw } = await handle.describe();
    expect([workflowId, found(Buffer.from(historyToJSON(history)))]).toEqual([workflowId, []]);
    const [open, described] = [await readable(history, plant.keys), await readable(raw, plant.keys)];
    expect([workflowId, found(bytesOf(open))]).toEqual([workflowId, []]);
    expect([workflowId, found(bytesOf(described))]).toEqual([workflowId, []]);
    if (workflowId.includes('/')) {
      const card = JSON.stringify(await handle.query('__temporal_workflow_metadata'));
      expect(card).toContain('Done last');
      expect([workflowId, found(Buffer.from(card))]).toEqual([workflowId, []]);
    }
    runs += 1;
  }
  expect(runs).toBeGreaterThan(3);
});

test('nothing of it is in the logs of any process, nor in its figures', async () => {
  const logs = readdirSync(plant.folder).filter((file) => file.endsWith('.log'));
  expect(logs).toEqual(expect.arrayContaining(['api.log', 'worker.log', 'temporal.log']));
  for (const file of logs.filter((name) => name !== 'postgres.log'))
    expect([file, found(readFileSync(join(plant.folder, file)))]).toEqual([file, []]);
  const figures = await (await fetch(`${plant.base}/metrics`)).text();
  expect(figures).toContain('thong_suot_failing_runs');
  expect(found(Buffer.from(figures))).toEqual([]);
});

/** All bytes and texts within a value, one after another. */
function bytesOf(value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (typeof value === 'string') return Buffer.from(value);
  if (typeof value !== 'object' || value === null) return Buffer.alloc(0);
  return Buffer.concat(Object.values(value).flatMap((part) => [bytesOf(part), Buffer.from('\n')]));
}
