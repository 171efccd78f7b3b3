// Before every command: installs what package-lock.json says when that changed, and generates the Prisma client.
// Plain JavaScript that any Node >= 20.19 runs with nothing installed; the command itself then runs on the Node of the lock.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const mark = join(root, 'node_modules/.installed-lock');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(`Node ${process.versions.node} is too old: install Node 20.19 or later.`);

const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${process.platform} ${process.arch}`)
  .digest('hex');
if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
  if (!isInstalled()) {
    console.log('Installing what package-lock.json says (about a minute, once) …');
    npm('ci', '--no-fund', '--no-audit', '--loglevel=error');
  }
  writeFileSync(mark, wanted);
}

const { generate, locked } = await import('./generate.mjs');
if (locked() === process.execPath && major < 24) {
  fail(
    `There is no Node package for ${process.platform} ${process.arch}: install Node 24 yourself (this is ${process.versions.node}).`,
  );
}
generate();

/** After `npm install` of a package the lock is new and all is there: npm's own record says what it has put in place. */
function isInstalled() {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const there = JSON.parse(readFileSync(record, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const same = (path) => there[path]?.version === locked[path]?.version;
  const elsewhere = (path) => !there[path] && (locked[path].optional || locked[path].peer);
  return (
    Object.keys(there).every(same) && Object.keys(locked).every((path) => path === '' || same(path) || elsewhere(path))
  );
}

function npm(...args) {
  // npm says where it is; running it through this Node spares a shell, which Windows would need for npm.cmd.
  const inside = process.env.npm_execpath;
  const run = inside
    ? spawnSync(process.execPath, [inside, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (run.status !== 0) fail('npm ci did not succeed; what it said stands above.');
}

function fail(message) {
  console.error(`✗ ${message}`);
  process.exit(1);
}
