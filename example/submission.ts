/** Submission: a draft with its documents, one thing that was missing, acceptance with the appointed date. */
import { ACTION, TASK } from '../domain/process.ts';
import { PROGRAMME } from './cast.ts';
import { acts, completes, documents, notes, type Scene, signatory } from './scene.ts';

/** @returns the application's code */
export async function submission(scene: Scene): Promise<string> {
  const draft = await scene.players.enterprise.post<{ code: string; edition: number }>('/applications', {
    programme: PROGRAMME.id,
    item: PROGRAMME.item,
    content: {
      contact: { name: 'Phan Thị Liên Hệ (VÍ DỤ)', email: 'lien-he@vi-du.example', phone: '0900 000 000' },
      need: 'Đào tạo 5S và Kaizen cho 40 công nhân, tổ trưởng (VÍ DỤ)',
      estimate: 60_000_000,
      requestedAmount: 60_000_000,
      site: 'Xưởng cơ khí, Khu công nghiệp Ví Dụ',
      people: 40,
      businessLines: ['2592'],
    },
    documents: await documents(
      scene,
      'enterprise',
      'support-application',
      'business-registration',
      'training-plan',
      'financial-report',
    ),
  });
  const { code } = draft;
  notes(scene, `Bản nháp ${code} của doanh nghiệp`, `the enterprise's draft ${code}`);
  await acts(scene, 'enterprise', code, ACTION.submit, { contentVersion: draft.edition, ...signatory('enterprise') });
  await scene.until('2026-03-02', '14:00');
  await completes(scene, 'intake', code, TASK.checkCompleteness, ACTION.requestSupplement, {
    items: [{ kind: 'training-plan', text: 'Kế hoạch đào tạo chưa ghi số buổi và số người mỗi buổi.' }],
  });
  await scene.until('2026-03-04', '08:30');
  await acts(scene, 'enterprise', code, ACTION.supply, {
    answer: 'Đã bổ sung: 3 buổi, mỗi buổi 40 người.',
    documents: await documents(scene, 'enterprise', 'training-plan'),
  });
  await scene.until('2026-03-04', '10:00');
  await completes(scene, 'intake', code, TASK.checkCompleteness, ACTION.accept);
  return code;
}
