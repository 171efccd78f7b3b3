/** Levels of support. No source states a rate, a cap or a ceiling: they are examples until an agency sets its own. */
import type { Ceiling, SupportRule } from '../domain/programme.ts';
import { AGENCY } from './sources.ts';

const million = 1_000_000n;

/**
 * The agency hires and pays a consultant; what the rate leaves open, the enterprise pays to the consultant.
 * @param rateBp basis points @param capInMillions of đồng, for one application
 */
export const procured = (rateBp: number, capInMillions: bigint): SupportRule => ({
  rateBp,
  capPerApplication: capInMillions * million,
  base: 'net',
  payee: 'consultant',
  counterpart: rateBp === 10_000 ? 'none' : 'enterprise-to-consultant',
  advanceRateBp: 3_000,
  source: AGENCY,
});

/**
 * The enterprise carries the work out, pays for it, and is refunded against invoices and proof of payment.
 * @param rateBp basis points @param capInMillions of đồng, for one application @param advanceRateBp basis points
 */
export const refunded = (rateBp: number, capInMillions: bigint, advanceRateBp = 0): SupportRule => ({
  rateBp,
  capPerApplication: capInMillions * million,
  base: 'net',
  payee: 'enterprise',
  counterpart: 'none',
  advanceRateBp,
  source: AGENCY,
});

/** The most that one enterprise may be granted by one programme in a year. */
export const EXAMPLE_CEILING: Ceiling = {
  code: 'ENTERPRISE-YEAR',
  text: {
    vi: 'Tổng mức hỗ trợ một doanh nghiệp trong một năm của chương trình',
    en: 'Support of one enterprise by this programme in one year',
  },
  over: 'programme',
  per: 'year',
  amount: 500n * million,
  source: AGENCY,
};

/** The most that one enterprise may be granted by all programmes of the agency together in a year. */
export const EXAMPLE_AGENCY_CEILING: Ceiling = {
  code: 'YEAR-ALL',
  text: {
    vi: 'Tổng hỗ trợ cho một doanh nghiệp trong một năm, tính chung các chương trình của cơ quan',
    en: 'Support for one enterprise in one year, over all programmes of the agency',
  },
  over: 'all-programmes',
  per: 'year',
  amount: 500n * million,
  source: AGENCY,
};
