/** Words for how a target, and a report of outcomes, stands. */
import type { Bilingual } from '../domain/fault.ts';
import type { OutcomeStanding } from '../domain/outcomes.ts';
import type { TargetStanding } from '../domain/targets.ts';

export const TARGET_STANDING_WORDS: Record<TargetStanding, Bilingual> = {
  'number-missing': { vi: 'Thiếu số liệu', en: 'A number is missing' },
  'not-reached': { vi: 'Chưa đạt', en: 'Not reached' },
  reached: { vi: 'Đạt', en: 'Reached' },
  beyond: { vi: 'Vượt mức cao của kế hoạch', en: 'Above the upper end of the plan' },
};

export const OUTCOME_STANDING_WORDS: Record<OutcomeStanding, Bilingual> = {
  'not-due': { vi: 'Chưa đến kỳ', en: 'Not due yet' },
  due: { vi: 'Đến kỳ báo cáo', en: 'Due' },
  late: { vi: 'Quá hạn báo cáo', en: 'Late' },
  reported: { vi: 'Đã báo cáo', en: 'Reported' },
};
