/** How products are selected in a round. No source states criteria, weights, a pass mark or how long a recognition is valid: all are examples until an agency sets its own. */
import type { SelectionRule } from '../domain/programme.ts';
import { AGENCY } from './sources.ts';

export const EXAMPLE_SELECTION: SelectionRule = {
  criteria: [
    { key: 'market', name: { vi: 'Doanh thu, thị trường, thương hiệu', en: 'Sales, market, brand' }, weightBp: 3_000 },
    { key: 'technology', name: { vi: 'Công nghệ, thiết bị', en: 'Technology and equipment' }, weightBp: 3_000 },
    { key: 'quality', name: { vi: 'Chất lượng, tiêu chuẩn', en: 'Quality and standards' }, weightBp: 2_500 },
    { key: 'environment', name: { vi: 'Môi trường, lao động', en: 'Environment and labour' }, weightBp: 1_500 },
  ],
  passBp: 7_000,
  most: null,
  validYears: 3,
  minimumMembers: 3,
  source: AGENCY,
};
