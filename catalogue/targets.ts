/** Words for how a target stands. */
import type { Bilingual } from '../domain/fault.ts';
import type { TargetStanding } from '../domain/targets.ts';

export const TARGET_STANDING_WORDS: Record<TargetStanding, Bilingual> = {
  'number-missing': { vi: 'Thiếu số liệu', en: 'A number is missing' },
  'not-reached': { vi: 'Chưa đạt', en: 'Not reached' },
  reached: { vi: 'Đạt', en: 'Reached' },
  beyond: { vi: 'Vượt mức cao của kế hoạch', en: 'Above the upper end of the plan' },
};
