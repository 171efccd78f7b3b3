/**
 * `npm run histories -- <release>`: plays every suite, keeps each run that it made, and picks from them: one of all that went the same way,
 * event by event. They go to test/histories/<release>, where later code must reproduce them.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSuites } from '../../commands/suites.ts';
import { GOLDEN_FOLDER, type Golden, kindOf, readGolden, writeGolden } from '../support/golden.ts';

const [release = '', ...paths] = process.argv.slice(2);
if (!/^v[\d.]+$/.test(release)) {
  console.error('npm run histories -- <release, as v1.0.0> [suites whose path has one of these texts]');
  process.exit(1);
}
const folder = process.env.KEPT_HISTORIES ?? mkdtempSync(join(tmpdir(), 'thong-suot-histories-'));
if (!process.env.KEPT_HISTORIES) {
  const { failed } = await runSuites(['servers', 'properties'], paths, { KEEP_HISTORIES: folder });
  if (failed > 0) console.error(`${failed} failed: what they left is kept too.`);
}

const to = join(GOLDEN_FOLDER, release);
rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
const all = [...readGolden(folder).values()];
const picked = pick(all);
const names = new Map<string, number>();
for (const golden of picked) {
  const type = golden.history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? 'none';
  const name = `${type}.${golden.suite}`;
  const number = (names.get(name) ?? 0) + 1;
  names.set(name, number);
  writeGolden(join(to, `${name}.${number}.json.gz`), golden);
}
console.log(`${picked.length} of ${all.length} histories are kept in ${to}`);

function pick(goldens: readonly Golden[]): Golden[] {
  const ways = Map.groupBy(goldens, ({ history }) => (history.events ?? []).map(kindOf).join(' > '));
  return [...ways.values()].map(([golden]) => golden!).sort((a, b) => lengthOf(b) - lengthOf(a));
}

const lengthOf = ({ history }: Golden): number => history.events?.length ?? 0;
