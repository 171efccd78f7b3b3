/** Acts out everything that a letter of the table is written about, on a real database; each act ends where its letters are. */
import { recalculate } from '../../activities/recalculations.ts';
import { addWorkingDays, OFFICIAL_CALENDAR } from '../../domain/calendar.ts';
import { instantOf, legalDay } from '../../domain/dates.ts';
import { ACTION, SUBJECT, TASK } from '../../domain/process.ts';
import { programmeOf } from '../../programmes/index.ts';
import { askAboutDays } from '../../records/calendar-questions.ts';
import { FAULT_KIND } from '../../records/faults.ts';
import { handBackTasks } from '../../records/leaving.ts';
import { askForOutcomes } from '../../records/outcomes.ts';
import { afterPutBack } from '../../records/put-back.ts';
import { record } from '../../records/record.ts';
import { GAP, keepGaps, tellOfGaps } from '../../records/run-gaps.ts';
import { withdraw } from '../../records/stuck.ts';
import { LETTER_FAILURE, tellOfUnsentLetters } from '../../records/unsent-letters.ts';
import {
  accepted,
  advanced,
  approved,
  claimLine,
  conclusion,
  contracted,
  delivered,
  draft,
  inForce,
  opened,
  paid,
  session,
} from '../support/dossier.ts';
import { corrects, WITH_18_MARCH } from '../support/hundred-dossiers.ts';
import { does, type Office, openOffice, passLimit, STARTS_AT, setClock, tries } from '../support/office.ts';
import { poison } from '../support/poison.ts';
import { announced, decisionsOf, entered, listed, scored } from '../support/round.ts';
import { awarded, bidOf, closed, directTerms, invited, ranked, withPanel } from '../support/tender.ts';

const PRICE = 40_000_000;
const TODAY = '2026-03-02';
/** What people write may look like anything. */
export const WRITTEN = 'Thiếu chữ ký <b>"A & B"</b>\nvà dấu';
export const ENTERPRISE = 'Công ty <i>Bền & Vững</i>';

type Act = (office: Office) => Promise<unknown>;

/** Everything that letters are written about, in the order in which it happens. */
export const acts = (): Readonly<Record<string, Act>> => ({
  submissions,
  exits,
  appraisals,
  tendered,
  tendersThatEnd,
  contracts,
  unsignedAward,
  agreements,
  selected,
  changes,
  deliveries,
  inspections,
  claims,
  recoveries,
  terminations,
  lateness,
  promises,
  corrections,
  faults,
  outcomesAsked,
  daysInQuestion,
  databasePutBack,
  notDelivered,
});

/** An office with money enough for all of them. */
export const openCorrespondence = (): Promise<Office> => openOffice({ budget: 10_000_000_000n });

/** Acts them out. */
export async function actOut(office: Office, all: readonly Act[]): Promise<void> {
  await office.database.party.update({ where: { id: office.parties.enterprise }, data: { name: ENTERPRISE } });
  for (const [index, act] of all.entries()) {
    // A minute after the one before it: which of two was submitted first does not depend on how fast this machine is.
    await setClock(office, new Date(Date.parse(STARTS_AT) + index * 60_000));
    await act(office);
  }
}

/** @returns an office in which every letter of the table has been written at least once */
export async function correspondence(): Promise<Office> {
  const office = await openCorrespondence();
  await actOut(office, Object.values(acts()));
  return office;
}

const submitted = async (office: Office, item = 'P2'): Promise<string> => {
  const code = await draft(office, { item });
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
};

/** Half a year after the settlements of the other acts. */
async function outcomesAsked(office: Office): Promise<void> {
  await setClock(office, '2026-09-03T09:00:00+07:00');
  await askForOutcomes(office.database);
}

/** Ninety days before 24 November and later: whether it is off is asked. */
async function daysInQuestion(office: Office): Promise<void> {
  await setClock(office, '2026-09-03T09:00:00+07:00');
  await askAboutDays(office.database);
}

/** A run is lost, and a letter is refused: what supervisors are told of it. */
async function notDelivered(office: Office): Promise<void> {
  const { database } = office;
  const code = await submitted(office);
  const lost = { subject: SUBJECT.application, code, how: 'terminated', lostAt: null, wake: true };
  await keepGaps(database, GAP.noRun, [lost]);
  await tellOfGaps(database);
  await database.letter.updateMany({ where: { code, sentAt: null }, data: { failure: LETTER_FAILURE.refused } });
  await tellOfUnsentLetters(database);
}

async function submissions(office: Office): Promise<void> {
  const items = { items: [{ kind: 'business-registration', text: WRITTEN }] };
  const code = await submitted(office);
  await does(office, 'intake', code, ACTION.requestSupplement, items);
  await does(office, 'enterprise', code, ACTION.supply, { answer: 'Đã bổ sung' });
  await does(office, 'intake', code, ACTION.accept);
  await does(office, 'appraiser', code, ACTION.requestSupplement, items);
  await does(office, 'enterprise', code, ACTION.supply, { answer: 'Đã bổ sung' });
  const other = await submitted(office);
  await does(office, 'intake', other, ACTION.decline, { reasons: items.items, legalBasis: 'Kế hoạch của tỉnh' });
}

/** The database refuses an acceptance; the supervisor takes it back. */
async function faults(office: Office): Promise<void> {
  const code = await submitted(office);
  const antidote = await poison(office, 'Event', { action: ACTION.accept });
  await tries(office, 'intake', code, ACTION.accept);
  await antidote();
  const kept = await office.database.recordFault.findFirstOrThrow({ where: { code } });
  const { id, ...fault } = kept;
  const stuck = { ...fault, fault: id, kind: FAULT_KIND.decision, subject: SUBJECT.application };
  await office.database.$transaction((tx) => withdraw(tx, stuck, office.people.supervisor, WRITTEN));
}

async function exits(office: Office): Promise<void> {
  const left = await submitted(office);
  await does(office, 'enterprise', left, ACTION.withdraw, { reason: WRITTEN });
  const stopped = await submitted(office);
  await does(office, 'approver', stopped, ACTION.stop, { reason: WRITTEN });
  await does(office, 'otherApprover', stopped, ACTION.reopen, { reason: 'Đủ điều kiện' });
  const silent = await submitted(office);
  await does(office, 'intake', silent, ACTION.requestSupplement, { items: [{ text: 'Bản sao' }] });
  await passLimit(office, silent, TASK.supplyDocuments);
}

async function appraisals(office: Office): Promise<void> {
  const code = await submitted(office);
  await does(office, 'intake', code, ACTION.accept);
  await does(office, 'approver', code, ACTION.extendLimit, { workingDays: 3, reason: WRITTEN });
  const pause = { pauseReason: 'force-majeure', reason: WRITTEN, until: '2026-03-06' };
  const issued = { number: '7/QĐ-SKHCN', date: '2026-03-02' };
  const instrument = { signatory: 'Lê Thị Thử', capacity: 'Giám đốc', ...issued };
  await does(office, 'approver', code, ACTION.pauseClock, { ...pause, instrument });
  await does(office, 'approver', code, ACTION.resumeClock, { reason: WRITTEN });
  const answers = programmeOf('003')
    .items.find((item) => item.code === 'P2')!
    .conditions.map(({ code: condition }, index) => ({
      condition,
      answer: index === 3 ? 'not-met' : 'met',
      reason: WRITTEN,
    }));
  await does(office, 'appraiser', code, ACTION.recommend, {
    recommendation: 'refuse-it',
    answers,
    estimate: PRICE,
    amount: 0,
    memo: 'Trùng lắp',
  });
  await does(office, 'approver', code, ACTION.refuse, {
    answers,
    instrument: { signatory: 'Lê Thị Thử', capacity: 'Giám đốc', number: '12/QĐ-SKHCN', date: TODAY },
  });
}

/** Limited tendering to the end of the contract: the whole way of one dossier. */
async function tendered(office: Office): Promise<void> {
  const code = await approved(office);
  const pack = await invited(office, [{ application: code, ceiling: PRICE }]);
  await does(office, 'procurement', pack, ACTION.clarify, { text: WRITTEN });
  await does(office, 'procurement', pack, ACTION.extend, { closingOn: '2026-03-12', reason: WRITTEN });
  await does(office, 'thirdConsultant', pack, ACTION.bid, bidOf({ [code]: 30_000_000 }));
  await does(office, 'thirdConsultant', pack, ACTION.withdrawBid);
  await ranked(office, pack, {
    consultant: { points: 90, prices: { [code]: 36_000_000 } },
    otherConsultant: { points: 80, prices: { [code]: 37_000_000 } },
    thirdConsultant: { points: 50, prices: { [code]: 30_000_000 } },
  });
  await awarded(office, pack, { [code]: 35_000_000 });
  const endOn = legalDay(instantOf(addWorkingDays(OFFICIAL_CALENDAR, TODAY, 70), '09:00'));
  await does(office, 'procurement', pack, ACTION.draft, { number: '07/2026/HĐ', startOn: '2026-03-20', endOn });
  await does(office, 'approver', pack, ACTION.sign);
  await does(office, 'consultant', pack, ACTION.sign);
  await does(office, 'enterprise', code, ACTION.acknowledge);
  const on = await today(office);
  await advanced(office, code, 10_000_000, on);
  await accepted(office, code, 35_000_000, 30_000_000, on);
  await does(office, 'consultant', code, ACTION.requestPayment, { lines: [claimLine(30_000_000, { date: on })] });
  await paid(office, code, on, { lines: [{ no: 1, accepted: 30_000_000 }] });
  await does(office, 'procurement', pack, ACTION.liquidate);
}

async function today({ database }: Office): Promise<string> {
  const [{ now }] = await database.$queryRaw<[{ now: Date }]>`SELECT business_now() AS now`;
  return legalDay(now);
}

async function tendersThatEnd(office: Office): Promise<void> {
  const [one, two] = [await approved(office), await approved(office)];
  const parts = [one, two].map((application) => ({ application, ceiling: PRICE }));
  const pack = await invited(office, parts);
  await does(office, 'enterprise', two, ACTION.withdraw);
  await does(office, 'approver', pack, ACTION.cancel, { reason: WRITTEN });
  const failing = await invited(office, [{ application: one, ceiling: PRICE }]);
  await passLimit(office, failing, TASK.receiveBids);

  const direct = await withPanel(office, [one]);
  await does(office, 'procurement', direct, ACTION.prepare, {
    ...directTerms(office, [{ application: one, ceiling: PRICE }]),
    endOn: '2026-12-31',
  });
  await does(office, 'otherApprover', direct, ACTION.approve);
  await does(office, 'procurement', direct, ACTION.invite);
  await closed(office, direct, { consultant: { [one]: PRICE } });
}

/** Whoever was chosen does not sign: the next in the ranking is negotiated with. */
async function unsignedAward(office: Office): Promise<void> {
  const code = await approved(office);
  const pack = await invited(office, [{ application: code, ceiling: PRICE }]);
  await ranked(office, pack, {
    consultant: { points: 90.25, prices: { [code]: 36_000_000 } },
    otherConsultant: { points: 80.5, prices: { [code]: 37_000_000 } },
    thirdConsultant: { points: 75, prices: { [code]: 38_000_000 } },
  });
  await awarded(office, pack, { [code]: 36_000_000 });
  await does(office, 'procurement', pack, ACTION.draft, { number: '09/2026/HĐ' });
  await passLimit(office, pack, TASK.signForConsultant);
}

async function contracts(office: Office): Promise<void> {
  const code = await approved(office);
  const pack = await opened(office, [code]);
  await does(office, 'procurement', pack, ACTION.prepare, smallValue(office, code));
  await does(office, 'approver', pack, ACTION.approve);
  await does(office, 'procurement', pack, ACTION.draft, { number: '08/2026/HĐ' });
  await passLimit(office, pack, TASK.signForConsultant);

  const counterpart = await approved(office, { item: 'P3', estimate: PRICE });
  await setClock(office, STARTS_AT);
  const other = await opened(office, [counterpart]);
  await does(office, 'procurement', other, ACTION.prepare, smallValue(office, counterpart));
  await does(office, 'approver', other, ACTION.approve);
  await passLimit(office, counterpart, TASK.acknowledgeAward);
}

const smallValue = (office: Office, application: string) => ({
  method: 'head-decision',
  venue: 'here',
  parts: [{ application, ceiling: PRICE }],
  requirements: 'Đào tạo',
  startOn: '2026-03-05',
  endOn: '2026-12-30',
  advanceRateBp: 3_000,
  consultant: office.parties.consultant,
  prices: [{ application, price: PRICE }],
});

async function changes(office: Office): Promise<void> {
  const code = await approved(office);
  const pack = await contracted(office, [{ application: code, price: PRICE }]);
  const later = { kind: 'dates', text: WRITTEN, newEndOn: '2026-07-31' };
  await does(office, 'procurement', pack, ACTION.proposeChange, later);
  await does(office, 'consultant', pack, ACTION.agreeChange);
  await does(office, 'approver', pack, ACTION.approveChange);
  const experts = [{ name: 'Phạm Văn Chuyên', role: 'Trưởng nhóm', qualification: 'Tương đương' }];
  await does(office, 'procurement', pack, ACTION.proposeChange, { kind: 'experts', text: 'Thay người', experts });
  await does(office, 'consultant', pack, ACTION.declineChange, { reason: WRITTEN });
  const lower = { kind: 'scope', text: 'Bớt một buổi', prices: [{ application: code, price: 30_000_000 }] };
  await does(office, 'procurement', pack, ACTION.proposeChange, lower);
  await passLimit(office, pack, TASK.agreeToChange);
}

async function agreements(office: Office): Promise<void> {
  const code = await approved(office, { item: 'P4' });
  const terms = { number: '01/2026/TTHT', value: PRICE, result: WRITTEN, startOn: '2026-03-05', endOn: '2026-06-30' };
  await does(office, 'appraiser', code, ACTION.draftAgreement, terms);
  await does(office, 'approver', code, ACTION.sign);
  await does(office, 'enterprise', code, ACTION.sign);
  const ask = { ground: 'force-majeure', text: WRITTEN };
  await does(office, 'enterprise', code, ACTION.requestTermination, ask);
  await does(office, 'approver', code, ACTION.continue, { reason: WRITTEN });
  await does(office, 'enterprise', code, ACTION.requestTermination, ask);
  const ended = { acceptedBase: 0, pay: 0, recover: 0, reason: WRITTEN };
  await does(office, 'approver', code, ACTION.terminate, ended);
}

/** A selection round by nomination: one enterprise is recognised, with a product that is not, another is not recognised. */
async function selected(office: Office): Promise<void> {
  const round = await announced(office);
  const nomination = { taxCode: '9900000016', enterprise: ENTERPRISE, reason: WRITTEN };
  await does(office, 'nominator', round, ACTION.nominate, nomination);
  await entered(office, 'enterprise', [WRITTEN.split('\n')[0]!, 'Van']);
  await entered(office, 'otherEnterprise', ['Cáp điện']);
  await listed(office, round);
  await scored(office, round, { [WRITTEN.split('\n')[0]!]: 80, Van: 75, 'Cáp điện': 40.5 });
  await does(office, 'appraiser', round, ACTION.rankProducts);
  const decisions = await decisionsOf(office, round, { Van: { recognised: false, reason: WRITTEN } });
  await does(office, 'chair', round, ACTION.decideRound, decisions);
}

async function deliveries(office: Office): Promise<void> {
  const code = await inForce(office, { price: PRICE });
  const { trainer: _trainer, attendances: _attendances, newPeople: _people, ...planned } = session();
  await does(office, 'consultant', code, ACTION.recordSession, { ...planned, plannedOn: '2026-03-10' });
  await does(office, 'consultant', code, ACTION.rescheduleSession, { no: 1, plannedOn: '2026-03-11', reason: WRITTEN });
  await does(office, 'consultant', code, ACTION.recordSession, session({ heldOn: TODAY, reason: 'Sớm' }));
  await does(office, 'consultant', code, ACTION.reportCompletion, { summary: WRITTEN });
  await does(office, 'enterprise', code, ACTION.object, { grounds: WRITTEN });
  await does(office, 'approver', code, ACTION.settleObjection, { outcome: 'resume', reason: WRITTEN });
  await does(office, 'consultant', code, ACTION.reportCompletion, { summary: 'Đã hoàn thành' });
  await passLimit(office, code, TASK.confirmCompletion);
}

async function inspections(office: Office): Promise<void> {
  const code = await inForce(office, { price: PRICE });
  await advanced(office, code, 5_000_000);
  await delivered(office, code);
  await does(office, 'inspector', code, ACTION.conclude, conclusion('to-correct', PRICE, 0));
  await does(office, 'otherInspector', code, ACTION.agree);
  await does(office, 'consultant', code, ACTION.reportCorrection, { report: 'Đã khắc phục' });
  await does(office, 'inspector', code, ACTION.conclude, conclusion('does-not-meet', PRICE, 0));
  await does(office, 'otherInspector', code, ACTION.dissent, { grounds: WRITTEN });
  await does(office, 'approver', code, ACTION.reInspect, { reason: WRITTEN });
  await does(office, 'inspector', code, ACTION.conclude, conclusion('does-not-meet', PRICE, 0));
  await does(office, 'otherInspector', code, ACTION.dissent, { grounds: WRITTEN });
  await does(office, 'approver', code, ACTION.rejectWork, { reason: WRITTEN });
  await does(office, 'finance', code, ACTION.confirmRecovery, {
    amount: 2_000_000,
    reference: 'UNC-9',
    receivedOn: TODAY,
  });
}

async function claims(office: Office): Promise<void> {
  const code = await inForce(office, { price: PRICE });
  await accepted(office, code, PRICE);
  const claim = () => ({ lines: [claimLine(PRICE)] });
  await does(office, 'consultant', code, ACTION.requestPayment, claim());
  await does(office, 'finance', code, ACTION.return, { reason: WRITTEN });
  await does(office, 'consultant', code, ACTION.requestPayment, claim());
  const verdict = { lines: [{ no: 1, accepted: PRICE }] };
  await does(office, 'finance', code, ACTION.verify, verdict);
  await does(office, 'paymentApprover', code, ACTION.approvePayment);
  await does(office, 'finance', code, ACTION.paymentRefused, { reason: WRITTEN });
  await paid(office, code, TODAY, verdict);
}

async function recoveries(office: Office): Promise<void> {
  const code = await inForce(office, { price: PRICE });
  await advanced(office, code, 12_000_000);
  await accepted(office, code, PRICE, 4_000_000);
  await passLimit(office, code, TASK.claimPayment);
  await does(office, 'approver', code, ACTION.closeWithoutClaim, { reason: WRITTEN });
  await passLimit(office, code, TASK.recover);
  await does(office, 'approver', code, ACTION.handOver, { toWhom: 'Cơ quan thi hành án', basis: WRITTEN });
}

async function terminations(office: Office): Promise<void> {
  const asked = { ground: 'force-majeure', text: WRITTEN };
  const goesOn = await inForce(office, { price: PRICE });
  await does(office, 'enterprise', goesOn, ACTION.requestTermination, asked);
  await does(office, 'approver', goesOn, ACTION.continue, { reason: WRITTEN });
  const ends = await inForce(office, { price: PRICE });
  await advanced(office, ends, 5_000_000);
  await does(office, 'consultant', ends, ACTION.requestTermination, asked);
  await does(office, 'approver', ends, ACTION.terminate, {
    acceptedBase: 1_000_000,
    pay: 0,
    recover: 4_000_000,
    reason: WRITTEN,
  });
}

/** A promised date that passes, is told of week by week up to those above the agency, and then the day on which its appraiser leaves. */
async function promises(office: Office): Promise<void> {
  const { database, people } = office;
  await database.superior.create({
    data: { agencyId: 'test-agency', no: 1, name: 'UBND tỉnh Thử nghiệm', email: 'above@example.test' },
  });
  const code = await submitted(office);
  await does(office, 'intake', code, ACTION.accept);
  for (const _ of ['reminder', 'passed', 'to the head', 'again']) {
    const { id, promiseNextAt } = await database.application.findUniqueOrThrow({ where: { code } });
    await setClock(office, promiseNextAt!);
    const timer = { task: id, dueAt: promiseNextAt!.toISOString() };
    await record({ database }, { subject: SUBJECT.application, code, timer });
  }
  await database.task.updateMany({ where: { code, closedAt: null }, data: { personId: people.appraiser } });
  await database.person.update({ where: { id: people.appraiser }, data: { leftOn: new Date('2026-03-02') } });
  await handBackTasks(office);
  await database.person.update({ where: { id: people.appraiser }, data: { leftOn: null } });
}

/** A task that nobody takes, given to somebody else; and one that rule 1 leaves nobody for. */
async function lateness(office: Office): Promise<void> {
  const code = await submitted(office);
  for (const _ of ['reminder', 'overdue', 'escalation', 'escalation to the head', 'again']) await nextOf(office, code);
  await setClock(office, STARTS_AT);
  const { database, people } = office;
  const given = await submitted(office);
  const task = await database.task.findFirstOrThrow({ where: { code: given, closedAt: null } });
  await does(office, 'supervisor', given, ACTION.reassign, { task: task.id, to: people.intake, reason: WRITTEN });
  await does(office, 'intake', given, ACTION.accept);
  await database.assignment.createMany({
    data: [{ personId: people.appraiser, agencyId: 'test-agency', role: 'approver', fromDay: new Date('2020-01-01') }],
  });
  await database.assignment.updateMany({
    where: { personId: { in: [people.approver, people.otherApprover] }, role: 'approver' },
    data: { toDay: new Date('2026-03-02') },
  });
  const { conditions } = programmeOf('003').items.find((item) => item.code === 'P2')!;
  await does(office, 'appraiser', given, ACTION.recommend, {
    recommendation: 'approve-it',
    answers: conditions.map((condition) => ({ condition: condition.code, answer: 'met', reason: 'Đạt' })),
    estimate: PRICE,
    amount: PRICE,
    memo: 'Đủ điều kiện',
  });
}

async function nextOf(office: Office, code: string): Promise<void> {
  const task = await office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
  await setClock(office, task.nextAt!);
  const timer = { task: task.id, dueAt: task.nextAt!.toISOString() };
  await record({ database: office.database }, { subject: SUBJECT.application, code, timer });
}

/** A day off more: an appointed date and what the enterprise owes both move. */
async function corrections(office: Office): Promise<void> {
  const accepted = await submitted(office);
  await does(office, 'intake', accepted, ACTION.accept);
  const waiting = await submitted(office);
  await does(office, 'intake', waiting, ACTION.requestSupplement, { items: [{ text: WRITTEN }] });
  await corrects(office, 2026, WITH_18_MARCH);
  await corrects(office, 2026, { ...WITH_18_MARCH, off: [...WITH_18_MARCH.off, '2026-03-10'] });
  while ((await recalculate(office)) > 0);
}

const databasePutBack = ({ database }: Office): Promise<number> => afterPutBack(database);
