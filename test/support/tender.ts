import { ACTION, type LetterName, STAFF_ROLE, TASK } from '../../domain/process.ts';
import { CONTRACT, opened } from './dossier.ts';
import { does, type Office, passLimit, type Who } from './office.ts';

/** The ways by which a package gets from its opening to its award: the real actions, one after another. */

export const CRITERIA = [
  { key: 'experience', group: 'experience', name: { vi: 'Kinh nghiệm', en: 'Experience' }, weightBp: 1_000 },
  { key: 'reputation', group: 'reputation', name: { vi: 'Uy tín', en: 'Reputation' }, weightBp: 500 },
  { key: 'method', group: 'methodology', name: { vi: 'Phương pháp', en: 'Method' }, weightBp: 3_500 },
  { key: 'staff', group: 'staff', name: { vi: 'Nhân sự', en: 'Staff' }, weightBp: 5_000 },
];
export const REQUIREMENTS = [
  { key: 'trainers', name: { vi: 'Giảng viên đạt yêu cầu', en: 'Trainers qualify' } },
  { key: 'programme', name: { vi: 'Chương trình phù hợp', en: 'The programme fits' } },
];
export const PANEL = ['panel', 'panelTwo', 'panelThree'] as const;
export type PanelName = (typeof PANEL)[number];

/** What is sent with `prepare` for limited tendering among all three consultants. */
export const limitedTerms = (office: Office, parts: readonly { application: string; ceiling: number }[]) => ({
  method: 'limited',
  venue: 'here',
  parts,
  requirements: 'Đào tạo tại doanh nghiệp',
  ...CONTRACT,
  advanceRateBp: 3_000,
  criteria: CRITERIA,
  technicalWeight: 70,
  biddingDays: 7,
  invited: [office.parties.consultant, office.parties.otherConsultant, office.parties.thirdConsultant],
});

/** What is sent with `prepare` for a direct appointment of one consultant. */
export const directTerms = (office: Office, parts: readonly { application: string; ceiling: number }[]) => {
  const { criteria: _criteria, technicalWeight: _weight, ...terms } = limitedTerms(office, parts);
  const invited = [office.parties.consultant];
  return { ...terms, method: 'direct-appointment', examination: REQUIREMENTS, biddingDays: 5, invited };
};

/** Opened, with its panel appointed. */
export async function withPanel(office: Office, applications: readonly string[]): Promise<string> {
  const code = await opened(office, applications);
  await does(office, 'procurement', code, ACTION.appointPanel, { members: PANEL.map((name) => office.people[name]) });
  return code;
}

type Parts = readonly { application: string; ceiling: number }[];

/** Prepared for limited tendering (or by other terms) and approved: bidders may be invited. */
export async function biddable(office: Office, parts: Parts, terms: object = {}): Promise<string> {
  const applications = parts.map((part) => part.application);
  const code = await withPanel(office, applications);
  await does(office, 'procurement', code, ACTION.prepare, { ...limitedTerms(office, parts), ...terms });
  await does(office, 'otherApprover', code, ACTION.approve);
  return code;
}

/** Bidders are invited: bids are received until closing. */
export async function invited(office: Office, parts: Parts, terms: object = {}): Promise<string> {
  const code = await biddable(office, parts, terms);
  await does(office, 'procurement', code, ACTION.invite);
  return code;
}

export const technical = {
  summary: 'Đào tạo 5S trong sáu buổi',
  methodology: 'Huấn luyện tại chỗ',
  experts: [{ name: 'Lê Văn Chuyên', role: 'Trưởng nhóm' }],
};

/** A bid of one price for each application. */
export const bidOf = (prices: Readonly<Record<string, number>>) => ({
  technical,
  prices: Object.entries(prices).map(([application, price]) => ({ application, price })),
});

/** Bids as given, then the closing. @returns the bids' ids by bidder */
export async function closed(
  office: Office,
  code: string,
  bids: Readonly<Partial<Record<Who, Readonly<Record<string, number>>>>>,
): Promise<Record<string, string>> {
  for (const [who, prices] of Object.entries(bids)) await does(office, who as Who, code, ACTION.bid, bidOf(prices));
  await passLimit(office, code, TASK.receiveBids);
  return bidsOf(office, code);
}

/** The live bids' ids by the bidder's name. */
export async function bidsOf({ database }: Office, code: string): Promise<Record<string, string>> {
  const bids = await database.bid.findMany({
    where: { package: { code }, withdrawnAt: null, replacedAt: null },
    include: { consultant: true },
  });
  return Object.fromEntries(bids.map((bid) => [bid.consultant.name, bid.id]));
}

/** The same points for every criterion of a bid. */
export const scoresOf = (points: Readonly<Record<string, number>>) => ({
  scores: Object.entries(points).flatMap(([bid, given]) =>
    CRITERIA.map(({ key }) => ({ bid, criterion: key, points: given, comment: 'Theo hồ sơ' })),
  ),
});

export const NO_INTEREST = { interest: null };

/** Opened and scored: every member gives these points to each bidder, for every criterion. */
export async function scored(
  office: Office,
  code: string,
  points: Readonly<Partial<Record<Who, number>>>,
  opening: object = {},
): Promise<void> {
  const bids = await bidsOf(office, code);
  const given = Object.fromEntries(Object.entries(points).map(([who, value]) => [bids[who]!, value]));
  await does(office, 'procurement', code, ACTION.open, opening);
  for (const member of PANEL) {
    await does(office, member, code, ACTION.declareInterest, NO_INTEREST);
    await does(office, member, code, ACTION.score, scoresOf(given));
  }
}

/** Scored, the technical result approved and the prices opened: the first in the ranking is negotiated with. */
export async function ranked(
  office: Office,
  code: string,
  bidders: Readonly<Partial<Record<Who, { points: number; prices: Readonly<Record<string, number>> }>>>,
  opening: object = {},
): Promise<void> {
  const entries = Object.entries(bidders) as [Who, { points: number; prices: Record<string, number> }][];
  await closed(office, code, Object.fromEntries(entries.map(([who, { prices }]) => [who, prices])));
  await scored(office, code, Object.fromEntries(entries.map(([who, { points }]) => [who, points])), opening);
  await does(office, 'otherApprover', code, ACTION.approveTechnical);
  await does(office, 'procurement', code, ACTION.openFinancial);
}

/** One consultant is invited, bids, is found to meet every requirement, and its price is opened: it is negotiated with. */
export async function examined(office: Office, code: string, prices: Readonly<Record<string, number>>): Promise<void> {
  const { consultant: bid } = await closed(office, code, { consultant: prices });
  await does(office, 'procurement', code, ACTION.open);
  const findings = REQUIREMENTS.map(({ key }) => ({ bid, requirement: key, met: true, comment: 'Theo hồ sơ' }));
  for (const member of PANEL) {
    await does(office, member, code, ACTION.declareInterest, NO_INTEREST);
    await does(office, member, code, ACTION.score, { findings });
  }
  await does(office, 'otherApprover', code, ACTION.approveTechnical);
  await does(office, 'procurement', code, ACTION.openFinancial);
}

/** Negotiated at these prices, and awarded: the contract is to be drafted. */
export async function awarded(
  office: Office,
  code: string,
  prices: Readonly<Record<string, number>>,
  award: object = {},
): Promise<void> {
  const agreed = Object.entries(prices).map(([application, price]) => ({ application, price }));
  await does(office, 'procurement', code, ACTION.recordNegotiation, { outcome: 'agreed', agreed });
  await does(office, 'approver', code, ACTION.award, award);
}

/** The bidder who is negotiated with or awarded to. */
export async function candidate({ database }: Office, code: string): Promise<string | null> {
  const { candidateBidId } = await database.package.findUniqueOrThrow({ where: { code } });
  if (!candidateBidId) return null;
  const bid = await database.bid.findUniqueOrThrow({ where: { id: candidateBidId }, include: { consultant: true } });
  return bid.consultant.name;
}

/** Somebody new on the staff. @returns the office in which they act under the name of a colleague */
export async function replacing(office: Office, name: PanelName): Promise<Office> {
  const { id } = await office.database.person.create({
    data: {
      name: `new ${name}`,
      email: `new-${name}@example.test`,
      assignments: {
        create: [{ agencyId: 'test-agency', role: STAFF_ROLE.panel, programmes: [], fromDay: new Date('2020-01-01') }],
      },
    },
  });
  return { ...office, people: { ...office.people, [name]: id } };
}

/** The letters of a name about a subject: to whom, and with which facts. */
export async function lettersOf({ database }: Office, code: string, name: LetterName) {
  const letters = await database.letter.findMany({ where: { code, name }, orderBy: { createdAt: 'asc' } });
  const parties = await database.party.findMany();
  return letters.map((letter) => ({
    to: parties.find((party) => party.id === letter.partyId)?.name,
    facts: letter.facts as Record<string, unknown>,
  }));
}
