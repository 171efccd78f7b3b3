/** Contract: drafted, signed by both, acknowledged by the enterprise; then it is in force, and an advance is paid on it. */
import { ACTION, TASK } from '../domain/process.ts';
import { acts, completes, documents, instrument, type Scene, signatory, uploads } from './scene.ts';

const NUMBER = '07/2026/HĐ-ĐT (VÍ DỤ)';
const ADVANCE = 16_000_000;

export async function contract(scene: Scene, code: string, pack: string): Promise<void> {
  await scene.until('2026-03-31', '09:00');
  await acts(scene, 'enterprise', code, ACTION.acknowledge, signatory('enterprise'));
  await completes(scene, 'procurement', pack, TASK.draftContract, ACTION.draft, {
    number: NUMBER,
    startOn: '2026-04-03',
    endOn: '2026-06-30',
    documents: await documents(scene, 'procurement', 'contract'),
  });
  await scene.until('2026-04-01', '10:00');
  await completes(scene, 'approver', pack, TASK.signForAgency, ACTION.sign, {
    instrument: {
      ...instrument('approver', 'Giám đốc Sở').instrument,
      number: NUMBER,
      date: '2026-04-01',
      documentId: await uploads(scene, 'approver', 'contract signed by the agency'),
    },
  });
  await scene.until('2026-04-02', '10:00');
  await acts(scene, 'consultantOne', pack, ACTION.sign, {
    ...signatory('consultantOne'),
    documentId: await uploads(scene, 'consultantOne', 'contract signed by both'),
  });
  await advance(scene, code);
}

/** The advance goes the way of any payment, beside the work. */
async function advance(scene: Scene, code: string): Promise<void> {
  await scene.until('2026-04-03', '09:00');
  await acts(scene, 'consultantOne', code, ACTION.requestPayment, { amount: ADVANCE, ...signatory('consultantOne') });
  await completes(scene, 'finance', code, TASK.verifyClaim, ACTION.verify);
  await scene.until('2026-04-06', '09:00');
  await completes(
    scene,
    'paymentApprover',
    code,
    TASK.decidePayment,
    ACTION.approvePayment,
    instrument('paymentApprover', 'Chủ tài khoản', '21/UNC', '2026-04-06'),
  );
  await scene.until('2026-04-07', '14:00');
  await completes(scene, 'finance', code, TASK.pay, ACTION.confirmPayment, {
    treasuryReference: 'KB-2026-0407 (VÍ DỤ)',
    paidOn: '2026-04-07',
  });
}
