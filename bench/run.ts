/**
 * `npm run bench`: measures the product on servers of its own and prints one table. `--quick` does everything small, in about a
 * minute or two, to see that it works; its figures mean little. `-- crash start` measures those parts alone.
 */
import os from 'node:os';
import { Bench } from './bench.ts';
import { PARTS } from './parts.ts';
import { type Figure, table } from './table.ts';

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const named = args.filter((arg) => arg !== '--quick');
const unknown = named.filter((name) => !(name in PARTS));
if (process.platform !== 'linux' || unknown.length > 0) {
  console.error(
    unknown.length > 0
      ? `✗ There is no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')} and --quick.`
      : '✗ CPU time and memory are read from /proc: run this on Linux.',
  );
  process.exit(1);
}

const say = (line: string) => console.error(line);
const began = Date.now();
const figures: Figure[] = [];
const bench = await Bench.open(quick, say);
// Ctrl-C: our processes end with this one, the servers are in groups of their own.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void bench.close().finally(() => process.exit(1)));
try {
  for (const [name, part] of Object.entries(PARTS)) {
    if (named.length > 0 && !named.includes(name)) continue;
    say(`${name} …`);
    figures.push(...(await part(bench)));
  }
} finally {
  await bench.close();
}
console.log(table(figures));
console.log(
  `${os.cpus().length} cores, ${os.cpus()[0]?.model}; ${((Date.now() - began) / 60_000).toFixed(1)} minutes${quick ? ', --quick: too few runs to mean much' : ''}`,
);
