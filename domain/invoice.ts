/**
 * What identifies an invoice (hóa đơn): its seller, its symbol by its parts, its number. Parsed, never compared as it was spelt, so that
 * none is paid twice. The form of an electronic invoice's symbol and number: Nghị định 123/2020/NĐ-CP and Thông tư 78/2021/TT-BTC.
 */
import { isDay } from './dates.ts';
import type { Fault } from './fault.ts';
import { compact } from './identity.ts';
import { normaliseTaxCode, TAX_CODE_FAULTS, taxCodeFault, taxCodeRoot } from './tax-code.ts';

/** An invoice as it is typed: seller, symbol (ký hiệu, with or without the form's digit in front), number and day. */
export interface Invoice {
  sellerTaxCode: string;
  symbol: string;
  number: string;
  date: string;
}

/** The symbol of an electronic invoice by its parts: `1C26TTH` is form 1, mark C, year 26, kind T, series TH. */
export type InvoiceSymbol = {
  /** 1 VAT, 2 sale, and so on; null where only the six characters after it were given. */
  form: string | null;
  /** C: with the tax authority's code, K: without. */
  mark: string;
  /** The last two digits of the year. */
  year: number;
  kind: string;
  series: string;
};

/**
 * By which an invoice is known. The form is no part of it: the same symbol is written with and without it. A branch of the seller is the
 * seller: its ten digits count.
 */
export type InvoiceIdentity = Omit<InvoiceSymbol, 'form'> & { seller: string; serial: number };

const SYMBOL = /^([1-9])?([CK])(\d{2})([A-Z])([A-Z]{2})$/;
const SERIAL = /^\d{1,8}$/;

/** @returns the parts of an invoice's symbol, or null where it is none */
export function parseSymbol(symbol: string): InvoiceSymbol | null {
  const match = SYMBOL.exec(compact(symbol));
  if (!match) return null;
  const [, form, mark, year, kind, series] = match;
  return { form: form ?? null, mark: mark!, year: Number(year), kind: kind!, series: series! };
}

/** @returns the number of an invoice, from 1 to 99999999, or null where it is none */
export function parseSerial(number: string): number | null {
  const digits = compact(number);
  return SERIAL.test(digits) && Number(digits) > 0 ? Number(digits) : null;
}

/** @returns by which the invoice is known, or null where `invoiceFaults` finds why not */
export function invoiceIdentity({
  sellerTaxCode,
  symbol,
  number,
}: Omit<Invoice, 'date'>): (InvoiceIdentity & Pick<InvoiceSymbol, 'form'>) | null {
  const parts = parseSymbol(symbol);
  const serial = parseSerial(number);
  if (!parts || serial === null || taxCodeFault(sellerTaxCode)) return null;
  return { seller: taxCodeRoot(normaliseTaxCode(sellerTaxCode)), ...parts, serial };
}

/** An invoice's identity as one text, to be compared. */
export const invoiceKey = ({ seller, mark, year, kind, series, serial }: InvoiceIdentity): string =>
  `${seller}/${mark}${String(year).padStart(2, '0')}${kind}${series}/${serial}`;

/** What cannot be read of an invoice, by its fields. @param path the invoice's place in what was sent */
export function invoiceFaults({ sellerTaxCode, symbol, number, date }: Invoice, path: string): Fault[] {
  const faults: Fault[] = [];
  const fault = (field: string, code: string, vi: string, en: string) =>
    faults.push({ path: `${path}.${field}`, code, message: { vi, en } });
  const wrong = taxCodeFault(sellerTaxCode);
  if (wrong) fault('sellerTaxCode', wrong, TAX_CODE_FAULTS[wrong].vi, TAX_CODE_FAULTS[wrong].en);
  if (!parseSymbol(symbol)) {
    fault(
      'symbol',
      'invoice-symbol',
      'Ký hiệu hóa đơn gồm C hoặc K, hai chữ số của năm và ba chữ cái, có thể kèm số mẫu ở trước (ví dụ 1C26TTH hoặc C26TTH).',
      'The symbol of an invoice is C or K, two digits of the year and three letters, with or without the digit of its form in front (such as 1C26TTH or C26TTH).',
    );
  }
  if (parseSerial(number) === null) {
    fault(
      'number',
      'invoice-number',
      'Số hóa đơn gồm từ 1 đến 8 chữ số, không kèm chữ hay dấu, và lớn hơn 0 (ví dụ 00000015).',
      'The number of an invoice is 1 to 8 digits above zero, without letters or points (such as 00000015).',
    );
  }
  if (!isDay(date)) {
    fault('date', 'invoice-date', 'Ngày hóa đơn không có thật.', 'Give the day of the invoice as YYYY-MM-DD.');
  }
  return faults;
}
