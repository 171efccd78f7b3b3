/** From the submission to the decision on it, and what ends there. */
import { ACTION, STATE, TASK } from '../../domain/process.ts';
import { approved, draft, favourable } from '../support/dossier.ts';
import { does, passLimit } from '../support/office.ts';
import type { Player } from './player.ts';
import type { Ends } from './scenarios.ts';

const REASON = { reason: 'Theo đề nghị bằng văn bản' };
const ASKED = { items: [{ kind: 'training-plan', text: 'Kế hoạch đào tạo chưa nêu số học viên' }] };

async function submitted(player: Player): Promise<string> {
  const code = await draft(player, { estimate: player.price });
  await does(player, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

export async function declined(player: Player): Promise<Ends> {
  const code = await submitted(player);
  await does(player, 'intake', code, ACTION.decline, { reasons: [{ text: 'Đơn đề nghị chưa có chữ ký' }] });
  return { [code]: STATE.declined };
}

export async function withdrawn(player: Player): Promise<Ends> {
  const code = await submitted(player);
  await does(player, 'enterprise', code, ACTION.withdraw, REASON);
  return { [code]: STATE.withdrawn };
}

export async function stopped(player: Player): Promise<Ends> {
  const code = await submitted(player);
  await does(player, 'intake', code, ACTION.accept);
  await does(player, 'approver', code, ACTION.stop, REASON);
  return { [code]: STATE.stopped };
}

/** The clock alone ends it. */
export async function silent(player: Player): Promise<Ends> {
  const code = await submitted(player);
  await does(player, 'intake', code, ACTION.accept);
  await does(player, 'appraiser', code, ACTION.requestSupplement, ASKED);
  await passLimit(player, code, TASK.supplyDocuments);
  return { [code]: STATE.stopped };
}

/** Somebody has a task, and the clock goes on beside it. */
export async function leftWaiting(player: Player): Promise<Ends> {
  const code = await submitted(player);
  await does(player, 'intake', code, ACTION.accept);
  return { [code]: STATE.appraising };
}

export async function supplemented(player: Player): Promise<Ends> {
  const code = await submitted(player);
  const answer = { answer: 'Đã bổ sung số học viên' };
  await does(player, 'intake', code, ACTION.requestSupplement, ASKED);
  await does(player, 'enterprise', code, ACTION.supply, answer);
  await does(player, 'intake', code, ACTION.accept);
  await does(player, 'appraiser', code, ACTION.requestSupplement, ASKED);
  await does(player, 'enterprise', code, ACTION.supply, answer);
  await decidedOn(player, code);
  await does(player, 'approver', code, ACTION.stop, REASON);
  return { [code]: STATE.stopped };
}

export async function refusedThenWithdrawn(player: Player): Promise<Ends> {
  const code = await submitted(player);
  await does(player, 'intake', code, ACTION.accept);
  const { answers, ...appraisal } = favourable(player.price, player.price);
  const found = answers.map((answer) => ({ ...answer, answer: 'not-met', reason: 'Trùng với hỗ trợ khác' }));
  const unfavourable = { ...appraisal, answers: found, recommendation: 'refuse-it', amount: 0 };
  await does(player, 'appraiser', code, ACTION.recommend, unfavourable);
  await does(player, 'approver', code, ACTION.refuse, { answers: found });
  await does(player, 'otherApprover', code, ACTION.reopen, REASON);
  await decidedOn(player, code, 'otherApprover');
  await does(player, 'enterprise', code, ACTION.withdraw, REASON);
  return { [code]: STATE.withdrawn };
}

async function decidedOn(player: Player, code: string, by: 'approver' | 'otherApprover' = 'approver'): Promise<void> {
  await does(player, 'appraiser', code, ACTION.recommend, favourable(player.price, player.price));
  await does(player, by, code, ACTION.approve, { amount: player.price });
}

/** An application of an item that is approved in full. @returns its code */
export const granted = (player: Player, given: Parameters<typeof approved>[1] = {}): Promise<string> =>
  approved(player, { estimate: player.price, ...given });
