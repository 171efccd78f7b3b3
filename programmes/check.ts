/** Looks through programmes' data for what the types cannot see; run when a process starts, so that it tells all at once. */
import { isDay } from '../domain/dates.ts';
import { LIMIT, PARTY_ROLE } from '../domain/process.ts';
import type { Limit, Programme, Source, SupportItem, Text } from '../domain/programme.ts';
import { ROUTES } from '../domain/route.ts';

/** Thrown at start where programmes are wrong; each fault is one line that names the programme and the place in it. */
export class ProgrammesInvalid extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The programmes have ${faults.length} fault(s):\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ProgrammesInvalid';
    this.faults = faults;
  }
}

/**
 * @param programmes all that this build carries
 * @returns every fault, as `<definition> <place>: <what is wrong>`; none where all are right
 */
export function programmeFaults(programmes: readonly Programme[]): string[] {
  const definitions = programmes.map((programme) => programme.definition);
  return [
    ...repeated(definitions).map((definition) => `${definition}: there are two programmes of this definition`),
    ...programmes.flatMap((programme) => [...faultsOf(programme)].map((fault) => `${programme.definition} ${fault}`)),
  ];
}

function* faultsOf(programme: Programme): Generator<string> {
  const { period, document, lead, items, limits, lateness, supplementRounds, correctionRounds } = programme;
  if (!/^\d{3}$/.test(programme.definition)) yield 'definition: must be three digits';
  yield* textFaults('name', programme.name);
  yield* textFaults('document.title', document.title);
  yield* textFaults('document.issuer', document.issuer);
  yield* sourceFaults('document', document.source);
  if (document.issuedOn && !isDay(document.issuedOn)) yield `document.issuedOn: ${document.issuedOn} is not a day`;
  yield* spanFaults('period', period.from, period.to);
  if (lead.length === 0) yield 'lead: names nobody';
  for (const [index, span] of lead.entries()) {
    yield* spanFaults(`lead.${index}`, span.from, span.to);
    yield* textFaults(`lead.${index}.organisation`, span.organisation);
  }
  for (const name of Object.values(LIMIT)) yield* limitFaults(`limits.${name}`, limits[name]);
  yield* oneStopFaults(limits);
  for (const [place, count] of [
    ['lateness.remindBefore', lateness.remindBefore],
    ['lateness.escalateAfter', lateness.escalateAfter],
    ['supplementRounds.submission', supplementRounds.submission],
    ['supplementRounds.eligibility', supplementRounds.eligibility],
    ['correctionRounds.count', correctionRounds.count],
  ] as const) {
    if (!Number.isSafeInteger(count) || count < 0) yield `${place}: ${count} is not a count`;
  }
  yield* sourceFaults('lateness', lateness.source);
  yield* sourceFaults('supplementRounds', supplementRounds.source);
  yield* sourceFaults('correctionRounds', correctionRounds.source);
  yield* procurementFaults(programme);
  if (items.length === 0) yield 'items: there are none';
  for (const code of repeated(items.map((item) => item.code))) yield `items.${code}: is there twice`;
  for (const item of items) for (const fault of itemFaults(item)) yield `items.${item.code}.${fault}`;
}

/** What was promised to the enterprise must leave time for the steps it consists of. */
function* oneStopFaults(limits: Programme['limits']): Generator<string> {
  const steps = (limits.appraisal?.workingDays ?? 0) + (limits.decision?.workingDays ?? 0);
  const promised = limits[LIMIT.oneStop]?.workingDays ?? 0;
  if (steps > promised)
    yield `limits.${LIMIT.oneStop}: ${promised} working days are fewer than appraisal and decision together (${steps})`;
}

function* procurementFaults({ procurement }: Programme): Generator<string> {
  const seen = procurement.methods.map((row) => `${row.method}/${row.venue}`);
  for (const key of repeated(seen)) yield `procurement.${key}: is there twice`;
  for (const row of procurement.methods) {
    const place = `procurement.${row.method}/${row.venue}`;
    const tendered = row.method !== 'head-decision';
    if (!Number.isSafeInteger(row.biddingWorkingDays) || row.biddingWorkingDays < (tendered ? 1 : 0))
      yield `${place}.biddingWorkingDays: ${row.biddingWorkingDays} is too few`;
    if (!Number.isSafeInteger(row.minimumBids) || row.minimumBids < 1)
      yield `${place}.minimumBids: ${row.minimumBids} is not a number of bids`;
    if (row.upTo !== null && row.upTo <= 0n) yield `${place}.upTo: must be more than nothing`;
    yield* sourceFaults(place, row.source);
  }
  const { minimum, source } = procurement.panelMembers;
  if (!Number.isSafeInteger(minimum) || minimum < 1) yield `procurement.panelMembers: ${minimum} is not a number`;
  yield* sourceFaults('procurement.panelMembers', source);
}

function* itemFaults(item: SupportItem): Generator<string> {
  if (!/^[A-Z0-9]{1,12}$/.test(item.code)) yield 'code: must be capitals and digits';
  if (item.words.trim() === '') yield "words: the source's own words are missing";
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
  yield* openFaults(item);
}

/** An item that takes applications needs all that an application is judged and paid by; one that does not has no route. */
function* openFaults(item: SupportItem): Generator<string> {
  if (item.kind === 'run-by-the-agency' || item.notOpen) return;
  if (!item.route || ROUTES[item.route].stages.length === 0) {
    yield 'route: an item that takes applications needs one that this build carries';
    return;
  }
  if (item.conditions.length === 0) yield 'conditions: there are none';
  if (!item.documents.some((document) => document.required)) yield 'documents: none is required';
  const { support } = item;
  if (!support) {
    yield 'support: is missing';
    return;
  }
  if (!Number.isSafeInteger(support.rateBp) || support.rateBp < 1 || support.rateBp > 10_000)
    yield `support.rateBp: ${support.rateBp} is not between 1 and 10000`;
  if (!Number.isSafeInteger(support.advanceRateBp) || support.advanceRateBp < 0 || support.advanceRateBp > 10_000)
    yield `support.advanceRateBp: ${support.advanceRateBp} is not between 0 and 10000`;
  if (support.capPerApplication <= 0n) yield 'support.capPerApplication: must be more than nothing';
  if (support.payee === PARTY_ROLE.enterprise && support.counterpart !== 'none')
    yield 'support.counterpart: there is none where the enterprise pays all and is the payee';
  yield* sourceFaults('support', support.source);
}

function* limitFaults(place: string, limit: Limit | undefined): Generator<string> {
  if (!limit) {
    yield `${place}: is missing`;
    return;
  }
  if (!Number.isSafeInteger(limit.workingDays) || limit.workingDays < 1)
    yield `${place}: ${limit.workingDays} is not a number of working days`;
  yield* sourceFaults(place, limit.source);
}

/** A source is named, and what is not certain is not passed off as law. */
function* sourceFaults(place: string, source: Source): Generator<string> {
  if (source.document.trim() === '') yield `${place}.source: names no document`;
  if (source.certainty === 'G' || source.certainty === 'X')
    yield `${place}.source: certainty ${source.certainty} may not bind anybody; set it as the agency's own`;
  if (source.note) yield* textFaults(`${place}.source.note`, source.note);
  if (source.from || source.to) yield* spanFaults(`${place}.source`, source.from ?? source.to!, source.to);
}

function* textFaults(place: string, text: Text): Generator<string> {
  for (const language of ['vi', 'en'] as const) {
    if (text[language].trim() === '') yield `${place}.${language}: is empty`;
    if (text[language] !== text[language].normalize('NFC')) yield `${place}.${language}: is not in normal form C`;
  }
}

function* spanFaults(place: string, from: string, to?: string): Generator<string> {
  for (const day of [from, to]) if (day !== undefined && !isDay(day)) yield `${place}: ${day} is not a day`;
  if (to !== undefined && to < from) yield `${place}: ends before it begins`;
}

const repeated = (list: readonly string[]): string[] => [...new Set(list.filter((one, at) => list.indexOf(one) < at))];
