/** What may follow a plan that is over. Nobody has issued these: they open a programme for an example or a test, and say so. */
import type { AssumedPeriod } from '../domain/programme.ts';

/** After a plan for one year. */
export const ASSUMED_2026: AssumedPeriod = {
  from: '2026-01-01',
  to: '2026-12-31',
  name: { vi: 'Kế hoạch năm 2026 (giả định – ví dụ)', en: 'Plan for 2026 (assumed – example)' },
};

/** After a plan for 2021–2025. */
export const ASSUMED_2026_2030: AssumedPeriod = {
  from: '2026-01-01',
  to: '2030-12-31',
  name: { vi: 'Kế hoạch giai đoạn 2026–2030 (giả định – ví dụ)', en: 'Plan for 2026–2030 (assumed – example)' },
};
