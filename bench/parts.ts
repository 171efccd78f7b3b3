/** The parts of the table, in its order. */
import type { Part } from './bench.ts';
import { cold } from './figures/cold.ts';
import { cost } from './figures/cost.ts';
import { counts } from './figures/counts.ts';
import { crash } from './figures/crash.ts';
import { eligibility } from './figures/eligibility.ts';
import { latency } from './figures/latency.ts';
import { letters } from './figures/letters.ts';
import { memory } from './figures/memory.ts';
import { outage } from './figures/outage.ts';
import { start } from './figures/start.ts';

export const PARTS: Readonly<Record<string, Part>> = {
  counts,
  cost,
  latency,
  cold,
  crash,
  outage,
  memory,
  start,
  eligibility,
  letters,
};
