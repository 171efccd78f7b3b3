import type { Day } from './dates.ts';
import type { Bilingual, Fault } from './fault.ts';
import { formatDong } from './money.ts';

/**
 * Where the money of a budget line can be. Every movement takes from one account what it gives to another, so that all
 * accounts of a line sum to zero at any time.
 *
 * - `allotment`: what the budget gave, as a negative balance: the source of everything below.
 * - `available`: still free.
 * - `reserved`: promised to a dossier by an approval decision.
 * - `advanced`: paid to a payee as an advance and not yet accounted for.
 * - `spent`: paid for accepted work.
 * - `receivable`: must come back.
 * - `recovered`: has come back. It does not become available by itself: whether a line may spend it again is for the
 *   agency's finance, who then allots it.
 */
export type Account = 'allotment' | 'available' | 'reserved' | 'advanced' | 'spent' | 'receivable' | 'recovered';

/** One side of a movement: whole đồng, above 0 into the account, below 0 out of it. */
export interface Entry {
  account: Account;
  amount: bigint;
}

/**
 * What happens to money, with its amount in whole đồng.
 *
 * allotted: the line is given money · reserved: on approval · reduced: on signing, to what the part needs · advanced: an
 * advance was paid · paid: `amount` was paid for accepted work and `advanceCleared` of the earlier advances is now
 * accounted for by it · receivable: money must come back, from an advance or from what was spent · recovered: it was
 * confirmed to have come · released: what is left of a reservation, on every exit.
 */
export type Movement =
  | { kind: 'allotted' | 'reserved' | 'reduced' | 'advanced' | 'recovered' | 'released'; amount: bigint }
  | { kind: 'paid'; amount: bigint; advanceCleared: bigint }
  | { kind: 'receivable'; amount: bigint; from: 'advanced' | 'spent' };

const BETWEEN: Readonly<Record<Exclude<Movement['kind'], 'receivable'>, readonly [from: Account, to: Account]>> = {
  allotted: ['allotment', 'available'],
  reserved: ['available', 'reserved'],
  reduced: ['reserved', 'available'],
  advanced: ['reserved', 'advanced'],
  paid: ['reserved', 'spent'],
  recovered: ['receivable', 'recovered'],
  released: ['reserved', 'available'],
};

/**
 * The entries of a movement; they sum to zero. Throws RangeError when an amount is not above 0 (for `paid`: when one of
 * its two is negative or both are 0).
 */
export function entriesOf(movement: Movement): Entry[] {
  const cleared = movement.kind === 'paid' ? movement.advanceCleared : 0n;
  const least = cleared > 0n ? 0n : 1n;
  if (movement.amount < least || cleared < 0n) {
    throw new RangeError(`"${movement.kind}" moves ${movement.amount} đồng: give an amount above 0`);
  }
  const [from, to]: readonly [Account, Account] =
    movement.kind === 'receivable' ? [movement.from, 'receivable'] : BETWEEN[movement.kind];
  return [...transfer(from, to, movement.amount), ...transfer('advanced', 'spent', cleared)];
}

/** The counter-entry of a movement: recorded money is never changed, only moved back. */
export function counterEntries(entries: readonly Entry[]): Entry[] {
  return entries.map(({ account, amount }) => ({ account, amount: -amount }));
}

/** What each account holds, in đồng. */
export type Balance = Readonly<Record<Account, bigint>>;

/** The balance that entries make: of a line when given all of the line's, of a dossier when given the dossier's. */
export function balanceOf(entries: Iterable<Entry>): Balance {
  const balance: Record<Account, bigint> = {
    allotment: 0n,
    available: 0n,
    reserved: 0n,
    advanced: 0n,
    spent: 0n,
    receivable: 0n,
    recovered: 0n,
  };
  for (const { account, amount } of entries) balance[account] += amount;
  return balance;
}

/** What a budget line has left to promise, in đồng. */
export function left(line: Balance): bigint {
  return line.available;
}

/**
 * Why entries may not be posted: the line has less available than they take, or the dossier less reserved, advanced,
 * spent, receivable or recovered: nobody pays out of another dossier's reservation. Null when they may.
 */
export function shortFault(entries: readonly Entry[], balance: { line: Balance; dossier: Balance }): Fault | null {
  for (const [account, amount] of Object.entries(balanceOf(entries)) as [Account, bigint][]) {
    if (amount >= 0n || account === 'allotment') continue;
    const held = (account === 'available' ? balance.line : balance.dossier)[account];
    if (held + amount < 0n) {
      const message = {
        vi: `Cần ${formatDong(-amount, 'vi')} nhưng ${NAMES[account].vi} chỉ có ${formatDong(held, 'vi')}.`,
        en: `${formatDong(-amount, 'en')} are needed, but ${NAMES[account].en} has only ${formatDong(held, 'en')}.`,
      };
      return { path: account, code: account === 'available' ? 'budget-short' : `${account}-short`, message };
    }
  }
  return null;
}

/** Entries as they were posted: to a budget line, for a dossier or, as allotments, for none. */
export interface Posting {
  budgetLine: string;
  dossier: string | null;
  entries: readonly Entry[];
}

/**
 * Checks a ledger from its first posting to its last: every posting sums to zero, and after none does an account of a
 * line or of a dossier fall below zero (`allotment` does, being the source). Answers what is wrong, nothing when sound.
 */
export function checkInvariant(postings: readonly Posting[]): Fault[] {
  const faults: Fault[] = [];
  const held = new Map<string, Balance>();
  postings.forEach(({ budgetLine, dossier, entries }, index) => {
    const path = `postings.${index}`;
    const rest = entries.reduce((total, { amount }) => total + amount, 0n);
    if (rest !== 0n) {
      const vi = `Bút toán lệch ${formatDong(rest, 'vi')}.`;
      faults.push({
        path,
        code: 'unbalanced',
        message: { vi, en: `The entries are ${formatDong(rest, 'en')} apart.` },
      });
    }
    const lineKey = JSON.stringify([budgetLine]);
    const dossierKey = JSON.stringify([budgetLine, dossier]);
    const before = { line: held.get(lineKey) ?? balanceOf([]), dossier: held.get(dossierKey) ?? balanceOf([]) };
    const short = shortFault(entries, before);
    if (short) faults.push({ ...short, path: `${path}.${short.path}` });
    held.set(lineKey, added(before.line, entries));
    held.set(dossierKey, added(before.dossier, entries));
  });
  return faults;
}

/** A decision that money of one year may be spent in the next (chuyển nguồn). */
export interface CarryOver {
  fromYear: number;
  toYear: number;
  /** Its ground in law: on or before 31/12 the contract was signed or the tender completed. */
  basis: { kind: 'contract-signed' | 'tender-completed'; on: Day };
  /** Recorded by finance, it counts once an approver has approved it. */
  approved: boolean;
}

/**
 * Why a payment on `day` may not be taken from the line of `lineYear`; null when it may. Within the line's own year it
 * always may. In another it needs a carry-over to that year, approved, whose basis lies on or before 31/12 of the year
 * carried from (Treasury rules on carry-over, read in a copy of the official text).
 */
export function carryOverFault(lineYear: number, day: Day, carryOver: CarryOver | null): Fault | null {
  const year = Number(day.slice(0, 4));
  if (year === lineYear) return null;
  const fault = (code: string, vi: string, en: string): Fault => ({ path: 'budgetLine', code, message: { vi, en } });

  if (!carryOver || carryOver.fromYear !== lineYear || carryOver.toYear !== year) {
    const vi = `Nguồn năm ${lineYear} chưa được chuyển sang năm ${year}: kế toán lập chuyển nguồn, lãnh đạo phê duyệt.`;
    const en = `Money of ${lineYear} is not carried over to ${year}: finance records the carry-over, an approver approves it.`;
    return fault('carry-over-missing', vi, en);
  }
  if (!carryOver.approved) {
    const vi = `Chuyển nguồn ${lineYear} – ${year} chưa được phê duyệt.`;
    return fault('carry-over-unapproved', vi, `The carry-over from ${lineYear} to ${year} is not approved yet.`);
  }
  if (carryOver.basis.on > `${lineYear}-12-31`) {
    const vi = `Chỉ chuyển nguồn khi hợp đồng đã ký hoặc đấu thầu đã xong trước hết ngày 31/12/${lineYear}.`;
    const en = `Only what was contracted or tendered by 31/12/${lineYear} can be carried over.`;
    return fault('carry-over-basis', vi, en);
  }
  return null;
}

const NAMES: Readonly<Record<Exclude<Account, 'allotment'>, Bilingual>> = {
  available: { vi: 'dòng ngân sách', en: 'the budget line' },
  reserved: { vi: 'khoản đã giữ cho hồ sơ', en: 'the reservation of the dossier' },
  advanced: { vi: 'khoản tạm ứng của hồ sơ', en: 'the advance of the dossier' },
  spent: { vi: 'khoản đã thanh toán của hồ sơ', en: 'what was paid for the dossier' },
  receivable: { vi: 'khoản phải thu hồi của hồ sơ', en: 'what the dossier owes' },
  recovered: { vi: 'khoản đã thu hồi của hồ sơ', en: 'what was recovered from the dossier' },
};

function transfer(from: Account, to: Account, amount: bigint): Entry[] {
  if (amount === 0n) return [];
  return [
    { account: from, amount: -amount },
    { account: to, amount },
  ];
}

function added(balance: Balance, entries: readonly Entry[]): Balance {
  const held = Object.entries(balance).map(([account, amount]) => ({ account: account as Account, amount }));
  return balanceOf([...held, ...entries]);
}
