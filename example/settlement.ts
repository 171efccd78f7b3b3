/** Settlement: the claim with its invoice, verified, approved by somebody else, paid; then the contract is liquidated. */
import { ACTION, TASK } from '../domain/process.ts';
import { PARTIES } from './cast.ts';
import { acts, completes, documents, instrument, type Scene, signatory } from './scene.ts';

const VAT_RATE_BP = 800;

/** @param price of the part, in đồng */
export async function settlement(scene: Scene, code: string, pack: string, price: number): Promise<void> {
  await scene.until('2026-05-08', '09:00');
  const vat = Math.floor((price * VAT_RATE_BP) / 10_000);
  await acts(scene, 'consultantOne', code, ACTION.requestPayment, {
    lines: [
      {
        description: 'Đào tạo 5S và Kaizen theo hợp đồng',
        net: price,
        vatRateBp: VAT_RATE_BP,
        vat,
        gross: price + vat,
        invoice: {
          sellerTaxCode: PARTIES.consultantOne.taxCode,
          symbol: '1C26TVD',
          number: '00000001',
          date: '2026-05-08',
        },
      },
    ],
    documents: await documents(scene, 'consultantOne', 'invoice'),
    ...signatory('consultantOne'),
  });
  await scene.until('2026-05-11', '09:00');
  await completes(scene, 'finance', code, TASK.verifyClaim, ACTION.verify, { lines: [{ no: 1, accepted: price }] });
  await scene.until('2026-05-12', '09:00');
  await completes(
    scene,
    'paymentApprover',
    code,
    TASK.decidePayment,
    ACTION.approvePayment,
    instrument('paymentApprover', 'Chủ tài khoản', '34/UNC', '2026-05-12'),
  );
  await scene.until('2026-05-13', '14:00');
  await completes(scene, 'finance', code, TASK.pay, ACTION.confirmPayment, {
    treasuryReference: 'KB-2026-0513 (VÍ DỤ)',
    paidOn: '2026-05-13',
  });
  await scene.until('2026-05-15', '09:00');
  await completes(scene, 'procurement', pack, TASK.liquidateContract, ACTION.liquidate, {
    documents: await documents(scene, 'procurement', 'liquidation-minutes'),
    ...instrument('procurement', 'Phụ trách đấu thầu', '05/BB-TL', '2026-05-15'),
  });
}
