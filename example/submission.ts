/** Submission: a draft with its documents; of the first dossier one thing was missing; acceptance with the appointed date. */
import { ACTION, TASK } from '../domain/process.ts';
import { type EnterpriseName, prefixOf } from './cast.ts';
import { acts, completes, documents, notes, type Scene, signatory } from './scene.ts';

/** What an enterprise applies for. */
export type Request = {
  /** The source of the programme (`003`). */
  definition: string;
  item: string;
  /** What it fills in, besides whom to ask. Money in đồng. */
  content: { need: string; estimate: number; requestedAmount: number; [field: string]: unknown };
  /** Kinds of the documents that go with it. */
  documents: readonly string[];
};

const CONTACT = { name: 'Phan Thị Liên Hệ (VÍ DỤ)', email: 'lien-he@vi-du.example', phone: '0900 000 000' };

/** A draft that is submitted at once. @returns the application's code */
export async function submits(scene: Scene, who: EnterpriseName, request: Request): Promise<string> {
  const { code, edition } = await scene.players[who].post<{ code: string; edition: number }>('/applications', {
    programme: prefixOf(request.definition),
    item: request.item,
    content: { contact: CONTACT, ...request.content },
    documents: await documents(scene, who, ...request.documents),
  });
  notes(scene, `Bản nháp ${code} của doanh nghiệp`, `the enterprise's draft ${code}`);
  await acts(scene, who, code, ACTION.submit, { contentVersion: edition, ...signatory(who) });
  return code;
}

/** Nothing is missing: the one-stop clock begins. */
export const accepts = (scene: Scene, code: string) =>
  completes(scene, 'intake', code, TASK.checkCompleteness, ACTION.accept);

/** @returns the application's code */
export async function submission(scene: Scene): Promise<string> {
  const code = await submits(scene, 'enterprise', {
    definition: '003',
    item: 'P2',
    content: {
      need: 'Đào tạo 5S và Kaizen cho 40 công nhân, tổ trưởng (VÍ DỤ)',
      estimate: 60_000_000,
      requestedAmount: 60_000_000,
      site: 'Xưởng cơ khí, Khu công nghiệp Ví Dụ',
      people: 40,
      businessLines: ['2592'],
    },
    documents: ['support-application', 'business-registration', 'training-plan', 'financial-report'],
  });
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
  await accepts(scene, code);
  return code;
}
