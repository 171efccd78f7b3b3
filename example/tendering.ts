/** Tendering: a package for the application, limited tendering among three, scored by a panel of three, negotiated and awarded. */
import { ACTION, TASK } from '../domain/process.ts';
import { type ConsultantName, PARTIES, prefixOf, type StaffName } from './cast.ts';
import { acts, completes, documents, instrument, notes, type Scene, signatory, told } from './scene.ts';

const CEILING = 60_000_000;
/** Below the bid: what was agreed in the negotiation. */
export const AGREED = 56_000_000;

const CRITERIA = [
  { key: 'experience', group: 'experience', name: { vi: 'Kinh nghiệm', en: 'Experience' }, weightBp: 1_000 },
  { key: 'reputation', group: 'reputation', name: { vi: 'Uy tín', en: 'Reputation' }, weightBp: 500 },
  { key: 'method', group: 'methodology', name: { vi: 'Phương pháp đào tạo', en: 'Training method' }, weightBp: 3_500 },
  { key: 'trainers', group: 'staff', name: { vi: 'Giảng viên', en: 'Trainers' }, weightBp: 5_000 },
];

const BIDS: Readonly<Record<ConsultantName, { price: number; points: number }>> = {
  consultantOne: { price: 57_000_000, points: 88 },
  consultantTwo: { price: 55_000_000, points: 76 },
  consultantThree: { price: 59_000_000, points: 62 },
};
const BIDDERS = Object.keys(BIDS) as ConsultantName[];
const PANEL = ['panelOne', 'panelTwo', 'panelThree'] as const satisfies StaffName[];

/** @returns the package's code */
export async function tendering(scene: Scene, application: string): Promise<string> {
  await scene.until('2026-03-11', '09:00');
  const pack = await opensPackage(scene, '003', application, 'Đào tạo 5S và Kaizen (VÍ DỤ)');
  await appointsPanel(scene, pack);
  await scene.until('2026-03-12', '09:00');
  await preparesTender(scene, pack, {
    parts: [{ application, ceiling: CEILING }],
    requirements: 'Ba buổi đào tạo 5S, Kaizen tại doanh nghiệp cho 40 người, kèm hướng dẫn tại xưởng.',
    startOn: '2026-04-03',
    endOn: '2026-06-30',
    biddingDays: 7,
  });
  await scene.until('2026-03-13', '09:00');
  await approvesPackage(scene, pack, '16/QĐ-SKHCN', '2026-03-13');
  await invitation(scene, pack);
  for (const bidder of BIDDERS) await bids(scene, pack, bidder, { application, price: BIDS[bidder].price });
  await evaluation(scene, pack);
  await award(scene, pack, application);
  return pack;
}

/** @param definition the source of its programme @returns the package's code */
export async function opensPackage(
  scene: Scene,
  definition: string,
  application: string,
  title: string,
): Promise<string> {
  const opened = await scene.players.procurement.post<Parameters<typeof told>[3]>('/packages', {
    programme: prefixOf(definition),
    applications: [application],
    title,
  });
  return told(scene, 'procurement', ACTION.openPackage, opened).code;
}

export async function appointsPanel(scene: Scene, pack: string): Promise<void> {
  await acts(scene, 'procurement', pack, ACTION.appointPanel, { members: await idsOf(scene, PANEL) });
}

/** Whom the panel's members are to the API. */
async function idsOf(scene: Scene, names: readonly StaffName[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) ids.push((await scene.players[name].get<{ id: string }>('/me')).id);
  return ids;
}

type Tender = {
  /** Ceilings in đồng. */
  parts: readonly { application: string; ceiling: number }[];
  requirements: string;
  startOn: string;
  endOn: string;
  /** Working days from the invitation to the closing. */
  biddingDays: number;
};

/** Limited tendering among all three consultants. */
export const preparesTender = (scene: Scene, pack: string, tender: Tender) =>
  completes(scene, 'procurement', pack, TASK.preparePackage, ACTION.prepare, {
    method: 'limited',
    venue: 'here',
    ...tender,
    advanceRateBp: 3_000,
    criteria: CRITERIA,
    technicalWeight: 70,
    invited: BIDDERS.map((bidder) => PARTIES[bidder].taxCode),
  });

/** Who prepared it does not approve it. */
export const approvesPackage = (scene: Scene, pack: string, number: string, on: string) =>
  completes(scene, 'deputy', pack, TASK.decidePackage, ACTION.approve, {
    ...instrument('deputy', 'Phó Giám đốc Sở', number, on),
  });

async function invitation(scene: Scene, pack: string): Promise<void> {
  await scene.until('2026-03-13', '14:00');
  await completes(scene, 'procurement', pack, TASK.inviteBidders, ACTION.invite);
  await scene.until('2026-03-17', '09:00');
  await acts(scene, 'procurement', pack, ACTION.clarify, {
    text: 'Chi phí đi lại của giảng viên tính trong giá dự thầu.',
  });
  await scene.until('2026-03-20', '10:00');
}

/** A bid: its technical proposal and a price (đồng) for its one part. */
export async function bids(
  scene: Scene,
  pack: string,
  bidder: ConsultantName,
  price: { application: string; price: number },
): Promise<void> {
  await acts(scene, bidder, pack, ACTION.bid, {
    technical: {
      summary: `Đề xuất kỹ thuật của ${PARTIES[bidder].name}`,
      methodology: 'Huấn luyện tại chỗ, bài tập trên chuyền, đánh giá trước và sau.',
      experts: [{ name: `Chuyên gia của ${PARTIES[bidder].name}`, role: 'Giảng viên chính', qualification: '10 năm' }],
    },
    prices: [price],
    documents: await documents(scene, bidder, 'technical-proposal'),
    ...signatory(bidder),
  });
}

type BidSeen = { id: string; consultant: { taxCode: string } };

async function evaluation(scene: Scene, pack: string): Promise<void> {
  notes(scene, 'Chờ đến giờ đóng thầu', 'waiting for bidding to close');
  await scene.until('2026-03-25', '09:00');
  await completes(scene, 'procurement', pack, TASK.openBids, ACTION.open, {
    documents: await documents(scene, 'procurement', 'opening-minutes'),
    ...instrument('procurement', 'Phụ trách đấu thầu', '01/BB-MT', '2026-03-25'),
  });
  await scene.until('2026-03-26', '09:00');
  for (const member of PANEL) {
    const signed = instrument(member, 'Thành viên tổ chuyên gia');
    await acts(scene, member, pack, ACTION.declareInterest, { interest: null, ...signed });
    const { bids: seen } = await scene.players[member].get<{ bids: BidSeen[] }>(`/packages/${pack}`);
    await completes(scene, member, pack, TASK.scoreBids, ACTION.score, { scores: seen.flatMap(scoresOf), ...signed });
  }
  await scene.until('2026-03-27', '09:00');
  await completes(scene, 'deputy', pack, TASK.decideTechnical, ACTION.approveTechnical, {
    ...instrument('deputy', 'Phó Giám đốc Sở', '17/QĐ-SKHCN', '2026-03-27'),
  });
  await scene.until('2026-03-27', '14:00');
  await completes(scene, 'procurement', pack, TASK.openPrices, ACTION.openFinancial, {
    ...instrument('procurement', 'Phụ trách đấu thầu', '02/BB-MT', '2026-03-27'),
  });
}

function scoresOf({ id, consultant }: BidSeen) {
  const bidder = BIDDERS.find((candidate) => PARTIES[candidate].taxCode === consultant.taxCode);
  const points = bidder ? BIDS[bidder].points : 0;
  return CRITERIA.map(({ key }) => ({ bid: id, criterion: key, points, comment: 'Theo hồ sơ dự thầu (VÍ DỤ)' }));
}

async function award(scene: Scene, pack: string, application: string): Promise<void> {
  await scene.until('2026-03-30', '09:00');
  await completes(scene, 'procurement', pack, TASK.negotiate, ACTION.recordNegotiation, {
    outcome: 'agreed',
    agreed: [{ application, price: AGREED }],
    ...instrument('procurement', 'Phụ trách đấu thầu', '01/BB-TT', '2026-03-30'),
  });
  await scene.until('2026-03-30', '15:00');
  await completes(scene, 'approver', pack, TASK.decideAward, ACTION.award, {
    legalBasis: 'Luật Đấu thầu 22/2023/QH15 (VÍ DỤ)',
    ...instrument('approver', 'Giám đốc Sở', '18/QĐ-SKHCN', '2026-03-30'),
  });
}
