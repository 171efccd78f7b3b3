import * as mst from 'stdnum/lib/cjs/vn/mst.js';
import type { Bilingual } from './fault.ts';
import { typed } from './identity.ts';

/** What can be wrong with a tax code. */
export type TaxCodeFault =
  | 'tax-code-missing'
  | 'tax-code-characters'
  | 'tax-code-length'
  | 'tax-code-part'
  | 'tax-code-check-digit';

/** What to tell the reader about each fault. */
export const TAX_CODE_FAULTS: Readonly<Record<TaxCodeFault, Bilingual>> = {
  'tax-code-missing': { vi: 'Chưa nhập mã số thuế.', en: 'The tax code is missing.' },
  'tax-code-characters': {
    vi: 'Mã số thuế chỉ gồm chữ số và một dấu gạch nối trước ba số của đơn vị phụ thuộc.',
    en: 'A tax code has digits only, and one hyphen before the three digits of a branch.',
  },
  'tax-code-length': {
    vi: 'Mã số thuế phải có 10 chữ số, hoặc 13 chữ số với đơn vị phụ thuộc (ví dụ 0100047516-001).',
    en: 'A tax code has 10 digits, or 13 for a branch (such as 0100047516-001).',
  },
  'tax-code-part': {
    vi: 'Mã số thuế không có thật: số của đơn vị phụ thuộc phải từ 001 đến 999, các phần khác phải khác không.',
    en: 'No such tax code is issued: a branch is numbered 001 to 999, and no other part is all zeros.',
  },
  'tax-code-check-digit': {
    vi: 'Chữ số kiểm tra (thứ mười) không khớp: hãy đối chiếu với giấy chứng nhận đăng ký.',
    en: 'The check digit (the tenth) does not match: compare it with the registration certificate.',
  },
};

const FAULT_OF_EXCEPTION: Readonly<Record<string, TaxCodeFault>> = {
  InvalidLength: 'tax-code-length',
  InvalidFormat: 'tax-code-characters',
  InvalidComponent: 'tax-code-part',
  InvalidChecksum: 'tax-code-check-digit',
};

/**
 * Whether a mã số thuế can exist: 10 digits, or 13 with a branch 001–999; the tenth is 10 − (Σ weight × digit mod 11)
 * with weights 31, 29, 23, 19, 17, 13, 7, 5, 3, and a code whose check would be 10 is never issued. Blanks and dots
 * inside are forgiven, and what cannot be seen, as people copy them so. The rule is npm `stdnum`'s; whether the code was issued and to whom is
 * for the registry to say, not for this function.
 *
 * @returns null when it can exist, else what is wrong.
 */
export function taxCodeFault(value: string): TaxCodeFault | null {
  const read = typed(value);
  if (read === '') return 'tax-code-missing';
  const checked = mst.validate(read);
  if (checked.isValid) return null;
  return FAULT_OF_EXCEPTION[checked.error.name] ?? 'tax-code-characters';
}

/**
 * The one spelling under which a tax code is stored and compared: `0100047516` or `0100047516-001`.
 * Throws RangeError when `taxCodeFault` finds a fault.
 */
export function normaliseTaxCode(value: string): string {
  const fault = taxCodeFault(value);
  if (fault) throw new RangeError(TAX_CODE_FAULTS[fault].en);
  return mst.format(typed(value));
}

/** The ten digits that an enterprise and its branches share. @param taxCode as `normaliseTaxCode` spells it */
export const taxCodeRoot = (taxCode: string): string => taxCode.slice(0, 10);
