import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { STAGE } from '../../domain/process.ts';
import { folderOf, parse, productFiles, root, walk } from '../support/source.ts';

const files = productFiles();
const modules = files.filter((file) => file.endsWith('.ts') || file.endsWith('.tsx'));

type Member = { type: string; object?: { type: string; value?: string }; property?: { value?: string } };
type Call = { type: string; callee?: { type: string; value?: string } & Member; arguments?: unknown[] };

describe('a stage has the same file name wherever it has a file', () => {
  const stages = Object.values(STAGE).filter((stage) => stage !== STAGE.closed);

  it.each(stages)('%s has its rules and its letters', (stage) => {
    for (const folder of ['records', 'letters']) expect(existsSync(join(root, folder, `${stage}.ts`))).toBe(true);
  });

  it.each(stages)('%s goes by no other name', (stage) => {
    const variants = new RegExp(`^(${stage}(s|-stage|-handlers?|-rules?|-letters?)|stage-${stage})\\.tsx?$`);
    expect(files.filter((file) => variants.test(basename(file)))).toEqual([]);
  });
});

it('has no drawers', () => {
  const drawers = /(^|\/)(utils?|helpers?|commons?|services?|types?|misc|shared|lib)(\/|\.[a-z]+$)/i;
  const all = [...files, ...testFiles()];
  expect(all.filter((file) => drawers.test(file))).toEqual([]);
});

it('reads the environment in config.ts alone', () => {
  // Commands that run before anything is installed cannot import it; they only pass the environment on.
  const before = ['commands/generate.mjs', 'commands/install.mjs'];
  const readers = files.filter((file) => {
    let reads = false;
    walk(parse(file), (node) => {
      const { type, object, property } = node as Member;
      if (type === 'MemberExpression' && object?.value === 'process' && property?.value === 'env') reads = true;
    });
    return reads;
  });
  expect(readers.filter((file) => !before.includes(file))).toEqual(['config.ts']);
});

it('takes the business day from whoever calls: rules, workflows and activities read no wall clock', () => {
  const readers = modules
    .filter((file) => ['domain', 'workflows', 'activities'].includes(folderOf(file)))
    .filter((file) => {
      let reads = false;
      walk(parse(file), (node) => {
        const { type, callee, arguments: given } = node as Call;
        const isDate = callee?.type === 'Identifier' && callee.value === 'Date';
        if (type === 'NewExpression' && isDate && (given ?? []).length === 0) reads = true;
        if (type === 'CallExpression' && callee?.object?.value === 'Date' && callee.property?.value === 'now')
          reads = true;
      });
      return reads;
    });
  expect(readers).toEqual([]);
});

it('waits in tests for a condition, never for time to pass', () => {
  const sleepers = testFiles()
    .filter((file) => !file.startsWith('test/support/'))
    .filter((file) =>
      /setTimeout\(\s*(resolve|done)|\bsleep\(|timers\/promises/.test(readFileSync(join(root, file), 'utf8')),
    )
    .filter((file) => !file.startsWith('test/structure/'));
  expect(sleepers).toEqual([]);
});

it('names no machine, no registry and nothing left to do', () => {
  const forbidden = /\/(work|root|tmp|home)\/[a-z]|registry\.npm|\b(TODO|FIXME|XXX)\b|@ts-(ignore|nocheck)/;
  const all = [...files, ...testFiles()].filter((file) => !file.startsWith('test/structure/'));
  expect(all.filter((file) => forbidden.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

it('connects a test to a Temporal server in one way, which may be closed at any time', () => {
  const own = testFiles().filter((file) => /\bConnection\.(connect|lazy)\(/.test(withoutNative(file)));
  expect(own).toEqual(['test/support/connection.ts']);
});

function testFiles(folder = 'test'): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? testFiles(path) : path.endsWith('.ts') ? [path] : [];
  });
}

const withoutNative = (file: string): string =>
  readFileSync(join(root, file), 'utf8').replaceAll('NativeConnection.connect(', '');
