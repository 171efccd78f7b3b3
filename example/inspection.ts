/** Inspection by two inspectors, and acceptance by somebody who was neither. */
import { ACTION, TASK } from '../domain/process.ts';
import { completes, documents, instrument, type Scene } from './scene.ts';

/** @param price of the part, in đồng */
export async function inspection(scene: Scene, code: string, price: number): Promise<void> {
  await scene.until('2026-05-05', '10:00');
  await completes(scene, 'inspectorOne', code, TASK.inspect, ACTION.conclude, {
    conclusion: 'meets',
    lines: [
      { no: 1, description: 'Ba buổi đào tạo', contracted: price - 8_000_000, accepted: price - 8_000_000 },
      { no: 2, description: 'Tài liệu, hướng dẫn tại xưởng', contracted: 8_000_000, accepted: 8_000_000 },
    ],
    checklist: [
      { item: 'Danh sách điểm danh từng buổi', met: true },
      { item: 'Tài liệu đúng chương trình', met: true },
      { item: 'Xưởng đã áp dụng 5S', met: true, note: 'Quan sát tại chỗ' },
    ],
    minutes: 'Biên bản kiểm tra ngày 05/05/2026 (VÍ DỤ).',
    documents: await documents(scene, 'inspectorOne', 'inspection-minutes'),
    ...instrument('inspectorOne', 'Trưởng đoàn kiểm tra', '03/BB-KT', '2026-05-05'),
  });
  await completes(scene, 'inspectorTwo', code, TASK.countersignInspection, ACTION.agree, {
    ...instrument('inspectorTwo', 'Thành viên đoàn kiểm tra', '03/BB-KT', '2026-05-05'),
  });
  await scene.until('2026-05-06', '15:00');
  await completes(scene, 'approver', code, TASK.decideAcceptance, ACTION.acceptWork, {
    ...instrument('approver', 'Giám đốc Sở', '04/BB-NT', '2026-05-06'),
  });
}
