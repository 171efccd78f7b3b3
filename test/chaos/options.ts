/** The options of `npm run test:chaos`. */
import { parseArgs } from 'node:util';
import type { ChaosOptions } from './plan.ts';

type Option = Exclude<keyof ChaosOptions, 'heldSeconds'>;

const OPTIONS: Readonly<Record<Option, { byDefault: number; from: number; to: number }>> = {
  dossiers: { byDefault: 100, from: 1, to: 1_000 },
  kills: { byDefault: 60, from: 0, to: 10_000 },
  seed: { byDefault: 1, from: 0, to: 2 ** 31 - 1 },
};

const KNOWN = `there are ${Object.keys(OPTIONS)
  .map((name) => `--${name}`)
  .join(', ')}`;

/** @returns the options, or what is wrong with them in one line */
export function readOptions(args: readonly string[]): ChaosOptions | { fault: string } {
  const options = Object.fromEntries(Object.keys(OPTIONS).map((name) => [name, { type: 'string' as const }]));
  let given: Partial<Record<string, string>>;
  try {
    given = parseArgs({ args: [...args], options, allowPositionals: false }).values as typeof given;
  } catch (error) {
    return { fault: `${(error as Error).message.split(/\.\s/)[0]}; ${KNOWN}` };
  }
  const read = {} as Record<Option, number>;
  for (const [name, { byDefault, from, to }] of Object.entries(OPTIONS) as [Option, (typeof OPTIONS)['seed']][]) {
    const text = given[name] ?? String(byDefault);
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to)
      return { fault: `--${name} must be a whole number from ${from} to ${to}, not "${text}"` };
    read[name] = value;
  }
  return read;
}
