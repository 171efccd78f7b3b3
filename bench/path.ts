/** The straight path of a dossier over HTTP, decision by decision, as its parties and the agency's staff take it. */
import { performance } from 'node:perf_hooks';
import type pg from 'pg';
import { ACTION, type ActionName, process, SUBJECT, type SubjectKind } from '../domain/process.ts';
import type { Caller, Callers } from './caller.ts';
import { type Draft, ESTIMATE, HELD_ON, type Seed, type Staff } from './seed.ts';

export interface Dossier extends Draft {
  /** The code of its package, once that is opened. */
  pack?: string;
}

/** One decision of the path. */
export interface Step {
  subject: SubjectKind;
  action: ActionName;
  who: Staff | 'consultant' | 'enterprise';
  /** Recorded without a message to the workflow. */
  note?: true;
  body?: (dossier: Dossier, scene: Scene) => object;
}

/** What the path is taken on. */
export interface Scene {
  seed: Seed;
  callers: Callers;
  owner: pg.Pool;
  /** Told of every decision: its step, and how long it took from being sent to being acknowledged. */
  took?: (step: Step, ms: number) => void;
  /** Told before a task is claimed, and before a decision is sent. */
  begins?: (what: 'claim' | 'decision', step: Step) => Promise<void>;
}

export const isStaff = (who: Step['who']): who is Staff => who !== 'enterprise' && who !== 'consultant';

const PRICE = 38_000;
const ADVANCE = 10_000;
const CONDITIONS = ['PROVINCE', 'SECTOR', 'RESOURCES', 'NO-OVERLAP'];

const of =
  (subject: SubjectKind) =>
  (who: Step['who'], action: ActionName, body?: Step['body'], note?: true): Step => ({
    ...{ subject, who, action, body, note },
  });
const application = of(SUBJECT.application);
const pack = of(SUBJECT.package);

/** From the draft to the approved support. */
export const TO_APPROVAL: readonly Step[] = [
  application('enterprise', ACTION.submit, () => ({ contentVersion: 1 })),
  application('intake', ACTION.accept),
  application('appraiser', ACTION.recommend, () => ({
    recommendation: 'approve-it',
    answers: CONDITIONS.map((condition) => ({ condition, answer: 'met', reason: 'Đã đối chiếu' })),
    estimate: ESTIMATE,
    amount: ESTIMATE,
    memo: 'Đủ điều kiện',
  })),
  application('approver', ACTION.approve, () => ({ amount: ESTIMATE })),
];

/** A package of small value for each dossier: the head decides, nothing is tendered. */
export const PACKAGE: readonly Step[] = [
  pack('procurement', ACTION.openPackage),
  pack('procurement', ACTION.prepare, ({ code }, { seed }) => ({
    method: 'head-decision',
    venue: 'here',
    parts: [{ application: code, ceiling: PRICE }],
    requirements: 'Đào tạo tại doanh nghiệp',
    startOn: '2026-03-05',
    endOn: '2026-06-30',
    advanceRateBp: 3_000,
    consultant: seed.consultant.id,
    prices: [{ application: code, price: PRICE }],
  })),
  pack('approver', ACTION.approve),
  pack('procurement', ACTION.draft, (dossier) => ({ number: `${dossier.pack}/HĐ` })),
  pack('approver', ACTION.sign),
  pack('consultant', ACTION.sign),
];

const payment = (no: number, verdicts: object): readonly Step[] => [
  application('finance', ACTION.verify, () => verdicts),
  application('paymentApprover', ACTION.approvePayment),
  application('finance', ACTION.confirmPayment, ({ code }) => ({
    treasuryReference: `KB-${code}-${no}`,
    paidOn: HELD_ON,
  })),
];

/** From the award to the settlement, with an advance. */
export const TO_SETTLEMENT: readonly Step[] = [
  application('enterprise', ACTION.acknowledge),
  application('consultant', ACTION.requestPayment, () => ({ amount: ADVANCE })),
  ...payment(1, {}),
  application('consultant', ACTION.recordSession, () => SESSION, true),
  application('consultant', ACTION.reportCompletion, () => ({ summary: 'Đã hoàn thành' })),
  application('enterprise', ACTION.confirm),
  application('inspector', ACTION.conclude, () => CONCLUSION),
  application('otherInspector', ACTION.agree),
  application('approver', ACTION.acceptWork),
  application('consultant', ACTION.requestPayment, ({ code }, { seed }) => ({ lines: [claimLine(code, seed)] })),
  ...payment(2, { lines: [{ no: 1, accepted: PRICE }] }),
];

/** The decisions of an application that its workflow hears of: what the control has as many of. */
export const UPDATES: readonly Step[] = [...TO_APPROVAL, ...TO_SETTLEMENT].filter((step) => !step.note);

/** Those that staff take, with a task to be claimed before. */
export const CLAIMED: readonly Step[] = UPDATES.filter(({ who }) => isStaff(who));

export const LIQUIDATION: readonly Step[] = [pack('procurement', ACTION.liquidate)];

const SESSION = {
  ...{ heldOn: HELD_ON, place: 'Hội trường', topic: '5S', trainer: 'Trần Thị Đo' },
  ...{ attendances: 20, newPeople: 20, reason: 'Trước ngày hợp đồng' },
};
const CONCLUSION = {
  conclusion: 'meets',
  lines: [{ no: 1, description: 'Đào tạo', contracted: PRICE, accepted: PRICE }],
  checklist: [{ item: 'Có danh sách học viên', met: true }],
  minutes: 'Biên bản kiểm tra',
};

function claimLine(code: string, { consultant }: Seed) {
  const vat = (PRICE * 800) / 10_000;
  const number = code.replace(/\D/g, '').slice(4, 10);
  const invoice = { sellerTaxCode: consultant.taxCode, symbol: '1C26TST', number, date: HELD_ON };
  return { description: 'Đào tạo 5S', net: PRICE, vatRateBp: 800, vat, gross: PRICE + vat, invoice };
}

/** Takes steps with one dossier, one after another; of staff, each claims the task first. */
export async function take(scene: Scene, dossier: Dossier, steps: readonly Step[]): Promise<void> {
  for (const step of steps) await takeOne(scene, dossier, step);
}

/** Claims the task of the next step and gives it back, so many times. */
export async function claimAndRelease(scene: Scene, dossier: Dossier, step: Step, times: number): Promise<void> {
  const task = await taskOf(scene, dossier.code, step);
  for (let time = 0; time < times; time += 1) {
    await scene.callers.call(callerOf(step, dossier), 'POST', `/tasks/${task}/claim`, {});
    await scene.callers.call(callerOf(step, dossier), 'POST', `/tasks/${task}/release`, {});
  }
}

const callerOf = ({ who }: Step, { enterprise }: Dossier): Caller => (who === 'enterprise' ? { enterprise } : who);

/** @param key repeats the decision where it is the same */
export async function takeOne(scene: Scene, dossier: Dossier, step: Step, key?: string): Promise<void> {
  const { callers, begins, took } = scene;
  const who = callerOf(step, dossier);
  const opens = step.action === ACTION.openPackage;
  const code = step.subject === SUBJECT.package ? dossier.pack : dossier.code;
  const task = opens ? undefined : await taskOf(scene, code ?? '', step);
  if (task) {
    await begins?.('claim', step);
    await callers.call(who, 'POST', `/tasks/${task}/claim`, {});
  }
  const body = { ...signed(step), ...step.body?.(dossier, scene) };
  await begins?.('decision', step);
  const sent = performance.now();
  if (opens) {
    const programme = scene.seed.programmeId;
    const opened = { programme, title: 'Đào tạo 5S', applications: [dossier.code] };
    const { subject } = await callers.call<{ subject: { code: string } }>(who, 'POST', '/packages', opened, key);
    dossier.pack = subject.code;
  } else {
    await callers.call(who, 'POST', `/${step.subject}s/${code}/actions/${step.action}`, body, key);
  }
  took?.(step, performance.now() - sent);
}

const rowsOf = ({ subject, action }: Step) =>
  process().actions.filter((row) => row.subject === subject && row.name === action);

/** The open task that a member of staff claims for a step; they would pick it from the inbox. */
async function taskOf({ owner }: Scene, code: string, step: Step): Promise<string | undefined> {
  if (!isStaff(step.who)) return undefined;
  const names = rowsOf(step).flatMap((row) => row.task ?? []);
  const { rows } = await owner.query<{ id: string }>(
    'SELECT id FROM "Task" WHERE code = $1 AND name = ANY($2) AND "closedAt" IS NULL AND "partyId" IS NULL',
    [code, names],
  );
  return rows[0]?.id;
}

/** What has legal effect carries who signs, or who acts for a party. */
function signed(step: Step): object {
  if (!rowsOf(step).some((row) => row.legal)) return {};
  return isStaff(step.who)
    ? { instrument: { signatory: 'Người ký', capacity: 'Giám đốc' } }
    : { signatory: { name: 'Người đại diện', capacity: 'Giám đốc' } };
}
