/** What may be wrong with the targets of a programme. */
import type { Programme, Target } from '../domain/programme.ts';
import { ACTIVITY_UNITS } from '../domain/target-count.ts';
import { repeated, sourceFaults, spanFaults, textFaults, wordsFaults } from './faults.ts';

/** @returns every fault of a programme's targets, each beginning with its place */
export function* targetFaults({ targets, items }: Pick<Programme, 'targets' | 'items'>): Generator<string> {
  for (const code of repeated(targets.map((target) => target.code))) yield `targets.${code}: is there twice`;
  const counting = (unit: Target['unit']) =>
    items.filter(({ kind }) => kind === 'applied-for' || ACTIVITY_UNITS.some((told) => told === unit));
  for (const target of targets) {
    const place = `targets.${target.code}`;
    if (!/^[A-Z0-9-]{1,24}$/.test(target.code)) yield `${place}: must be capitals and digits`;
    yield* textFaults(`${place}.name`, target.name);
    yield* wordsFaults(`${place}.words`, target.words);
    yield* spanFaults(`${place}.period`, target.period.from, target.period.to);
    if (typeof target.growthOver === 'object') {
      yield* spanFaults(`${place}.growthOver`, target.growthOver.from, target.growthOver.to);
      if (target.growthOver.to >= target.period.from) yield `${place}.growthOver: does not end before the period`;
    }
    yield* numberFaults(place, target.value);
    yield* sourceFaults(place, target.source);
    if (target.counted.from !== 'dossiers') continue;
    if (target.counted.items.length === 0) yield `${place}.counted: names no item`;
    for (const item of target.counted.items)
      if (!counting(target.unit).some(({ code }) => code === item))
        yield `${place}.counted: there is no item ${item} that ${target.unit} are counted from`;
  }
}

function* numberFaults(place: string, { atLeast, atMost }: Target['value']): Generator<string> {
  if (atLeast === undefined && atMost === undefined) yield `${place}.value: has no number`;
  for (const number of [atLeast, atMost])
    if (number !== undefined && !(Number.isFinite(number) && number > 0))
      yield `${place}.value: ${number} is no target`;
  if (atLeast !== undefined && atMost !== undefined && atMost < atLeast) yield `${place}.value: ends before it begins`;
}
