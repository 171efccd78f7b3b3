/** Looks through programmes' data for what the types cannot see; run when a process starts, so that it tells all at once. */

import { dayNumber, dayOfNumber, isDay } from '../domain/dates.ts';
import { LIMIT } from '../domain/process.ts';
import { type Body, type Limit, LONGEST_SILENCE, type Period, type Programme } from '../domain/programme.ts';
import { ceilingFaults, contentFaults, itemFaults, sharedCeilingFaults } from './check-items.ts';
import { outcomeFaults } from './check-outcomes.ts';
import { targetFaults } from './check-targets.ts';
import { repeated, sourceFaults, spanFaults, textFaults, wordsFaults } from './faults.ts';

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
    ...sharedCeilingFaults(programmes),
  ];
}

function* faultsOf(programme: Programme): Generator<string> {
  const { period, document, lead, items, limits, lateness, pauseCap, supplementRounds, correctionRounds } = programme;
  if (!/^\d{3}$/.test(programme.definition)) yield 'definition: must be three digits';
  yield* textFaults('name', programme.name);
  yield* textFaults('document.title', document.title);
  yield* textFaults('document.issuer', document.issuer);
  yield* sourceFaults('document', document.source);
  if (document.issuedOn && !isDay(document.issuedOn)) yield `document.issuedOn: ${document.issuedOn} is not a day`;
  yield* spanFaults('period', period.from, period.to);
  yield* periodFaults(programme);
  yield* leadFaults(lead, period);
  for (const [index, body] of programme.coordinating.entries()) {
    yield* bodyFaults(`coordinating.${index}`, body);
    yield* textFaults(`coordinating.${index}.duty`, body.duty);
  }
  for (const [index, { name, words }] of programme.objectives.entries()) {
    yield* textFaults(`objectives.${index}.name`, name);
    yield* wordsFaults(`objectives.${index}.words`, words);
  }
  for (const name of Object.values(LIMIT)) yield* limitFaults(`limits.${name}`, limits[name]);
  yield* oneStopFaults(programme);
  if (programme.secondApproval) {
    const { above, source } = programme.secondApproval;
    if (above <= 0n) yield 'secondApproval.above: must be more than nothing';
    yield* sourceFaults('secondApproval', source);
  }
  for (const [place, count] of [
    ['lateness.remindBefore', lateness.remindBefore],
    ['lateness.escalateAfter', lateness.escalateAfter],
    ['lateness.headAfter', lateness.headAfter],
    ['lateness.againEvery', lateness.againEvery],
    ['pauseCap.times', pauseCap.times],
    ['pauseCap.workingDays', pauseCap.workingDays],
    ['supplementRounds.submission', supplementRounds.submission],
    ['supplementRounds.eligibility', supplementRounds.eligibility],
    ['correctionRounds.count', correctionRounds.count],
  ] as const) {
    if (!Number.isSafeInteger(count) || count < 0) yield `${place}: ${count} is not a count`;
  }
  yield* sourceFaults('lateness', lateness.source);
  yield* silenceFaults(programme);
  yield* sourceFaults('pauseCap', pauseCap.source);
  yield* sourceFaults('supplementRounds', supplementRounds.source);
  yield* pauseFaults(programme);
  yield* sourceFaults('correctionRounds', correctionRounds.source);
  yield* procurementFaults(programme);
  if (items.length === 0) yield 'items: there are none';
  for (const code of repeated(items.map((item) => item.code))) yield `items.${code}: is there twice`;
  for (const item of items) for (const fault of itemFaults(item, period)) yield `items.${item.code}.${fault}`;
  yield* ceilingFaults(programme);
  yield* contentFaults(items);
  yield* targetFaults(programme);
  yield* outcomeFaults(programme);
}

/** Phases follow one another without a gap, from the first day of the period to its last; a successor begins after it, and says that it is assumed. */
function* periodFaults({ period, phases, assumedPeriod }: Programme): Generator<string> {
  for (const [index, phase] of (phases ?? []).entries()) {
    yield* spanFaults(`phases.${index}`, phase.from, phase.to);
    const before = phases?.[index - 1];
    const begins = before ? dayAfter(before.to) : period.from;
    if (phase.from !== begins) yield `phases.${index}: begins on ${phase.from}, not on ${begins}`;
  }
  const last = phases?.at(-1);
  if (last && last.to !== period.to) yield `phases: end on ${last.to}, the period on ${period.to}`;
  if (!assumedPeriod) return;
  yield* spanFaults('assumedPeriod', assumedPeriod.from, assumedPeriod.to);
  yield* textFaults('assumedPeriod.name', assumedPeriod.name);
  if (assumedPeriod.from <= period.to) yield 'assumedPeriod: begins before the period is over';
  if (!/giả định/.test(assumedPeriod.name.vi) || !/assumed/.test(assumedPeriod.name.en))
    yield 'assumedPeriod.name: must say that it is assumed (giả định)';
}

/** One body leads on every day of the period. */
function* leadFaults(lead: readonly Body[], period: Period): Generator<string> {
  if (lead.length === 0) yield 'lead: names nobody';
  for (const [index, body] of lead.entries()) {
    yield* bodyFaults(`lead.${index}`, body);
    const before = lead[index - 1];
    if (!before && body.from > period.from) yield `lead.${index}: nobody leads before ${body.from}`;
    if (!before) continue;
    if (before.to === undefined || body.from <= before.to) yield `lead.${index}: overlaps the one before`;
    else if (body.from !== dayAfter(before.to)) yield `lead.${index}: nobody leads before ${body.from}`;
  }
  const last = lead.at(-1);
  if (last?.to !== undefined && last.to < period.to) yield `lead.${lead.length - 1}: nobody leads after ${last.to}`;
}

function* bodyFaults(place: string, body: Body): Generator<string> {
  yield* spanFaults(place, body.from, body.to);
  yield* textFaults(`${place}.organisation`, body.organisation);
  if (body.note) yield* textFaults(`${place}.note`, body.note);
}

/** The day after; a day that does not exist is told of elsewhere, and stands for itself. */
const dayAfter = (day: string): string => (isDay(day) ? dayOfNumber(dayNumber(day) + 1) : day);

/** Once a date has passed, somebody above is told again before a working week is over. */
function* silenceFaults({ lateness }: Programme): Generator<string> {
  for (const name of ['headAfter', 'againEvery'] as const)
    if (lateness[name] < 1 || lateness[name] > LONGEST_SILENCE)
      yield `lateness.${name}: must be 1 to ${LONGEST_SILENCE} working days, so that lateness is not silent for longer`;
  if (lateness.escalateAfter > LONGEST_SILENCE)
    yield `lateness.escalateAfter: must be at most ${LONGEST_SILENCE} working days`;
}

function* pauseFaults({ pauseReasons }: Programme): Generator<string> {
  for (const code of repeated(pauseReasons.map((reason) => reason.code))) yield `pauseReasons.${code}: is there twice`;
  for (const { code, text, source } of pauseReasons) {
    if (!/^[a-z][a-z-]{0,59}$/.test(code)) yield `pauseReasons.${code}: must be lower-case`;
    yield* textFaults(`pauseReasons.${code}`, text);
    yield* sourceFaults(`pauseReasons.${code}`, source);
  }
}

/** What was promised to the enterprise must leave time for the steps it consists of. */
function* oneStopFaults({ limits, secondApproval }: Programme): Generator<string> {
  const decided = (limits.appraisal?.workingDays ?? 0) + (limits.decision?.workingDays ?? 0);
  const steps = decided + (secondApproval ? (limits[LIMIT.secondDecision]?.workingDays ?? 0) : 0);
  const promised = limits[LIMIT.oneStop]?.workingDays ?? 0;
  if (steps > promised)
    yield `limits.${LIMIT.oneStop}: ${promised} working days are fewer than appraisal and decisions together (${steps})`;
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

function* limitFaults(place: string, limit: Limit | undefined): Generator<string> {
  if (!limit) {
    yield `${place}: is missing`;
    return;
  }
  if (!Number.isSafeInteger(limit.workingDays) || limit.workingDays < 1)
    yield `${place}: ${limit.workingDays} is not a number of working days`;
  yield* sourceFaults(place, limit.source);
}
