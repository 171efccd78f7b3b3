/** Source 004, a project with a result to accept: a storm interrupts its appraisal, and the one-stop clock is paused. */
import { ACTION } from '../domain/process.ts';
import { acts, heads, instrument, type Scene } from './scene.ts';
import { accepts, submits } from './submission.ts';

/** Its clock stands then. @returns the application's code */
export async function project(scene: Scene): Promise<string> {
  heads(scene, 'Nguồn 004: dự án có kết quả phải nghiệm thu', 'source 004: a project with a result to accept');
  await scene.until('2026-06-22', '09:00');
  const code = await submits(scene, 'enterpriseFive', {
    definition: '004',
    item: 'K3',
    content: {
      need: 'Thử nghiệm dây chuyền sơn tĩnh điện tiết kiệm năng lượng cho tủ điện (VÍ DỤ)',
      estimate: 900_000_000,
      requestedAmount: 270_000_000,
      site: 'Nhà máy thiết bị điện, Khu công nghiệp Ví Dụ',
      businessLines: ['2710'],
      declared: { resources: { staff: true, facilities: true, equipment: true, finance: true } },
    },
    documents: ['support-application', 'business-registration', 'project-proposal'],
  });
  await accepts(scene, code);
  await scene.until('2026-06-24', '14:00');
  await acts(scene, 'approver', code, ACTION.pauseClock, {
    pauseReason: 'force-majeure',
    reason: 'Bão làm ngập khu công nghiệp, chưa thể khảo sát nhà máy (VÍ DỤ).',
    until: '2026-07-31',
    ...instrument('approver', 'Giám đốc Sở', '25/TB-SKHCN', '2026-06-24'),
  });
  return code;
}
