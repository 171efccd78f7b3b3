import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROUTES, type RouteName } from '../../domain/route.ts';
import { PROGRAMMES } from '../../programmes/index.ts';
import { root } from '../support/source.ts';
import { readOptions } from './options.ts';
import { planOf, SMALL } from './plan.ts';
import { SCENARIOS } from './scenarios.ts';

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    const options = { dossiers: 40, kills: 30, seed: 7 };
    expect(planOf(options)).toEqual(planOf(options));
    expect(planOf({ ...options, seed: 8 })).not.toEqual(planOf(options));
  });

  it.each([1, 2, 5, 27, 100])('of %i dossiers has that many, and as many kills as were asked for', (dossiers) => {
    const { parts, strikes } = planOf({ dossiers, kills: 13, seed: dossiers });
    expect(parts.reduce((sum, { scenario }) => sum + SCENARIOS[scenario].takes, 0)).toBe(dossiers);
    expect(strikes).toHaveLength(13);
  });

  it('of a hundred dossiers has every scenario, and kills every process', () => {
    const { parts, strikes } = planOf({ dossiers: 100, kills: 60, seed: 1 });
    expect(new Set(parts.map(({ scenario }) => scenario))).toEqual(new Set(Object.keys(SCENARIOS)));
    expect(new Set(strikes.flatMap(({ names }) => names))).toEqual(
      new Set(['postgres', 'temporal', 'worker', 'api', 'mailbox']),
    );
  });

  it('of the small run kills every process, all at once too, while dossiers of three routes are played and one is left with its clock', () => {
    const { parts, strikes } = planOf(SMALL);
    const scenarios = parts.map(({ scenario }) => scenario);
    expect(new Set(scenarios.map((name) => SCENARIOS[name].items[0])).size).toBe(3);
    expect(scenarios).toEqual(expect.arrayContaining(['left with the appraiser', 'supplement that nobody answers']));
    expect(strikes.map(({ names }) => names.length).sort()).toEqual([1, 5]);
  });

  it('has a scenario of every route that any source takes applications by', () => {
    const routeOf = (item: string): RouteName | undefined =>
      PROGRAMMES.flatMap(({ items }) => items).find(({ code }) => code === item)?.route;
    const played = new Set(Object.values(SCENARIOS).flatMap(({ items }) => items.map(routeOf)));
    expect(played).toEqual(new Set(Object.keys(ROUTES)));
  });
});

describe('the options', () => {
  it('have a usual value each', () => {
    expect(readOptions([])).toEqual({ dossiers: 100, kills: 60, seed: 1 });
    expect(readOptions(['--kills=0', '--seed', '9'])).toEqual({ dossiers: 100, kills: 0, seed: 9 });
  });

  it.each([
    [['--dossiers', '0'], '--dossiers must be a whole number from 1 to 1000, not "0"'],
    [['--kills', '-1'], /--kills/],
    [['--kills', '1.5'], '--kills must be a whole number from 0 to 10000, not "1.5"'],
    [['--seed', 'x'], '--seed must be a whole number from 0 to 2147483647, not "x"'],
    [['--seed'], /--seed/],
    [['--sead', '1'], /--sead.*there are --dossiers, --kills, --seed/],
    [['100'], /100/],
  ])('%j are refused in one line that says what is wrong', (args, said) => {
    const { fault } = readOptions(args) as { fault: string };
    expect(fault).toMatch(said);
    expect(fault).not.toContain('\n');
  });

  it('are refused before anything is started, and the run closes with its tally', () => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(root, 'commands/test.ts'), '--chaos', '--kills', 'many'],
      { encoding: 'utf8' },
    );
    expect(stderr.trim()).toBe('✗ --kills must be a whole number from 0 to 10000, not "many"');
    expect(stdout.trim()).toBe('0 passed, 1 failed');
    expect(status).toBe(1);
  });
});
