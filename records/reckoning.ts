/** What a part's support comes to, what its dossier holds on the budget line, and where settlement leads to. */
import { type Balance, entriesOf, shortFault } from '../domain/budget.ts';
import { Refused } from '../domain/errors.ts';
import { dongToJson } from '../domain/money.ts';
import { isClosed, LETTER, RECIPIENT, STATE, type StateKey, splitKey } from '../domain/process.ts';
import type { SupportRule } from '../domain/programme.ts';
import { type Support, supportDue } from '../domain/support.ts';
import { type Application, type Case, itemOf, type Tx } from './case.ts';
import { fault } from './handler.ts';
import { lockLine, type Posting } from './ledger.ts';

/**
 * What the work of an application costs, in đồng: the price of its part of the contract, or the value of its agreement.
 * @throws RangeError before there is either
 */
export function workValue(found: Case): bigint {
  const part = found.parts.find((candidate) => candidate.applicationId === found.row.id && !candidate.leftAt);
  const value = found.agreement?.value ?? part?.price;
  if (value === undefined || value === null)
    throw new RangeError(`${found.row.code} has neither an agreement nor a part with a price.`);
  return value;
}

/** How the support of this application is reckoned; an item without a rule pays nothing out. */
export function ruleOf(found: Case): SupportRule {
  const rule = itemOf(found.programme, found.application!).support;
  if (rule) return rule;
  const vi = 'Nội dung hỗ trợ này không có mức chi trả.';
  throw new Refused('guarded', [fault('', 'no-support-rule', vi, 'Nothing is paid out for this support item.')]);
}

/** The support due for some accepted work, in đồng of the programme's base (process.md, money). */
export function supportFor(found: Case, acceptedBase: bigint): Support {
  const rule = ruleOf(found);
  return supportDue({
    rate: rule.rateBp,
    acceptedBase,
    approved: found.application!.approvedAmount ?? 0n,
    ceilingLeft: rule.capPerApplication,
    partValue: workValue(found),
  });
}

/** The budget line that holds the reservation, locked, and what the dossier has on its accounts. */
export type Account = { lineId: string; year: number; line: Balance; dossier: Balance };

/** @throws RangeError where an approved dossier names no budget line */
export async function accountOf(tx: Tx, found: Case): Promise<Account> {
  const lineId = found.application!.budgetLineId;
  const line = lineId ? await lockLine(tx, lineId, found.row.id) : null;
  if (!lineId || !line?.dossier) throw new RangeError(`${found.row.code} was approved without a reservation.`);
  return { lineId, year: line.year, line: line.balance, dossier: line.dossier };
}

/** @throws Refused where an account would fall below zero: nobody pays out of another dossier's reservation */
export function postable(account: Account, postings: readonly Posting[]): readonly Posting[] {
  const short = shortFault(postings.flatMap(entriesOf), account);
  if (short) throw new Refused(short.code === 'budget-short' ? 'budget-short' : 'guarded', [short]);
  return postings;
}

/** Money that must come back out of the advances: the posting and the letter that demands it; nothing where it is 0. */
export function receivableOf(found: Case, { lineId }: Pick<Account, 'lineId'>, amount: bigint) {
  if (amount === 0n) return { money: [], letters: [] };
  const posting: Posting = { kind: 'receivable', amount, from: 'advanced', lineId, applicationId: found.row.id };
  return {
    money: [posting],
    letters: [{ letter: LETTER.recoveryDemanded, to: RECIPIENT.payee, facts: dongs({ recoverable: amount }) }],
  };
}

/**
 * Accounts for the advances where nothing more is paid: what the accepted work supports is spent, the rest must come back.
 * @param back how much of the advances must come back, in đồng
 */
export function accountForAdvances(found: Case, account: Account, back: bigint) {
  const spent = account.dossier.advanced - back;
  const { money, letters } = receivableOf(found, account, back);
  const cleared: Posting = {
    kind: 'paid',
    amount: 0n,
    advanceCleared: spent,
    lineId: account.lineId,
    applicationId: found.row.id,
  };
  return { money: postable(account, [...(spent > 0n ? [cleared] : []), ...money]), letters };
}

/** The closing state that settlement leads to where it is not the usual one, as kept on the application. */
export const ENDING = { terminated: splitKey(STATE.terminated).state } as const;

/** Where the application ends once nothing is left to pay or to recover. */
export const endOf = (application: Application): StateKey =>
  application.ending === ENDING.terminated ? STATE.terminated : STATE.settled;

/** Tells the enterprise that its dossier is closed, where the step that closes it writes to the payee alone. */
export const closingLetters = (to: StateKey) =>
  isClosed(splitKey(to).stage)
    ? [{ letter: LETTER.settled, to: RECIPIENT.enterprise, facts: { ending: splitKey(to).state } }]
    : [];

/** Amounts as the history and the letters show them: JSON integers, in đồng. */
export const dongs = <Name extends string>(amounts: Record<Name, bigint>): Record<Name, number> =>
  Object.fromEntries(Object.entries<bigint>(amounts).map(([name, amount]) => [name, dongToJson(amount)])) as Record<
    Name,
    number
  >;
