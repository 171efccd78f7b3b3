/** Delivery: three training sessions, one of them moved, a monitoring visit, completion and the enterprise's confirmation. */
import { ACTION } from '../domain/process.ts';
import { acts, type Scene, signatory } from './scene.ts';

const place = 'Phòng đào tạo của doanh nghiệp';
const trainer = 'Chu Văn Giảng Viên (VÍ DỤ)';

export async function delivery(scene: Scene, code: string): Promise<void> {
  await acts(scene, 'consultantOne', code, ACTION.recordSession, { plannedOn: '2026-04-09', place, topic: '5S' });
  await acts(scene, 'consultantOne', code, ACTION.recordSession, { plannedOn: '2026-04-16', place, topic: 'Kaizen' });
  await acts(scene, 'consultantOne', code, ACTION.recordSession, {
    plannedOn: '2026-04-23',
    place,
    topic: 'Thực hành',
  });
  await scene.until('2026-04-09', '16:30');
  await held(scene, code, 1, '2026-04-09', 38, 38);
  await scene.until('2026-04-14', '09:00');
  await acts(scene, 'consultantOne', code, ACTION.rescheduleSession, {
    no: 2,
    plannedOn: '2026-04-17',
    reason: 'Doanh nghiệp bảo trì thiết bị ngày 16/04.',
  });
  await scene.until('2026-04-17', '16:30');
  await held(scene, code, 2, '2026-04-17', 40, 2);
  await acts(scene, 'inspectorOne', code, ACTION.recordVisit, {
    on: '2026-04-17',
    findings: 'Có mặt 40 người; tài liệu đúng chương trình.',
  });
  await scene.until('2026-04-23', '16:30');
  await held(scene, code, 3, '2026-04-23', 39, 0);
  await scene.until('2026-04-24', '09:00');
  await acts(scene, 'consultantOne', code, ACTION.reportCompletion, {
    summary: 'Đã tổ chức 3 buổi: 40 người, 117 lượt người.',
    ...signatory('consultantOne'),
  });
  await scene.until('2026-04-28', '09:00');
  await acts(scene, 'enterprise', code, ACTION.confirm, {
    satisfaction: 'Đạt mong đợi; xưởng đã duy trì 5S.',
    ...signatory('enterprise'),
  });
}

const held = (scene: Scene, code: string, no: number, heldOn: string, attendances: number, newPeople: number) =>
  acts(scene, 'consultantOne', code, ACTION.recordSession, { no, heldOn, trainer, attendances, newPeople });
