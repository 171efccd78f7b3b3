/** CPU seconds for each settled dossier, of all processes together, eight dossiers at a time: the product beside the control. */
import { AT_ONCE, type Part } from '../bench.ts';
import type { Callers } from '../caller.ts';
import { controlSubjects, playControl } from '../control/play.ts';
import { cpuSeconds } from '../cpu.ts';
import { holdLetters, letLettersGo, untilQuiet } from '../outbox.ts';
import {
  CLAIMED,
  claimAndRelease,
  type Dossier,
  LIQUIDATION,
  PACKAGE,
  type Scene,
  type Step,
  TO_APPROVAL,
  TO_SETTLEMENT,
  take,
  UPDATES,
} from '../path.ts';
import type { Draft } from '../seed.ts';
import type { Stack } from '../stack.ts';
import { median, sideBySide } from '../statistics.ts';
import { atMost, fixed } from '../table.ts';

/** CPU seconds for each dossier. */
interface ProductCost {
  /** The application's own decisions, with the tasks claimed for them; letters written and not sent. */
  application: number;
  /** Of which, to claim the tasks. */
  claims: number;
  /** A package of its own, with what it moves. */
  package: number;
  /** Its letters, rendered and sent. */
  mail: number;
}

/** Product and control take turns, so that whatever else the machine does falls on both. */
export const cost: Part = async (bench) => {
  const ours: ProductCost[] = [];
  const least: number[] = [];
  for (let round = 0; round < bench.size(3, 1); round += 1) {
    const count = bench.size(24, 8);
    ours.push(await bench.product(async (stack, scene) => productCost(stack, scene, await bench.drafts(count))));
    least.push(
      await bench.control(async (stack, callers) =>
        controlCost(stack, callers, await controlSubjects(bench.seed, count)),
      ),
    );
  }
  const of = (part: keyof ProductCost) => median(ours.map((one) => one[part]));
  const control = median(least);
  const ratio = of('application') / control;
  const decisions = `${UPDATES.length} decisions`;
  const each = 'CPU s a dossier, all processes, 8 at a time';
  return [
    {
      name: `${each}: the application, ${decisions}, ${CLAIMED.length} tasks claimed`,
      value: `${fixed(of('application'), 3)} = ${fixed(ratio)} × control`,
      goal: atMost(ratio, 2, ' × control'),
    },
    { name: '— of which claiming tasks', value: fixed(of('claims'), 3) },
    {
      name: '— the decisions alone',
      value: `${fixed(of('application') - of('claims'), 3)} = ${fixed((of('application') - of('claims')) / control)} × control`,
    },
    { name: `— control: ${decisions}, one Update, one local activity, one row each`, value: fixed(control, 3) },
    { name: `— its own package, ${PACKAGE.length + LIQUIDATION.length} decisions`, value: fixed(of('package'), 3) },
    { name: '— its letters, rendered and sent', value: fixed(of('mail'), 3) },
  ];
};

/** How often a task is claimed and given back, to know what that costs. */
const ROUNDS = 4;

/** @param dossiers as drafts; settled afterwards */
async function productCost(stack: Stack, scene: Scene, dossiers: readonly Dossier[]): Promise<ProductCost> {
  const { owner } = scene;
  const spent = async (work: () => Promise<void>) => {
    const before = cpuSeconds(stack.pids());
    await work();
    await untilQuiet(owner);
    return (cpuSeconds(stack.pids()) - before) / dossiers.length;
  };
  const all = (steps: readonly Step[]) => () => sideBySide(AT_ONCE, dossiers, (dossier) => take(scene, dossier, steps));
  const [submit, next, ...rest] = TO_APPROVAL as [Step, Step, ...Step[]];
  await holdLetters(owner);
  const submitted = await spent(all([submit]));
  const handled = await spent(() =>
    sideBySide(AT_ONCE, dossiers, (dossier) => claimAndRelease(scene, dossier, next, ROUNDS)),
  );
  const approved = await spent(all([next, ...rest]));
  const packaged = await spent(all(PACKAGE));
  const settled = await spent(all(TO_SETTLEMENT));
  const liquidated = await spent(all(LIQUIDATION));
  const mail = await spent(() => letLettersGo(owner));
  return {
    application: submitted + approved + settled,
    claims: (handled / (2 * ROUNDS)) * CLAIMED.length,
    package: packaged + liquidated,
    mail,
  };
}

/** @returns CPU seconds for each subject, of as many decisions as an application's */
export async function controlCost(stack: Stack, callers: Callers, subjects: readonly Draft[]): Promise<number> {
  const before = cpuSeconds(stack.pids());
  await sideBySide(AT_ONCE, subjects, (subject) => playControl(callers, subject));
  return (cpuSeconds(stack.pids()) - before) / subjects.length;
}
