import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyPatch, parsePatch, type StructuredPatch } from 'diff';
import type { Programme } from '../../domain/programme.ts';
import { programmeOf, takesApplications } from '../../programmes/index.ts';
import { root } from '../support/source.ts';

/** The diffs of docs/changes.md, applied to the programmes as they are: each is one file, and does what the page says. */

const [item, second, pause] = [
  ...readFileSync(join(root, 'docs/changes.md'), 'utf8').matchAll(/```diff\n(.*?)```/gs),
].map(([, diff = '']) => parsePatch(diff));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thong-suot-changes-'));
  for (const name of ['domain', 'programmes']) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Applies a diff of one file. @returns the programmes as they start then, those with a fault refuse to */
async function started(patches: StructuredPatch[] | undefined): Promise<{ before: Programme; after: Programme }> {
  expect(patches?.map(({ newFileName }) => newFileName)).toEqual([expect.stringMatching(/^programmes\/\d{3}\.ts$/)]);
  const [patch] = patches!;
  const file = join(folder, patch!.newFileName!);
  const changed = applyPatch(readFileSync(file, 'utf8'), patch!);
  expect(changed).not.toBe(false);
  writeFileSync(file, changed as string);
  const definition = patch!.newFileName!.match(/\d{3}/)![0];
  const copy = (await import(pathToFileURL(join(folder, 'programmes/index.ts')).href)) as {
    programmeOf: typeof programmeOf;
  };
  return { before: programmeOf(definition), after: copy.programmeOf(definition) };
}

it('a new support item is one file, and takes applications', async () => {
  const { before, after } = await started(item);
  const codes = new Set(before.items.map(({ code }) => code));
  const added = after.items.filter(({ code }) => !codes.has(code));
  expect(added.map(takesApplications)).toEqual([true]);
});

it('a second approver above a sum is one file', async () => {
  const { before, after } = await started(second);
  expect(before.secondApproval).toBeUndefined();
  expect(after.secondApproval?.above).toBeGreaterThan(0n);
});

it('a new reason that pauses the clock is one file, and the reasons before it stay', async () => {
  const { before, after } = await started(pause);
  expect(after.pauseReasons.slice(0, -1)).toEqual(before.pauseReasons);
  expect(after.pauseReasons).toHaveLength(before.pauseReasons.length + 1);
});
