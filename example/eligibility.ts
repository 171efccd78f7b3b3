/** Eligibility review: a site survey, what the facts leave open answered by a person, approval by somebody else, and the reservation. */
import { ACTION, TASK } from '../domain/process.ts';
import { acts, completes, instrument, type Scene } from './scene.ts';

type Judged = { content: { estimate: number }; eligibility: { toJudge: string[]; offer: { amount: number } } };

/**
 * The appraiser reads how the conditions were judged from the facts, answers those that are left to a person, and proposes the
 * most that may be granted.
 * @returns what is proposed, in đồng
 */
export async function recommends(scene: Scene, code: string, memo: string): Promise<number> {
  const { content, eligibility } = await scene.players.appraiser.get<Judged>(`/applications/${code}`);
  const { toJudge, offer } = eligibility;
  await completes(scene, 'appraiser', code, TASK.appraise, ACTION.recommend, {
    recommendation: 'approve-it',
    answers: toJudge.map((condition) => ({ condition, answer: 'met', reason: 'Đã đối chiếu hồ sơ (VÍ DỤ).' })),
    estimate: content.estimate,
    amount: offer.amount,
    memo,
  });
  return offer.amount;
}

/** Somebody else approves, by a decision with a number and a day. @param amount in đồng */
export const approves = (scene: Scene, code: string, amount: number, number: string, on: string, legalBasis: string) =>
  completes(scene, 'approver', code, TASK.decide, ACTION.approve, {
    amount,
    legalBasis,
    ...instrument('approver', 'Giám đốc Sở', number, on),
  });

export async function eligibility(scene: Scene, code: string): Promise<void> {
  await scene.until('2026-03-06', '09:00');
  await acts(scene, 'appraiser', code, ACTION.recordSurvey, {
    on: '2026-03-06',
    place: 'Xưởng cơ khí, Khu công nghiệp Ví Dụ',
    findings: 'Doanh nghiệp đang sản xuất; có phòng đào tạo; chưa nhận hỗ trợ cùng nội dung.',
  });
  await scene.until('2026-03-09', '09:00');
  const amount = await recommends(
    scene,
    code,
    'Đủ điều kiện; đề nghị hỗ trợ toàn bộ chi phí đào tạo trong hạn mức (VÍ DỤ).',
  );
  await scene.until('2026-03-10', '15:00');
  const legalBasis = 'Kế hoạch của UBND tỉnh thực hiện Quyết định 1322/QĐ-TTg (VÍ DỤ)';
  await approves(scene, code, amount, '15/QĐ-SKHCN', '2026-03-10', legalBasis);
}
