/** Source 000, training by a consultant whom the agency hires: its package is out to tender, and sealed bids have come in. */
import { ACTION, TASK } from '../domain/process.ts';
import { approves, recommends } from './eligibility.ts';
import { completes, heads, type Scene } from './scene.ts';
import { accepts, submits } from './submission.ts';
import { appointsPanel, approvesPackage, bids, opensPackage, preparesTender } from './tendering.ts';

/** Bids are being received then, until a day that has not come. @returns the application's code */
export async function training(scene: Scene): Promise<string> {
  heads(scene, 'Nguồn 000: đào tạo do cơ quan thuê đơn vị thực hiện', 'source 000: training procured by the agency');
  await scene.until('2026-06-25', '09:00');
  const application = await submits(scene, 'enterpriseTwo', {
    definition: '000',
    item: 'H5',
    content: {
      need: 'Tập huấn công cụ năng suất cho 60 công nhân và quản lý xưởng (VÍ DỤ)',
      estimate: 80_000_000,
      requestedAmount: 80_000_000,
      site: 'Xưởng nhựa, Khu công nghiệp Ví Dụ',
      people: 60,
      businessLines: ['2220'],
      declared: { resources: { staff: true, facilities: true, equipment: true, finance: true } },
    },
    documents: ['support-application', 'business-registration', 'training-plan'],
  });
  await accepts(scene, application);
  await scene.until('2026-06-26', '09:00');
  const amount = await recommends(scene, application, 'Đủ điều kiện; đề nghị hỗ trợ toàn bộ chi phí tập huấn (VÍ DỤ).');
  await scene.until('2026-06-29', '15:00');
  const legalBasis = 'Kế hoạch nâng cao năng suất và chất lượng giai đoạn 2026–2030 (VÍ DỤ)';
  await approves(scene, application, amount, '26/QĐ-SKHCN', '2026-06-29', legalBasis);

  await scene.until('2026-06-30', '09:00');
  const pack = await opensPackage(scene, '000', application, 'Tập huấn công cụ năng suất (VÍ DỤ)');
  await appointsPanel(scene, pack);
  await preparesTender(scene, pack, {
    parts: [{ application, ceiling: amount }],
    requirements: 'Bốn buổi tập huấn tại doanh nghiệp cho 60 người, kèm bài tập trên chuyền.',
    startOn: '2026-08-03',
    endOn: '2026-10-30',
    biddingDays: 10,
  });
  await scene.until('2026-07-02', '09:00');
  await approvesPackage(scene, pack, '27/QĐ-SKHCN', '2026-07-02');
  await completes(scene, 'procurement', pack, TASK.inviteBidders, ACTION.invite);
  await scene.until('2026-07-06', '09:00');
  await bids(scene, pack, 'consultantOne', { application, price: 76_000_000 });
  await bids(scene, pack, 'consultantThree', { application, price: 79_000_000 });
  return application;
}
