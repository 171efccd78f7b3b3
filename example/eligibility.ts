/** Eligibility review: a site survey, every condition answered, approval by somebody else, and the reservation. */
import { ACTION, TASK } from '../domain/process.ts';
import { acts, completes, instrument, type Scene } from './scene.ts';

const AMOUNT = 60_000_000;

export async function eligibility(scene: Scene, code: string, conditions: readonly string[]): Promise<void> {
  await scene.until('2026-03-06', '09:00');
  await acts(scene, 'appraiser', code, ACTION.recordSurvey, {
    on: '2026-03-06',
    place: 'Xưởng cơ khí, Khu công nghiệp Ví Dụ',
    findings: 'Doanh nghiệp đang sản xuất; có phòng đào tạo; chưa nhận hỗ trợ cùng nội dung.',
  });
  await scene.until('2026-03-09', '09:00');
  await completes(scene, 'appraiser', code, TASK.appraise, ACTION.recommend, {
    recommendation: 'approve-it',
    answers: conditions.map((condition) => ({ condition, answer: 'met', reason: 'Đã đối chiếu hồ sơ và khảo sát.' })),
    estimate: AMOUNT,
    amount: AMOUNT,
    memo: 'Đủ điều kiện; đề nghị hỗ trợ toàn bộ chi phí đào tạo trong hạn mức (VÍ DỤ).',
  });
  await scene.until('2026-03-10', '15:00');
  await completes(scene, 'approver', code, TASK.decide, ACTION.approve, {
    amount: AMOUNT,
    legalBasis: 'Kế hoạch của UBND tỉnh thực hiện Quyết định 1322/QĐ-TTg (VÍ DỤ)',
    ...instrument('approver', 'Giám đốc Sở', '15/QĐ-SKHCN', '2026-03-10'),
  });
}
