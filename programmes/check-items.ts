/** What may be wrong with a support item. */
import { PARTY_ROLE } from '../domain/process.ts';
import type { Ceiling, Programme, SupportItem } from '../domain/programme.ts';
import { ROUTES } from '../domain/route.ts';
import { termsFaults } from '../domain/selection.ts';
import { SHARED_CONTENTS } from './contents.ts';
import { repeated, sourceFaults, spanFaults, textFaults, wordsFaults } from './faults.ts';

/** @returns every fault of an item, each beginning with the place in it */
export function* itemFaults(item: SupportItem, period: Programme['period']): Generator<string> {
  if (!/^[A-Z0-9]{1,12}$/.test(item.code)) yield 'code: must be capitals and digits';
  yield* wordsFaults('words', item.words);
  yield* textFaults('name', item.name);
  for (const code of repeated(item.conditions.map((condition) => condition.code)))
    yield `conditions.${code}: is there twice`;
  for (const condition of item.conditions) {
    if (!/^[A-Z0-9-]{1,24}$/.test(condition.code)) yield `conditions.${condition.code}: must be capitals and digits`;
    yield* textFaults(`conditions.${condition.code}`, condition.text);
    yield* sourceFaults(`conditions.${condition.code}`, condition.source);
  }
  for (const kind of repeated(item.documents.map((document) => document.kind)))
    yield `documents.${kind}: is there twice`;
  for (const document of item.documents) {
    if (!/^[a-z][a-z0-9-]{0,59}$/.test(document.kind)) yield `documents.${document.kind}: must be lower-case`;
    yield* textFaults(`documents.${document.kind}`, document.name);
    yield* sourceFaults(`documents.${document.kind}`, document.source);
  }
  if (item.during) {
    yield* spanFaults('during', item.during.from, item.during.to);
    if (item.during.from < period.from || item.during.to > period.to) yield 'during: lies outside the period';
  }
  yield* appliedForFaults(item);
  yield* selectionFaults(item);
}

/**
 * An item that is applied for has all that an application is judged and paid by, also where this build does not carry its
 * route yet: it opens as soon as the route does. A selection round pays nothing: it recognises.
 */
function* appliedForFaults(item: SupportItem): Generator<string> {
  const { route, support } = item;
  if (item.kind === 'run-by-the-agency') {
    if (route || support) yield 'kind: what the agency runs itself has no route and no support';
    return;
  }
  if (!route || !Object.hasOwn(ROUTES, route)) {
    yield 'route: an item that is applied for needs one';
    return;
  }
  if (item.beneficiaries.length === 0) yield 'beneficiaries: there are none';
  if (item.conditions.length === 0) yield 'conditions: there are none';
  if (!item.documents.some((document) => document.required)) yield 'documents: none is required';
  if (!support) {
    if (route !== 'selection-round') yield 'support: is missing';
    return;
  }
  if (ROUTES[route].performer === PARTY_ROLE.enterprise && support.payee !== PARTY_ROLE.enterprise)
    yield `support.payee: on the route ${route} the enterprise carries the work out, and is paid`;
  if (!Number.isSafeInteger(support.rateBp) || support.rateBp < 1 || support.rateBp > 10_000)
    yield `support.rateBp: ${support.rateBp} is not between 1 and 10000`;
  if (!Number.isSafeInteger(support.advanceRateBp) || support.advanceRateBp < 0 || support.advanceRateBp > 10_000)
    yield `support.advanceRateBp: ${support.advanceRateBp} is not between 0 and 10000`;
  if (support.capPerApplication <= 0n) yield 'support.capPerApplication: must be more than nothing';
  if (support.payee === PARTY_ROLE.enterprise && support.counterpart !== 'none')
    yield 'support.counterpart: there is none where the enterprise pays all and is the payee';
  yield* sourceFaults('support', support.source);
}

/** A content is known, is applied for, and stands once in a programme: two items of it would bar each other. */
export function* contentFaults(items: readonly SupportItem[]): Generator<string> {
  const named = items.flatMap(({ content }) => (content === undefined ? [] : [content]));
  for (const { code, content, kind } of items) {
    if (content === undefined) continue;
    const place = `items.${code}.content`;
    if (!Object.hasOwn(SHARED_CONTENTS, content)) yield `${place}: there is no shared content ${content}`;
    if (kind === 'run-by-the-agency') yield `${place}: what the agency runs itself overlaps with no application`;
  }
  for (const content of repeated(named)) yield `items: several are of the content ${content}, and would bar each other`;
}

/** An item whose route is a selection round says how products are selected; no other does. */
function* selectionFaults({ route, selection }: SupportItem): Generator<string> {
  if (!selection) {
    if (route === 'selection-round') yield 'selection: is missing';
    return;
  }
  if (route !== 'selection-round') yield 'selection: its route is no selection round';
  for (const { path, message } of termsFaults(selection)) yield `selection.${path}: ${message.en}`;
  if (!Number.isSafeInteger(selection.minimumMembers) || selection.minimumMembers < 1)
    yield `selection.minimumMembers: ${selection.minimumMembers} is not a number of members`;
  yield* sourceFaults('selection', selection.source);
}

/** A ceiling stands with what it is over: an item, the programme, or (counted by the year alone, for periods differ) the agency. */
export function* ceilingFaults({ items, ceilings }: Pick<Programme, 'items' | 'ceilings'>): Generator<string> {
  const all = [
    ...items.flatMap((item) =>
      item.ceilings.map((ceiling) => ({ ceiling, place: `items.${item.code}.ceilings.${ceiling.code}`, ofItem: true })),
    ),
    ...ceilings.map((ceiling) => ({ ceiling, place: `ceilings.${ceiling.code}`, ofItem: false })),
  ];
  const shared = ceilings.map(({ code }) => code);
  for (const code of repeated(shared)) yield `ceilings.${code}: is there twice`;
  for (const item of items)
    for (const code of repeated([...item.ceilings.map((ceiling) => ceiling.code), ...new Set(shared)]))
      yield `items.${item.code}.ceilings.${code}: is there twice`;
  for (const { ceiling, place, ofItem } of all) {
    if (!/^[A-Z0-9-]{1,24}$/.test(ceiling.code)) yield `${place}: must be capitals and digits`;
    yield* textFaults(place, ceiling.text);
    yield* sourceFaults(place, ceiling.source);
    for (const amount of [ceiling.amount, ...Object.values(ceiling.bySize ?? {})])
      if (amount <= 0n) yield `${place}: must be more than nothing`;
    if (ofItem !== (ceiling.over === 'item'))
      yield `${place}: is over ${ceiling.over}, and stands with ${ofItem ? 'an item' : 'the programme'}`;
    if (ceiling.over === 'all-programmes' && ceiling.per !== 'year')
      yield `${place}: programmes have different periods, so that a ceiling over all of them counts by the year`;
  }
}

/** A ceiling over all programmes of an agency is one ceiling, in whichever programmes it stands. */
export function* sharedCeilingFaults(programmes: readonly Programme[]): Generator<string> {
  const shared = new Map<string, Ceiling>();
  for (const { definition, ceilings } of programmes)
    for (const ceiling of ceilings.filter(({ over }) => over === 'all-programmes')) {
      const other = shared.get(ceiling.code) ?? ceiling;
      shared.set(ceiling.code, other);
      if (other.amount !== ceiling.amount || JSON.stringify(sizesOf(other)) !== JSON.stringify(sizesOf(ceiling)))
        yield `${definition} ceilings.${ceiling.code}: is another ceiling in another programme`;
    }
}

const sizesOf = ({ bySize }: Ceiling) => Object.entries(bySize ?? {}).map(([size, most]) => [size, String(most)]);
