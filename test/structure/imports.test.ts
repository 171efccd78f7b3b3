import { builtinModules } from 'node:module';
import { folderOf, type Import, importsOf, productFiles } from '../support/source.ts';

/** One thing that a folder may import: a folder, or files by pattern; perhaps types alone, which are gone at run time. */
type May = { from: string | RegExp; types?: true };
const types = (from: string | RegExp): May => ({ from, types: true });
const only = (from: string | RegExp): May => ({ from });
const MESSAGES = only('workflows/messages.ts');
const RULES = [only('domain'), only('programmes'), only('prisma')];

/**
 * Which way imports point. A folder that is not named here may not exist; what is not named with it, it may not import.
 * The workflows' list is the shortest: an edit of anything that they import changes what their histories are replayed with.
 */
const DIRECTION: Readonly<Record<string, readonly May[]>> = {
  domain: [],
  programmes: [only('domain')],
  catalogue: [types('domain')],
  codec: [],
  prisma: [],
  records: RULES,
  letters: [...RULES, only('catalogue')],
  workflows: [only(/^domain\/(process[a-z-]*|errors|names)\.ts$/), types('activities')],
  protocol: [only('domain'), only('prisma'), only('records'), MESSAGES],
  activities: [...RULES, only('records'), only('letters'), only('catalogue'), only('protocol'), MESSAGES],
  worker: [
    ...[only('domain'), only('prisma'), only('config.ts'), only('codec')],
    ...[only('workflows'), only('activities'), only('protocol')],
  ],
  api: [
    ...RULES,
    ...[only('records'), only('catalogue'), only('letters'), only('protocol'), only('codec'), only('config.ts')],
    MESSAGES,
  ],
  embedded: [only('config.ts'), MESSAGES],
  'config.ts': [only('embedded/data-folder.ts')],
  'prisma.config.ts': [only('config.ts')],
  'jest.config.mjs': [],
  commands: [
    ...RULES,
    ...[only('config.ts'), only('embedded'), only('catalogue'), only('records'), only('protocol'), only('codec')],
    ...[only('example'), only('worker/bundle.ts'), only('api/openapi.ts'), MESSAGES],
  ],
  // Their parties act over HTTP alone, as anybody would; accounts and the day are set up for them beforehand.
  example: [...RULES, only('catalogue'), only('config.ts'), only('records/accounts.ts'), only('protocol/clock.ts')],
  // Measures the parts, and a control made of the same shells: nothing imports it.
  bench: [only(/./)],
};

const allows = ({ from, types: typesAlone }: May, { target, typeOnly }: Import): boolean =>
  (!typesAlone || typeOnly) &&
  (typeof from === 'string' ? target === from || target.startsWith(`${from}/`) : from.test(target));

const files = productFiles();
const imports = files.flatMap((file) => importsOf(file).map((one) => ({ file, ...one })));
const own = imports.filter((one) => one.own);
const packages = imports.filter((one) => !one.own);
const said = ({ file, target, typeOnly }: { file: string } & Import) =>
  `${file} imports ${typeOnly ? 'types of ' : ''}${target}`;

describe('imports', () => {
  it('are found in every folder that the project has', () => {
    expect(own.length).toBeGreaterThan(300);
    expect(own.some((one) => one.typeOnly)).toBe(true);
    expect(importsOf('workflows/inbox.ts')).toContainEqual({
      target: 'activities/create.ts',
      own: true,
      typeOnly: true,
    });
  });

  it('point one way', () => {
    const against = own.filter((one) => {
      const folder = folderOf(one.file);
      if (folder === folderOf(one.target)) return false;
      return !DIRECTION[folder]?.some((may) => allows(may, one));
    });
    expect(against.map(said)).toEqual([]);
  });

  it('of what plays, measures or starts the system are made by nothing else', () => {
    const tools = ['bench', 'example', 'commands'];
    const users = own.filter(({ file, target }) => tools.includes(folderOf(target)) && !tools.includes(folderOf(file)));
    expect(users.map(said)).toEqual([]);
  });

  it('come from folders whose place is settled', () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => !DIRECTION[folder])).toEqual([]);
  });

  it('of the programmes’ data are of types alone, so that a programme is data', () => {
    const data = own.filter(({ file }) => /^programmes\/\d+\.ts$/.test(file));
    expect(data.length).toBeGreaterThan(0);
    expect(data.filter((one) => !one.typeOnly && folderOf(one.target) !== 'programmes').map(said)).toEqual([]);
  });

  it('of workflows are of the workflow libraries alone, besides the process and its errors', () => {
    const allowed = ['@temporalio/workflow', '@temporalio/common'];
    const foreign = packages.filter(({ file, target }) => folderOf(file) === 'workflows' && !allowed.includes(target));
    expect(foreign.map(said)).toEqual([]);
  });

  it('of the rules are of no package that reads a clock, a file, a network or a database', () => {
    const allowed = /^(zod|stdnum)($|\/)/;
    const foreign = packages.filter(({ file, target }) => folderOf(file) === 'domain' && !allowed.test(target));
    expect(foreign.map(said)).toEqual([]);
  });

  it('of Node’s own modules say so', () => {
    const bare = packages.filter(({ target }) => builtinModules.includes(target));
    expect(bare.map(said)).toEqual([]);
  });

  it('of the vocabulary go through domain/process.ts', () => {
    const around = own.filter(({ file, target }) => /^domain\/process-/.test(target) && folderOf(file) !== 'domain');
    expect(around.map(said)).toEqual([]);
  });
});
