/** `npm run bench -- against <commit>`: the same figures of an earlier state of the product, beside those of this one, in turns and in one run. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../config.ts';
import { median } from './statistics.ts';
import { atMost, type Figure, fixed } from './table.ts';

const ROOT = join(import.meta.dirname, '..');
/** Whatever else the machine does falls on both. */
const TURNS = 2;
/** What a decision may cost more than before. */
const MOST = 1.05;
const WITH_A_GOAL = [/^Events of an application/, /^CPU s a dossier/];

/** The first number of each line of a printed table, by the line's name. */
type Measured = Map<string, number>;

/**
 * @param commit the state to compare with, as git knows it
 * @param args parts and --quick, for both
 * @returns each figure that both have: before, now, and the ratio
 * @throws Error where there is no such commit, or where either did not end well
 */
export async function against(commit: string, args: readonly string[], say: (line: string) => void): Promise<Figure[]> {
  const sha = shaOf(commit);
  const folder = mkdtempSync(join(tmpdir(), 'thong-suot-before-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  try {
    say(`Getting ${sha.slice(0, 7)} and what its package-lock.json says …`);
    execFileSync('tar', ['-x', '-C', folder], { input: git('archive', sha) });
    await ended(process.execPath, ['commands/install.mjs'], folder, say);
    const before: Measured[] = [];
    const now: Measured[] = [];
    for (let turn = 1; turn <= TURNS; turn += 1) {
      say(`Turn ${turn} of ${TURNS}: before …`);
      before.push(await measured(folder, args, say));
      say(`Turn ${turn} of ${TURNS}: now …`);
      now.push(await measured(ROOT, args, say));
    }
    return [...now[0]!.keys()]
      .filter((name) => before[0]!.has(name))
      .map((name) => {
        const of = (all: readonly Measured[]) => median(all.map((one) => one.get(name) ?? Number.NaN));
        const ratio = of(now) / of(before);
        const goal = WITH_A_GOAL.some((known) => known.test(name)) ? atMost(ratio, MOST, ' × before') : undefined;
        return { name, value: `${of(now)}, before ${of(before)}: ${fixed(ratio, 3)} ×`, ...(goal ? { goal } : {}) };
      });
  } finally {
    remove();
  }
}

function shaOf(commit: string): string {
  try {
    return git('rev-parse', '--verify', '--quiet', `${commit}^{commit}`).toString().trim();
  } catch {
    throw new Error(`There is no commit ${commit} here: compare with one that "git log" shows.`);
  }
}

const git = (...args: string[]): Buffer =>
  execFileSync('git', ['-C', ROOT, ...args], { maxBuffer: 1_000_000_000, stdio: ['ignore', 'pipe', 'ignore'] });

async function measured(folder: string, args: readonly string[], say: (line: string) => void): Promise<Measured> {
  const printed = await ended(process.execPath, ['bench/run.ts', ...args], folder, say);
  const figures: Measured = new Map();
  for (const line of printed.split('\n')) {
    const [, name = '', value = ''] = line.split('|').map((cell) => cell.trim());
    const number = Number.parseFloat(value.replaceAll(',', ''));
    if (!Number.isNaN(number)) figures.set(name, number);
  }
  return figures;
}

/** @returns what it printed */
function ended(command: string, args: string[], cwd: string, say: (line: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: childEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => say(text.trimEnd().replace(/^/gm, '  ')));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(printed) : reject(new Error(`${args.join(' ')} ended with ${code} in ${cwd}`)),
    );
  });
}
