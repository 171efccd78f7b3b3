/** Contracts that nothing is tendered for, the work under them, its inspection and payment. */
import { addWorkingDays, OFFICIAL_CALENDAR } from '../../domain/calendar.ts';
import { ACTION, STATE, TASK } from '../../domain/process.ts';
import { advanced, claimLine, conclusion, contracted, delivered, opened, paid } from '../support/dossier.ts';
import { does, passLimit, upload, type Who } from '../support/office.ts';
import { limitedTerms } from '../support/tender.ts';
import type { Player } from './player.ts';
import { granted } from './review.ts';
import type { Ends } from './scenarios.ts';

/** Both inspectors find this; the approver has not decided yet. */
async function inspected(
  player: Player,
  code: string,
  price: number,
  found: 'meets' | 'to-correct' | 'does-not-meet',
  accepted = price,
): Promise<void> {
  await does(player, 'inspector', code, ACTION.conclude, conclusion(found, price, accepted));
  await does(player, 'otherInspector', code, ACTION.agree);
}

/** What was accepted is claimed by the consultant, and paid. */
export async function claimedAndPaid(player: Player, code: string, net: number): Promise<void> {
  const date = await player.today();
  await does(player, 'consultant', code, ACTION.requestPayment, { lines: [claimLine(net, { date })] });
  await paid(player, code, date, { lines: [{ no: 1, accepted: net }] });
}

/** From the first session to the last payment. */
export async function carriedOut(player: Player, code: string, price: number, enterprise: Who = 'enterprise') {
  await delivered(player, code, await player.today(), enterprise);
  await inspected(player, code, price, 'meets');
  await does(player, 'approver', code, ACTION.acceptWork);
  await claimedAndPaid(player, code, price);
}

export async function byDecision(player: Player): Promise<Ends> {
  const { price } = player;
  const code = await granted(player);
  const pack = await contracted(player, [{ application: code, price }]);
  await carriedOut(player, code, price);
  await does(player, 'procurement', pack, ACTION.liquidate);
  return { [code]: STATE.settled, [pack]: STATE.liquidated };
}

export async function correctedWork(player: Player): Promise<Ends> {
  const { price } = player;
  const code = await granted(player);
  const pack = await contracted(player, [{ application: code, price }]);
  await delivered(player, code, await player.today());
  const part = price - 10_000_000;
  await inspected(player, code, price, 'to-correct', part);
  await does(player, 'consultant', code, ACTION.reportCorrection, { report: 'Đã bổ sung tài liệu buổi 3' });
  await does(player, 'otherInspector', code, ACTION.conclude, conclusion('meets-in-part', price, part));
  await does(player, 'inspector', code, ACTION.agree);
  await does(player, 'approver', code, ACTION.acceptPart);
  await claimedAndPaid(player, code, part);
  await does(player, 'procurement', pack, ACTION.liquidate);
  return { [code]: STATE.settled, [pack]: STATE.liquidated };
}

export async function failedInspection(player: Player): Promise<Ends> {
  const { price } = player;
  const code = await granted(player);
  const pack = await contracted(player, [{ application: code, price }]);
  const today = await player.today();
  await advanced(player, code, 9_000_000, today);
  await delivered(player, code, today);
  await inspected(player, code, price, 'does-not-meet', 0);
  await does(player, 'approver', code, ACTION.rejectWork, { reason: 'Không có học viên nào dự đủ buổi' });
  await recovered(player, code, 5_000_000);
  await recovered(player, code, 4_000_000);
  await does(player, 'procurement', pack, ACTION.liquidate);
  return { [code]: STATE.terminated, [pack]: STATE.terminated };
}

/** Money that came back, with the Treasury's reference. */
export async function recovered(player: Player, code: string, amount: number): Promise<void> {
  const receipt = { reference: `BC-${code}-${amount}`, receivedOn: await player.today(), amount };
  await does(player, 'finance', code, ACTION.confirmRecovery, receipt);
}

export async function terminated(player: Player): Promise<Ends> {
  const { price } = player;
  const code = await granted(player);
  const pack = await contracted(player, [{ application: code, price }]);
  await advanced(player, code, 10_000_000, await player.today());
  const ask = { ground: 'by-agreement', text: 'Doanh nghiệp chuyển địa điểm sản xuất' };
  await does(player, 'enterprise', code, ACTION.requestTermination, ask);
  const ended = { acceptedBase: 15_000_000, pay: 5_000_000, recover: 0, reason: 'Đã tổ chức ba buổi' };
  await does(player, 'approver', code, ACTION.terminate, ended);
  await claimedAndPaid(player, code, 15_000_000);
  await does(player, 'procurement', pack, ACTION.liquidate);
  return { [code]: STATE.terminated, [pack]: STATE.terminated };
}

export async function network(player: Player): Promise<Ends> {
  const { price } = player;
  const code = await granted(player);
  const pack = await opened(player, [code]);
  const { criteria, technicalWeight, invited, ...terms } = limitedTerms(player, [
    { application: code, ceiling: price },
  ]);
  const elsewhere = { venue: 'national-network', method: 'open', biddingDays: 18 };
  await does(player, 'procurement', pack, ACTION.prepare, { ...terms, ...elsewhere });
  await does(player, 'otherApprover', pack, ACTION.approve);
  const today = await player.today();
  const documents = [{ kind: 'opening-minutes', documentId: await upload(player, 'procurement', 'bien-ban.pdf') }];
  await does(player, 'procurement', pack, ACTION.recordResult, {
    notice: { number: 'IB2600012345', link: 'https://muasamcong.mpi.gov.vn/IB2600012345' },
    bidders: [
      { name: 'consultant', taxCode: '9900002239', price, technicalPoints: 85.5, rank: 1 },
      { name: 'otherConsultant', taxCode: '9900003345', price: price + 500_000, technicalPoints: 81, rank: 2 },
    ],
    consultant: '9900002239',
    contract: {
      number: `${pack}/HĐ`,
      signedOn: today,
      startOn: today,
      endOn: '2026-06-30',
      agency: { name: 'Nguyễn Văn Ký', capacity: 'Giám đốc' },
      consultant: { name: 'Trần Thị Ký', capacity: 'Giám đốc' },
    },
    prices: [{ application: code, price }],
    documents,
  });
  await does(player, 'enterprise', code, ACTION.acknowledge);
  await carriedOut(player, code, price);
  await does(player, 'procurement', pack, ACTION.liquidate);
  return { [code]: STATE.settled, [pack]: STATE.liquidated };
}

/** Three are to visit, two come, and the contract's end brings the third before the approver. */
export async function fair(player: Player): Promise<Ends> {
  const price = 15_000_000;
  const today = await player.today();
  const parts = [];
  for (const enterprise of ['enterprise', 'otherEnterprise', 'thirdEnterprise'] as const)
    parts.push({
      enterprise,
      price,
      application: await granted(player, { item: 'C5', estimate: price, enterprise }),
    });
  const pack = await contracted(player, parts, {
    startOn: today,
    endOn: addWorkingDays(OFFICIAL_CALENDAR, today, 10),
  });
  const [here, there, absent] = parts.map(({ application }) => application) as [string, string, string];
  await does(player, 'consultant', pack, ACTION.recordAttendance, {
    heldOn: today,
    place: 'Trung tâm Hội chợ triển lãm',
    topic: 'Hội chợ quốc tế công nghiệp hỗ trợ',
    participants: [
      { application: here, attendances: 6, newPeople: 3 },
      { application: there, attendances: 4, newPeople: 4 },
    ],
    documents: [{ kind: 'attendance-list', documentId: await upload(player, 'consultant', 'danh-sach.pdf') }],
  });
  for (const { application, enterprise } of parts.slice(0, 2)) {
    await does(player, 'consultant', application, ACTION.reportCompletion, { summary: 'Đã tham gia hội chợ' });
    await does(player, enterprise, application, ACTION.confirm);
    await inspected(player, application, price, 'meets');
    await does(player, 'approver', application, ACTION.acceptWork);
    await claimedAndPaid(player, application, price);
  }
  await passLimit(player, absent, TASK.deliver);
  const ended = { acceptedBase: 0, pay: 0, recover: 0, reason: 'Không tham gia hội chợ' };
  await does(player, 'approver', absent, ACTION.terminate, ended);
  await does(player, 'procurement', pack, ACTION.liquidate);
  return {
    [here]: STATE.settled,
    [there]: STATE.settled,
    [absent]: STATE.terminated,
    [pack]: STATE.liquidated,
  };
}
