/** What an enterprise carries out itself, under an agreement. */
import { ACTION, STATE } from '../../domain/process.ts';
import { claimLine, conclusion, paid } from '../support/dossier.ts';
import { does, upload } from '../support/office.ts';
import type { Player } from './player.ts';
import { granted } from './review.ts';
import type { Ends } from './scenarios.ts';

async function agreed(player: Player, code: string, value: number, terms: object = {}): Promise<void> {
  await does(player, 'appraiser', code, ACTION.draftAgreement, {
    number: `${code}/TTHT`,
    value,
    result: 'Kết quả theo kế hoạch đã thẩm định',
    startOn: await player.today(),
    endOn: '2026-06-30',
    ...terms,
  });
  await does(player, 'enterprise', code, ACTION.sign);
  await does(player, 'approver', code, ACTION.sign);
}

const file = async (player: Player, kind: string) => [
  { kind, documentId: await upload(player, 'enterprise', `${kind}.pdf`) },
];

async function acceptedAndPaid(player: Player, code: string, value: number): Promise<void> {
  await does(player, 'inspector', code, ACTION.conclude, conclusion('meets', value, value));
  await does(player, 'otherInspector', code, ACTION.agree);
  await does(player, 'approver', code, ACTION.acceptWork);
  const date = await player.today();
  const lines = [claimLine(value, { date })];
  const proof = { amount: lines[0]!.gross, paidOn: date, documents: await file(player, 'proof-of-payment') };
  await does(player, 'enterprise', code, ACTION.requestPayment, { lines, proofOfPayment: proof });
  await paid(player, code, date, { lines: [{ no: 1, accepted: value }] });
}

export async function agreement(player: Player): Promise<Ends> {
  const code = await granted(player, { item: 'P4' });
  await agreed(player, code, player.price);
  await does(player, 'enterprise', code, ACTION.reportProgress, { text: 'Đã mua thiết bị' });
  await does(player, 'inspector', code, ACTION.recordVisit, { on: await player.today(), findings: 'Đúng tiến độ' });
  await does(player, 'enterprise', code, ACTION.reportCompletion, { summary: 'Đã được công nhận' });
  await acceptedAndPaid(player, code, player.price);
  return { [code]: STATE.settled };
}

/** Built with an advance; its result is corrected, then accepted. */
export async function laboratory(player: Player): Promise<Ends> {
  const value = player.price * 8;
  const code = await granted(player, { item: '3DD', estimate: value });
  await agreed(player, code, value, { advanceRateBp: 1_500 });
  const date = await player.today();
  await does(player, 'enterprise', code, ACTION.requestPayment, { amount: 30_000_000 });
  await paid(player, code, date, {});
  const documents = await file(player, 'project-result');
  await does(player, 'enterprise', code, ACTION.reportCompletion, { summary: 'Đã đi vào hoạt động', documents });
  await does(player, 'inspector', code, ACTION.conclude, conclusion('to-correct', value, value - 50_000_000));
  await does(player, 'otherInspector', code, ACTION.agree);
  await does(player, 'enterprise', code, ACTION.reportCorrection, { report: 'Đã hiệu chuẩn thiết bị' });
  await acceptedAndPaid(player, code, value);
  return { [code]: STATE.settled };
}

/** The producer of a recognised product applies what an institute developed. */
export async function technology(player: Player): Promise<Ends> {
  const code = await granted(player, { item: 'K4' });
  await agreed(player, code, player.price);
  const documents = await file(player, 'transfer-report');
  await does(player, 'enterprise', code, ACTION.reportCompletion, { summary: 'Đã đưa vào sản xuất', documents });
  await acceptedAndPaid(player, code, player.price);
  return { [code]: STATE.settled };
}
