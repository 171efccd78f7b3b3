/** A payment claim: its lines with their invoices, what is wrong with them, and what finance accepts of them. */
import type { Fault } from './fault.ts';
import { typed } from './identity.ts';
import { type Invoice, invoiceFaults, invoiceIdentity, invoiceKey } from './invoice.ts';
import { formatDong } from './money.ts';
import { formatPercent } from './numbers.ts';
import type { ClaimBase } from './programme.ts';

/** A line of a payment claim; whole đồng, VAT rate in basis points (800 is 8 %). */
export interface ClaimLine {
  description: string;
  net: bigint;
  vatRateBp: number;
  vat: bigint;
  gross: bigint;
  invoice: Invoice;
}

/**
 * What is wrong with a claim as it was handed in, every fault at once: amounts that are not positive, net + VAT ≠ gross,
 * VAT further than 1 đồng from rate × net (sellers round in either direction), an incomplete invoice, the same work of
 * the same invoice twice, one invoice with two days. Whether an invoice was in an earlier claim is for the database.
 */
export function claimFaults(lines: readonly ClaimLine[]): Fault[] {
  if (lines.length === 0) {
    const message = { vi: 'Đề nghị thanh toán chưa có dòng nào.', en: 'The claim has no line.' };
    return [{ path: 'lines', code: 'claim-empty', message }];
  }
  return [...lines.flatMap((line, index) => lineFaults(line, `lines.${index}`)), ...repeatedLines(lines)];
}

function lineFaults({ description, net, vatRateBp, vat, gross, invoice }: ClaimLine, path: string): Fault[] {
  const faults: Fault[] = [];
  const fault = (field: string, code: string, vi: string, en: string) =>
    faults.push({ path: `${path}.${field}`, code, message: { vi, en } });

  if (description.trim() === '') {
    fault('description', 'description-missing', 'Chưa ghi nội dung.', 'Say what was done or bought.');
  }
  if (net <= 0n) {
    fault('net', 'not-positive', 'Giá trị trước thuế phải lớn hơn 0.', 'The net amount must be above 0.');
  }
  if (vat < 0n) fault('vat', 'negative', 'Tiền thuế không được âm.', 'VAT must not be negative.');
  if (net + vat !== gross) {
    const sum = net + vat;
    const en = `Net and VAT make ${formatDong(sum, 'en')}, not ${formatDong(gross, 'en')}.`;
    const vi = `Trước thuế cộng thuế là ${formatDong(sum, 'vi')}, không phải ${formatDong(gross, 'vi')}.`;
    fault('gross', 'gross-differs', vi, en);
  }
  if (!Number.isInteger(vatRateBp) || vatRateBp < 0 || vatRateBp > 10_000) {
    const en = 'Give the VAT rate in basis points from 0 to 10000.';
    fault('vatRateBp', 'vat-rate', 'Thuế suất phải từ 0 đến 10000 phần vạn.', en);
  } else if (absolute(vat * 10_000n - net * BigInt(vatRateBp)) > 10_000n) {
    const expected = formatDong((net * BigInt(vatRateBp)) / 10_000n, 'vi');
    const vi = `Thuế ${formatPercent(vatRateBp, 'vi')} của dòng này là khoảng ${expected}.`;
    const en = `VAT of ${formatPercent(vatRateBp, 'en')} on this line is about ${formatDong((net * BigInt(vatRateBp)) / 10_000n, 'en')}.`;
    fault('vat', 'vat-differs', vi, en);
  }

  faults.push(...invoiceFaults(invoice, `${path}.invoice`));
  return faults;
}

/** An invoice may fill several lines (rates of VAT differ), but not twice with the same work, nor with two days. */
function repeatedLines(lines: readonly ClaimLine[]): Fault[] {
  const known = lines.map(({ invoice, description }) => {
    const identity = invoiceIdentity(invoice);
    return {
      key: identity && invoiceKey(identity),
      work: typed(description).replace(/\s+/g, ' ').toLowerCase(),
      date: invoice.date,
    };
  });
  return known.flatMap(({ key, work, date }, index): Fault[] => {
    const before = key === null ? [] : known.slice(0, index).filter((other) => other.key === key);
    if (before.some((other) => other.work === work)) {
      const message = {
        vi: 'Nội dung này của hóa đơn này đã có trong đề nghị.',
        en: 'This work of this invoice is in the claim already.',
      };
      return [{ path: `lines.${index}`, code: 'line-twice', message }];
    }
    if (before.some((other) => other.date !== date)) {
      const message = {
        vi: 'Cùng một hóa đơn nhưng ngày khác với dòng trước.',
        en: 'The same invoice has another day on an earlier line.',
      };
      return [{ path: `lines.${index}.invoice.date`, code: 'invoice-dates-differ', message }];
    }
    return [];
  });
}

/** What a line counts for under the programme: its net or its gross amount. */
export function claimedBase(line: Pick<ClaimLine, 'net' | 'gross'>, base: ClaimBase): bigint {
  return base === 'net' ? line.net : line.gross;
}

/** The verifier's word on one line: how much of its base is accepted, and why not the rest. */
export interface LineVerdict {
  accepted: bigint;
  reason?: string;
}

/** A verified claim; whole đồng. `acceptedGross` is what the accepted work costs with its VAT. */
export interface Verification {
  acceptedBase: bigint;
  acceptedGross: bigint;
  /** Not accepted for payment (không chấp nhận thanh toán), in the programme's base. */
  notAccepted: bigint;
}

/**
 * Verifies a claim line by line: one verdict for each line, in order. A line is accepted in whole, or in part or not at
 * all with a reason; together never above what inspection accepted. Under a net base the accepted gross of a line that
 * is accepted in part carries its share of the VAT, rounded down.
 *
 * @param acceptedAtInspection what inspection accepted, in the programme's base.
 * @param lines a claim in which `claimFaults` finds nothing.
 * @returns the sums, or the faults, which leave nothing verified.
 */
export function verify(
  lines: readonly ClaimLine[],
  verdicts: readonly LineVerdict[],
  base: ClaimBase,
  acceptedAtInspection: bigint,
): { verification: Verification; faults: [] } | { verification: null; faults: Fault[] } {
  const faults: Fault[] = [];
  const fault = (path: string, code: string, vi: string, en: string) =>
    faults.push({ path, code, message: { vi, en } });
  if (verdicts.length !== lines.length) {
    const vi = `Đề nghị có ${lines.length} dòng, kết quả thẩm tra có ${verdicts.length}.`;
    fault(
      'verdicts',
      'verdicts-missing',
      vi,
      `The claim has ${lines.length} lines, the verification ${verdicts.length}.`,
    );
    return { verification: null, faults };
  }

  const pairs = lines.map((line, index) => ({ line, claimed: claimedBase(line, base), ...verdicts[index]! }));
  pairs.forEach(({ claimed, accepted, reason }, index) => {
    if (accepted < 0n || accepted > claimed) {
      const vi = `Chấp nhận từ 0 đến ${formatDong(claimed, 'vi')} của dòng này.`;
      fault(
        `verdicts.${index}.accepted`,
        'accepted-range',
        vi,
        `Accept 0 to ${formatDong(claimed, 'en')} of this line.`,
      );
    } else if (accepted < claimed && !reason?.trim()) {
      const vi = 'Nêu lý do không chấp nhận thanh toán.';
      fault(`verdicts.${index}.reason`, 'reason-missing', vi, 'Say why the rest is not accepted for payment.');
    }
  });
  const acceptedBase = sum(pairs.map(({ accepted }) => accepted));
  if (acceptedBase > acceptedAtInspection) {
    const vi = `Tổng ${formatDong(acceptedBase, 'vi')} vượt giá trị nghiệm thu ${formatDong(acceptedAtInspection, 'vi')}.`;
    const en = `${formatDong(acceptedBase, 'en')} is above the ${formatDong(acceptedAtInspection, 'en')} accepted at inspection.`;
    fault('verdicts', 'above-inspection', vi, en);
  }
  if (faults.length > 0) return { verification: null, faults };

  const acceptedGross = sum(
    pairs.map(({ line, accepted }) => (base === 'gross' ? accepted : accepted + (line.vat * accepted) / line.net)),
  );
  const notAccepted = sum(pairs.map(({ claimed }) => claimed)) - acceptedBase;
  return { verification: { acceptedBase, acceptedGross, notAccepted }, faults: [] };
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function absolute(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}
