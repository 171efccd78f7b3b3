/** Packages that are bid for. */
import { ACTION, STATE, TASK } from '../../domain/process.ts';
import { advanced, conclusion, delivered } from '../support/dossier.ts';
import { does, passLimit, type Who } from '../support/office.ts';
import { awarded, bidOf, directTerms, examined, invited, ranked, scored, withPanel } from '../support/tender.ts';
import { carriedOut, recovered } from './contracts.ts';
import type { Player } from './player.ts';
import { granted } from './review.ts';
import type { Ends } from './scenarios.ts';

/** The contract is drafted and signed; who signs for the consultant is the winner. */
async function signed(player: Player, pack: string, winner: Who = 'consultant'): Promise<void> {
  await does(player, 'procurement', pack, ACTION.draft, { number: `${pack}/HĐ` });
  await does(player, 'approver', pack, ACTION.sign);
  await does(player, winner, pack, ACTION.sign);
}

/** Bids by all three, a million apart; the first has the best points. */
async function bidden(player: Player, code: string): Promise<string> {
  const { price } = player;
  const pack = await invited(player, [{ application: code, ceiling: price }]);
  const bid = (points: number, less: number) => ({ points, prices: { [code]: price - less } });
  await ranked(player, pack, {
    consultant: bid(90, 2_000_000),
    otherConsultant: bid(85, 1_000_000),
    thirdConsultant: bid(80, 0),
  });
  return pack;
}

export async function tendered(player: Player): Promise<Ends> {
  const price = player.price - 2_000_000;
  const code = await granted(player);
  const pack = await bidden(player, code);
  await awarded(player, pack, { [code]: price });
  await signed(player, pack);
  await does(player, 'enterprise', code, ACTION.acknowledge);
  await advanced(player, code, 10_000_000, await player.today());
  await carriedOut(player, code, price);
  await does(player, 'procurement', pack, ACTION.liquidate);
  return { [code]: STATE.settled, [pack]: STATE.liquidated };
}

export async function appointed(player: Player): Promise<Ends> {
  const { price } = player;
  const code = await granted(player);
  const pack = await withPanel(player, [code]);
  await does(player, 'procurement', pack, ACTION.prepare, directTerms(player, [{ application: code, ceiling: price }]));
  await does(player, 'otherApprover', pack, ACTION.approve);
  await does(player, 'procurement', pack, ACTION.invite);
  await examined(player, pack, { [code]: price });
  await awarded(player, pack, { [code]: price - 1_000_000 });
  await signed(player, pack);
  await does(player, 'enterprise', code, ACTION.acknowledge);
  await carriedOut(player, code, price - 1_000_000);
  await does(player, 'procurement', pack, ACTION.liquidate);
  return { [code]: STATE.settled, [pack]: STATE.liquidated };
}

export async function failedTender(player: Player): Promise<Ends> {
  const code = await granted(player);
  const pack = await invited(player, [{ application: code, ceiling: player.price }]);
  await passLimit(player, pack, TASK.receiveBids);
  await does(player, 'approver', code, ACTION.stop, { reason: 'Không có đơn vị tư vấn dự thầu' });
  return { [code]: STATE.stopped, [pack]: STATE.failed };
}

/** The best does not sign: the contract goes to the next in the ranking. */
export async function lapsedSignature(player: Player): Promise<Ends> {
  const price = player.price - 1_000_000;
  const code = await granted(player);
  const pack = await bidden(player, code);
  await awarded(player, pack, { [code]: player.price - 2_000_000 });
  await does(player, 'procurement', pack, ACTION.draft, { number: `${pack}/HĐ` });
  await does(player, 'approver', pack, ACTION.sign);
  await passLimit(player, pack, TASK.signForConsultant);
  await awarded(player, pack, { [code]: price });
  await signed(player, pack, 'otherConsultant');
  await does(player, 'enterprise', code, ACTION.acknowledge);
  await does(player, 'enterprise', code, ACTION.requestTermination, {
    ground: 'by-agreement',
    text: 'Doanh nghiệp dừng kế hoạch đào tạo',
  });
  const ended = { acceptedBase: 0, pay: 0, recover: 0, reason: 'Chưa thực hiện' };
  await does(player, 'approver', code, ACTION.terminate, ended);
  await does(player, 'procurement', pack, ACTION.liquidate);
  return { [code]: STATE.terminated, [pack]: STATE.terminated };
}

/** One passes, one fails its inspection and pays back, one leaves while bids are received. */
export async function sharedPackage(player: Player): Promise<Ends> {
  const { price } = player;
  const passes = await granted(player);
  const fails = await granted(player, { enterprise: 'otherEnterprise', estimate: 30_000_000 });
  const leaves = await granted(player, { enterprise: 'thirdEnterprise', estimate: 20_000_000 });
  const pack = await invited(player, [
    { application: passes, ceiling: price },
    { application: fails, ceiling: 30_000_000 },
    { application: leaves, ceiling: 20_000_000 },
  ]);
  const three = (less: number) =>
    bidOf({ [passes]: price - less, [fails]: 30_000_000 - less, [leaves]: 20_000_000 - less });
  await does(player, 'consultant', pack, ACTION.bid, three(3_000_000));
  await does(player, 'otherConsultant', pack, ACTION.bid, three(2_000_000));
  await does(player, 'thirdEnterprise', leaves, ACTION.withdraw, { reason: 'Doanh nghiệp tự đào tạo' });
  await does(player, 'thirdConsultant', pack, ACTION.bid, bidOf({ [passes]: price - 1_000_000, [fails]: 29_000_000 }));
  await passLimit(player, pack, TASK.receiveBids);
  await scored(player, pack, { consultant: 85, otherConsultant: 85, thirdConsultant: 85 });
  await does(player, 'otherApprover', pack, ACTION.approveTechnical);
  await does(player, 'procurement', pack, ACTION.openFinancial);
  const agreed = { [passes]: price - 3_000_000, [fails]: 27_000_000 };
  await awarded(player, pack, agreed);
  await signed(player, pack);
  await does(player, 'enterprise', passes, ACTION.acknowledge);
  await does(player, 'otherEnterprise', fails, ACTION.acknowledge);
  const today = await player.today();
  await advanced(player, fails, 8_000_000, today);
  await carriedOut(player, passes, agreed[passes]!);
  await delivered(player, fails, today, 'otherEnterprise');
  await does(player, 'inspector', fails, ACTION.conclude, conclusion('does-not-meet', 27_000_000, 0));
  await does(player, 'otherInspector', fails, ACTION.agree);
  await does(player, 'approver', fails, ACTION.rejectWork, { reason: 'Không đạt' });
  await recovered(player, fails, 8_000_000);
  await does(player, 'procurement', pack, ACTION.liquidate);
  return {
    [passes]: STATE.settled,
    [fails]: STATE.terminated,
    [leaves]: STATE.withdrawn,
    [pack]: STATE.liquidated,
  };
}
