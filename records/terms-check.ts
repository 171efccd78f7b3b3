/** What may be wrong with the terms of a package: parts, method and venue by the programme's data, criteria, dates, advance. */
import { legalDay } from '../domain/dates.ts';
import type { Fault } from '../domain/errors.ts';
import { formatDong } from '../domain/money.ts';
import { formatPercent } from '../domain/numbers.ts';
import { LIMIT } from '../domain/process.ts';
import type { ProcurementRule } from '../domain/programme.ts';
import { CONSULTANT_SCORING, checkCriteria } from '../domain/scoring.ts';
import { type Application, type Case, itemOf, type Tx } from './case.ts';
import { METHOD, VENUE } from './guards.ts';
import { fault } from './handler.ts';
import { panelTooSmall, sittingMembers } from './panel.ts';
import { paysCounterpart, servedParts } from './parts.ts';
import type { Prepared } from './tendering.ts';
import { pricesFaults } from './terms.ts';

type Rule = ProcurementRule['methods'][number];
const ALL = 10_000n;

/** Every fault of what was prepared; `rule` is the programme's row for the method and venue chosen, if there is one. */
export async function checkTerms(
  tx: Tx,
  found: Case,
  given: Prepared,
  rule: Rule | undefined,
  now: Date,
): Promise<Fault[]> {
  const total = given.parts.reduce((sum, part) => sum + BigInt(part.ceiling), 0n);
  const panel = given.venue === VENUE.here && given.method !== METHOD.headDecision;
  const tooSmall = panel ? panelTooSmall(found, (await sittingMembers(tx, found)).length) : null;
  return [
    ...partFaults(found, given),
    ...methodFaults(found, given, rule, total),
    ...(tooSmall ? [tooSmall] : []),
    ...scoringFaults(given),
    ...inviteeFaults(found, given, rule),
    ...datesFaults(given, now),
    ...advanceFaults(found, given),
  ];
}

function partFaults(found: Case, { parts }: Prepared): Fault[] {
  const served = servedParts(found).map(({ application }) => application);
  const named = parts.map((part) => part.application);
  const missing = served.filter((application) => !named.includes(application.code));
  return [
    ...missing.map(({ code }) =>
      fault('parts', 'part-missing', `Thiếu phần của ${code}.`, `The part of ${code} is missing.`),
    ),
    ...parts.flatMap((part, index): Fault[] => {
      const path = `parts.${index}`;
      const application = served.find((candidate) => candidate.code === part.application);
      if (!application || named.indexOf(part.application) < index) {
        const vi = `${part.application} không phải một phần của gói thầu này, hoặc đã có.`;
        return [fault(path, 'no-such-part', vi, `${part.application} is no part of this package, or named twice.`)];
      }
      const most = largestValue(found, application);
      if (most === null || BigInt(part.ceiling) <= most) return [];
      const vi = `Giá trần vượt ${formatDong(most, 'vi')}, là giá trị ứng với mức hỗ trợ đã phê duyệt.`;
      const en = `The ceiling is above ${formatDong(most, 'en')}, the value that the approved support stands for.`;
      return [fault(`${path}.ceiling`, 'above-approval', vi, en)];
    }),
  ];
}

/**
 * The most that a part may be worth: the value of which the approved support is the programme's rate. Where the enterprise
 * pays the rest, what it expected the service to cost when it applied, if that is more. Null where it cannot be known.
 */
function largestValue(found: Case, application: Application): bigint | null {
  const rule = itemOf(found.programme, application).support;
  if (!rule || application.approvedAmount === null) return null;
  // The value whose rate, rounded down to the đồng, is still the approved amount.
  const byRate = ((application.approvedAmount + 1n) * ALL - 1n) / BigInt(rule.rateBp);
  if (!paysCounterpart(found, application)) return byRate;
  const { estimate } = application.content as { estimate?: number };
  const expected = BigInt(estimate ?? 0);
  return expected > byRate ? expected : byRate;
}

function methodFaults(found: Case, given: Prepared, rule: Rule | undefined, total: bigint): Fault[] {
  if (!rule) {
    const allowed = found.programme.procurement.methods.map((row) => `${row.method} (${row.venue})`).join(', ');
    const vi = `Chương trình cho phép: ${allowed}.`;
    return [fault('method', 'method-not-allowed', vi, `The programme allows: ${allowed}.`)];
  }
  const source = `${rule.source.document}${rule.source.article ? `, ${rule.source.article}` : ''}; ${rule.source.certainty}`;
  const faults: Fault[] = [];
  if (rule.upTo !== null && total > rule.upTo) {
    const vi = `Giá gói thầu ${formatDong(total, 'vi')} vượt ${formatDong(rule.upTo, 'vi')} của hình thức này (${source}).`;
    const en = `The package price of ${formatDong(total, 'en')} is above the ${formatDong(rule.upTo, 'en')} of this method (${source}).`;
    faults.push(fault('method', 'above-method-limit', vi, en));
  }
  const tendered = given.venue === VENUE.here && given.method !== METHOD.headDecision;
  const most = found.programme.limits[LIMIT.longestBidding].workingDays;
  if (tendered && (given.biddingDays ?? 0) > most) {
    const vi = `Thời gian chuẩn bị hồ sơ dự thầu tối đa ${most} ngày làm việc.`;
    faults.push(fault('biddingDays', 'bidding-too-long', vi, `At most ${most} working days for bidding.`));
  }
  if (tendered && (given.biddingDays ?? 0) < rule.biddingWorkingDays) {
    const days = rule.biddingWorkingDays;
    const vi = `Thời gian chuẩn bị hồ sơ dự thầu ít nhất ${days} ngày làm việc (${source}).`;
    const en = `Bidders need at least ${days} working days to prepare (${source}).`;
    faults.push(fault('biddingDays', 'bidding-too-short', vi, en));
  }
  return faults;
}

function scoringFaults({ method, venue, criteria, technicalWeight, examination }: Prepared): Fault[] {
  const unasked = (path: string) =>
    fault(path, 'not-for-this-method', 'Hình thức này không dùng mục này.', 'This method does not use it.');
  const scored = venue === VENUE.here && (method === METHOD.open || method === METHOD.limited);
  if (!scored) {
    const examined = venue === VENUE.here && method === METHOD.directAppointment;
    const twice = (examination ?? []).some(
      (entry, index, all) => all.findIndex(({ key }) => key === entry.key) < index,
    );
    const faults: Fault[] = [];
    if (criteria?.length) faults.push(unasked('criteria'));
    if (technicalWeight !== undefined) faults.push(unasked('technicalWeight'));
    if (!examined && examination?.length) faults.push(unasked('examination'));
    if (examined && !examination?.length) {
      const en = 'Name the requirements that the proposal is examined against.';
      faults.push(fault('examination', 'requirements-missing', 'Hãy nêu các yêu cầu để xem xét đề xuất.', en));
    }
    if (twice) faults.push(fault('examination', 'requirement-twice', 'Có yêu cầu trùng khóa.', 'A key is used twice.'));
    return faults;
  }
  const { from, to } = CONSULTANT_SCORING.technicalPercent;
  const { document, certainty } = CONSULTANT_SCORING.source;
  const faults = checkCriteria(criteria ?? []);
  if (technicalWeight === undefined || technicalWeight < from || technicalWeight > to) {
    const vi = `Tỷ trọng điểm kỹ thuật (K) từ ${from}% đến ${to}% (${document}; ${certainty}).`;
    const en = `The technical weight (K) is ${from}% to ${to}% (${document}; ${certainty}).`;
    faults.push(fault('technicalWeight', 'technical-weight', vi, en));
  }
  if (examination?.length) faults.push(unasked('examination'));
  return faults;
}

function inviteeFaults(found: Case, given: Prepared, rule: Rule | undefined): Fault[] {
  const invited = given.invited?.length ?? 0;
  const here = given.venue === VENUE.here;
  switch (given.method) {
    case METHOD.directAppointment:
      if (invited === 1 || (!here && invited === 0)) return [];
      return [fault('invited', 'invite-one', 'Chỉ định thầu mời một đơn vị.', 'Direct appointment invites one.')];
    case METHOD.limited: {
      const least = rule?.minimumBids ?? 1;
      if (!here || invited >= least) return [];
      const vi = `Đấu thầu hạn chế mời ít nhất ${least} đơn vị.`;
      return [fault('invited', 'invite-more', vi, `Limited tendering invites at least ${least}.`)];
    }
    case METHOD.open:
      if (invited === 0) return [];
      return [fault('invited', 'invite-none', 'Đấu thầu rộng rãi không mời riêng.', 'Open tendering invites nobody.')];
    case METHOD.headDecision:
      return [...headDecisionFaults(found, given)];
  }
}

function headDecisionFaults(found: Case, given: Prepared): Fault[] {
  const faults = pricesFaults(found, given.prices ?? []);
  if (!given.consultant)
    faults.push(fault('consultant', 'consultant-missing', 'Hãy nêu đơn vị tư vấn.', 'Name the consultant.'));
  for (const [index, { application, price }] of (given.prices ?? []).entries()) {
    const ceiling = given.parts.find((part) => part.application === application)?.ceiling;
    if (ceiling !== undefined && price > ceiling)
      faults.push(
        fault(`prices.${index}.price`, 'above-ceiling', 'Giá vượt giá trần.', 'The price is above the ceiling.'),
      );
  }
  return faults;
}

/** What is wrong with the days from and to which work is to be carried out. */
export function datesFaults({ startOn, endOn }: Pick<Prepared, 'startOn' | 'endOn'>, now: Date): Fault[] {
  const faults: Fault[] = [];
  if (endOn <= legalDay(now))
    faults.push(fault('endOn', 'in-the-past', 'Ngày kết thúc phải sau hôm nay.', 'The end must lie after today.'));
  if (endOn < startOn)
    faults.push(fault('endOn', 'before-start', 'Ngày kết thúc trước ngày bắt đầu.', 'The end lies before the start.'));
  return faults;
}

/** The advance is the contract's, never above what the programme allows for any of the parts' support items. */
export function advanceFaults(found: Case, { advanceRateBp }: { advanceRateBp: number }): Fault[] {
  const rules = servedParts(found).map(({ application }) => itemOf(found.programme, application).support);
  const most = Math.min(...rules.map((rule) => rule?.advanceRateBp ?? 0));
  if (advanceRateBp <= most) return [];
  const vi = `Mức tạm ứng cao nhất là ${formatPercent(most, 'vi')}.`;
  return [fault('advanceRateBp', 'advance-too-high', vi, `The highest advance is ${formatPercent(most, 'en')}.`)];
}
