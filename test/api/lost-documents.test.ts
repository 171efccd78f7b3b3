import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { ACTION } from '../../domain/process.ts';
import { pathOf } from '../../records/documents.ts';
import { draft } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
let code: string;
let ids: string[];
beforeAll(async () => {
  system = await openSystem();
  code = await draft(system);
  await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  const attachments = await system.database.attachment.findMany({ orderBy: { documentId: 'asc' } });
  ids = attachments.map(({ documentId }) => documentId);
});
afterAll(() => system?.close());

const fileOf = async (id: string) => {
  const { sha256 } = await system.database.document.findUniqueOrThrow({ where: { id } });
  return pathOf(system.documentsDir, sha256);
};
type Lost = {
  items: { id: string; state: string; codes: string[]; file: string }[];
  next: string | null;
};
const lost = (query = '') => system.cast.supervisor.get<Lost>(`/supervision/documents${query}`);
const readiness = async () => (await fetch(`${system.base}/readyz`)).json();

test('where every file is in its place, a supervisor reads that none is lost', async () => {
  expect(ids.length).toBeGreaterThanOrEqual(2);
  expect(await lost()).toEqual({ items: [], next: null });
  expect(await readiness()).toMatchObject({ documents: true });
});

test('a file that is gone or cut short is told as such, to its reader and to supervisors; everything else goes on', async () => {
  const [gone, cut] = ids as [string, string];
  rmSync(await fileOf(gone));
  truncateSync(await fileOf(cut), 3);
  for (const id of [gone, cut])
    expect((await system.cast.intake.send('GET', `/documents/${id}`)).refusal()).toMatchObject({
      status: 409,
      code: 'file-missing',
    });
  expect((await lost()).items).toMatchObject([
    { id: gone, state: 'missing', codes: [code] },
    { id: cut, state: 'damaged', codes: [code] },
  ]);
  const first = await lost('?limit=1');
  expect(first.items.map(({ id }) => id)).toEqual([gone]);
  expect((await lost(`?limit=1&cursor=${first.next}`)).items.map(({ id }) => id)).toEqual([cut]);
  expect(await readiness()).toMatchObject({ documents: false });
  expect((await system.cast.enterprise.send('GET', '/supervision/documents')).status).toBe(403);
  await does(system, 'intake', code, ACTION.accept);
});

test('the whole folder lost: uploads go on, and whoever uploads the same content again puts the file back', async () => {
  rmSync(system.documentsDir, { recursive: true });
  expect((await lost()).items).toHaveLength(ids.length);
  const { name } = await system.database.document.findUniqueOrThrow({ where: { id: ids[0]! } });
  const again = await system.cast.enterprise.upload(name);
  for (const id of [again, ids[0]!])
    expect((await system.cast.enterprise.send('GET', `/documents/${id}`)).ok).toBe(true);
  expect((await lost()).items).toHaveLength(ids.length - 1);
  for (const id of ids.slice(1)) {
    const document = await system.database.document.findUniqueOrThrow({ where: { id } });
    await system.cast.enterprise.upload(document.name);
  }
  expect((await lost()).items).toEqual([]);
  expect(await readiness()).toMatchObject({ documents: true });
});

test('a folder that takes no file: who uploads is told to come again, readiness says so, and all that needs no file goes on', async () => {
  expect(await readiness()).toMatchObject({ status: 'ok', uploads: true });
  rmSync(system.documentsDir, { recursive: true });
  writeFileSync(system.documentsDir, 'not a folder');
  const upload = system.cast.enterprise.upload('a-new-file.pdf');
  await expect(upload).rejects.toThrow(/503.*unavailable/s);
  expect(await readiness()).toMatchObject({ status: 'degraded', uploads: false });
  expect(await system.cast.enterprise.get(`/applications/${code}`)).toMatchObject({ code });
  rmSync(system.documentsDir);
  mkdirSync(system.documentsDir);
  await system.cast.enterprise.upload('a-new-file.pdf');
  expect(await readiness()).toMatchObject({ uploads: true });
});
