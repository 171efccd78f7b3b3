/** Who plays in the worked example. Every name says "VÍ DỤ", every address ends in .example: none of them is anybody. */
import { PARTY_ROLE, STAFF_ROLE, type StaffRole } from '../domain/process.ts';

export const AGENCY = {
  id: 'VI-DU',
  nameVi: 'Sở Khoa học và Công nghệ tỉnh Ví Dụ (VÍ DỤ)',
  nameEn: 'Department of Science and Technology of Ví Dụ province (VÍ DỤ)',
  email: 'so-khcn@vi-du.example',
  complaintVi:
    'Nếu không đồng ý, quý đơn vị có thể gửi đơn khiếu nại đến Sở (VÍ DỤ: cơ quan ghi tại đây thời hạn và nơi nhận đơn).',
  complaintEn:
    'If you disagree you may file a complaint with the department (VÍ DỤ: the agency states here the period and where to send it).',
} as const;

/**
 * What the codes of a programme begin with in the example, which no real series does.
 * @param definition the number of its source (`003`)
 */
export const prefixOf = (definition: string): string => `VIDU-${definition}`;

/** Every programme of the example has one. */
export const BUDGET_LINE = {
  year: 2026,
  name: 'Kinh phí chương trình năm 2026 (VÍ DỤ)',
  amount: 500_000_000n,
} as const;

/** Monday morning, inside the official calendars; the business clock is set to it before anything is submitted. */
export const STARTS_AT = { day: '2026-03-02', time: '09:00' } as const;

/** The staff, by the name under which the play knows them. Several of a role, so that nobody decides on their own work. */
export const STAFF = {
  intake: { name: 'Nguyễn Thị Tiếp Nhận (VÍ DỤ)', role: STAFF_ROLE.intake },
  appraiser: { name: 'Trần Văn Thẩm Định (VÍ DỤ)', role: STAFF_ROLE.appraiser },
  approver: { name: 'Lê Thị Phê Duyệt (VÍ DỤ)', role: STAFF_ROLE.approver },
  deputy: { name: 'Phạm Văn Phó (VÍ DỤ)', role: STAFF_ROLE.approver },
  procurement: { name: 'Hoàng Thị Đấu Thầu (VÍ DỤ)', role: STAFF_ROLE.procurement },
  panelOne: { name: 'Vũ Văn Chuyên Gia Một (VÍ DỤ)', role: STAFF_ROLE.panel },
  panelTwo: { name: 'Đặng Thị Chuyên Gia Hai (VÍ DỤ)', role: STAFF_ROLE.panel },
  panelThree: { name: 'Bùi Văn Chuyên Gia Ba (VÍ DỤ)', role: STAFF_ROLE.panel },
  inspectorOne: { name: 'Đỗ Văn Kiểm Tra Một (VÍ DỤ)', role: STAFF_ROLE.inspector },
  inspectorTwo: { name: 'Ngô Thị Kiểm Tra Hai (VÍ DỤ)', role: STAFF_ROLE.inspector },
  finance: { name: 'Hồ Thị Kế Toán (VÍ DỤ)', role: STAFF_ROLE.finance },
  paymentApprover: { name: 'Dương Văn Chủ Tài Khoản (VÍ DỤ)', role: STAFF_ROLE.paymentApprover },
  supervisor: { name: 'Lý Thị Giám Sát (VÍ DỤ)', role: STAFF_ROLE.supervisor },
  administrator: { name: 'Mai Văn Quản Trị (VÍ DỤ)', role: STAFF_ROLE.administrator },
} as const satisfies Record<string, { name: string; role: StaffRole }>;

/** The outside parties; tax codes that no province's tax office issues, with a check digit that fits. */
export const PARTIES = {
  enterprise: {
    kind: PARTY_ROLE.enterprise,
    name: 'Công ty TNHH Cơ khí Ví Dụ (VÍ DỤ)',
    taxCode: '9900200008',
    representative: 'Đinh Văn Giám Đốc (VÍ DỤ)',
  },
  enterpriseTwo: {
    kind: PARTY_ROLE.enterprise,
    name: 'Công ty CP Nhựa Ví Dụ (VÍ DỤ)',
    taxCode: '9900200054',
    representative: 'Hà Thị Giám Đốc (VÍ DỤ)',
  },
  enterpriseThree: {
    kind: PARTY_ROLE.enterprise,
    name: 'Công ty TNHH Linh kiện Ví Dụ (VÍ DỤ)',
    taxCode: '9900200061',
    representative: 'Kiều Văn Giám Đốc (VÍ DỤ)',
  },
  enterpriseFour: {
    kind: PARTY_ROLE.enterprise,
    name: 'Công ty CP Thực phẩm Ví Dụ (VÍ DỤ)',
    taxCode: '9900200079',
    representative: 'Mạc Thị Giám Đốc (VÍ DỤ)',
  },
  enterpriseFive: {
    kind: PARTY_ROLE.enterprise,
    name: 'Công ty CP Thiết bị điện Ví Dụ (VÍ DỤ)',
    taxCode: '9900200086',
    representative: 'Quách Văn Giám Đốc (VÍ DỤ)',
  },
  consultantOne: {
    kind: PARTY_ROLE.consultant,
    name: 'Viện Tư vấn Ví Dụ Một (VÍ DỤ)',
    taxCode: '9900200015',
    representative: 'Cao Thị Viện Trưởng (VÍ DỤ)',
  },
  consultantTwo: {
    kind: PARTY_ROLE.consultant,
    name: 'Công ty CP Tư vấn Ví Dụ Hai (VÍ DỤ)',
    taxCode: '9900200022',
    representative: 'Tạ Văn Tổng Giám Đốc (VÍ DỤ)',
  },
  consultantThree: {
    kind: PARTY_ROLE.consultant,
    name: 'Trung tâm Đào tạo Ví Dụ Ba (VÍ DỤ)',
    taxCode: '9900200047',
    representative: 'Lâm Thị Giám Đốc (VÍ DỤ)',
  },
} as const;

export type StaffName = keyof typeof STAFF;
export type PartyName = keyof typeof PARTIES;
export type EnterpriseName = Extract<PartyName, `enterprise${string}`>;
export type ConsultantName = Exclude<PartyName, EnterpriseName>;
export type PlayerName = StaffName | PartyName;

export const isParty = (name: PlayerName): name is PartyName => Object.hasOwn(PARTIES, name);

/** The agency's head, who is told what stays late although the supervisors were. */
export const HEAD: StaffName = 'approver';

/** Where somebody signs in: `kebab-case@vi-du.example`. */
export const emailOf = (name: PlayerName): string =>
  `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}@vi-du.example`;
