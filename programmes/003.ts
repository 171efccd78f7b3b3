/**
 * Source 003: a province's plan for the national programme on productivity and quality (Quyết định 1322/QĐ-TTg), 2021–2030.
 * Its page gives the tasks, the procedure and the lead; numbers that no document states are the agency's to set, and say so.
 */
import type { Limit, Programme, RequiredDocument, Source, SupportItem, Text } from '../domain/programme.ts';

/** What the province's own page on the plan says; the plan itself was not read. */
const PLAN: Source = {
  document: 'Kế hoạch của UBND tỉnh thực hiện Quyết định 1322/QĐ-TTg, giai đoạn 2021–2030',
  certainty: 'S',
  note: {
    vi: 'Theo trang tin ngày 26/02/2021 của tỉnh; số và ngày ban hành của kế hoạch không được nêu.',
    en: "From the province's news page of 26/02/2021, which gives neither the plan's number nor its date.",
  },
};

const AGENCY: Source = {
  document: 'Mức do cơ quan quy định (ví dụ)',
  certainty: 'set-by-agency-example',
  note: {
    vi: 'Không văn bản nào đã đọc nêu mức này: là ví dụ cho đến khi cơ quan quy định.',
    en: 'No document that was read states it: an example until the agency sets its own.',
  },
};

const CIRCULAR: Source = { document: 'Thông tư 35/2021/TT-BTC', certainty: 'T' };
const TENDERING = 'Luật Đấu thầu 22/2023/QH15 (sửa đổi) và Nghị định 214/2025/NĐ-CP';

const days = (workingDays: number): Limit => ({ workingDays, source: AGENCY });

const CONDITIONS: SupportItem['conditions'] = [
  {
    code: 'PROVINCE',
    text: {
      vi: 'Doanh nghiệp được thành lập và hoạt động trên địa bàn tỉnh',
      en: 'The enterprise is established and operates in the province',
    },
    source: PLAN,
    rule: { by: 'person' },
  },
  {
    code: 'SECTOR',
    text: {
      vi: 'Hoạt động đúng ngành, lĩnh vực đã đăng ký kinh doanh và phù hợp với nội dung hỗ trợ',
      en: 'It operates in the sector of its business registration, and that field fits the support',
    },
    source: AGENCY,
    rule: { by: 'sector', vsic: [] },
  },
  {
    code: 'RESOURCES',
    text: {
      vi: 'Có đủ nguồn lực thực hiện: nhân lực, cơ sở vật chất, trang thiết bị, tài chính',
      en: 'It has the resources to carry it out: staff, facilities, equipment, finance',
    },
    source: AGENCY,
    rule: { by: 'resources' },
  },
  {
    code: 'NO-OVERLAP',
    text: {
      vi: 'Nội dung đề nghị không trùng lắp với hỗ trợ của chương trình khác',
      en: 'What is asked for does not overlap with the support of another programme',
    },
    source: CIRCULAR,
    rule: { by: 'no-overlap' },
  },
];

const document = (kind: string, required: boolean, name: Text): RequiredDocument => ({
  kind,
  name,
  required,
  source: AGENCY,
});

/** Required documents (thành phần hồ sơ); the plan that shows the need differs by item. */
const documents = (plan: RequiredDocument): RequiredDocument[] => [
  document('support-application', true, { vi: 'Đơn đề nghị hỗ trợ', en: 'Support application' }),
  document('business-registration', true, {
    vi: 'Giấy chứng nhận đăng ký doanh nghiệp',
    en: 'Business registration certificate',
  }),
  plan,
  document('financial-report', false, {
    vi: 'Báo cáo tài chính năm gần nhất',
    en: 'Financial report of the latest year',
  }),
];

const NO_ROUTE_YET: Text = {
  vi: 'Chưa mở nhận hồ sơ: quy trình riêng cho nội dung này chưa được thiết lập.',
  en: 'Not open yet: the procedure of this item has not been set up.',
};

const ITEMS: readonly SupportItem[] = [
  {
    code: 'P1',
    name: { vi: 'Thông tin, tuyên truyền về năng suất chất lượng', en: 'Information on productivity and quality' },
    words: 'Thông tin, tuyên truyền về năng suất chất lượng',
    kind: 'run-by-the-agency',
    beneficiaries: [],
    conditions: [],
    documents: [],
    ceilings: [],
  },
  {
    code: 'P2',
    name: { vi: 'Đào tạo, tập huấn về năng suất chất lượng', en: 'Training on productivity and quality' },
    words: 'đào tạo, tập huấn về năng suất chất lượng',
    kind: 'applied-for',
    beneficiaries: ['enterprise', 'organisation'],
    route: 'service',
    training: true,
    conditions: CONDITIONS,
    documents: documents(
      document('training-plan', true, { vi: 'Kế hoạch, nhu cầu đào tạo', en: 'Training plan and needs' }),
    ),
    support: {
      rateBp: 10_000,
      capPerApplication: 100_000_000n,
      base: 'net',
      payee: 'consultant',
      counterpart: 'none',
      advanceRateBp: 3_000,
      source: AGENCY,
    },
    ceilings: [],
  },
  {
    code: 'P3',
    name: {
      vi: 'Áp dụng tiêu chuẩn, quy chuẩn kỹ thuật, hệ thống quản lý, công cụ cải tiến năng suất, chất lượng',
      en: 'Applying standards, technical regulations, management systems and improvement tools',
    },
    words:
      'hỗ trợ doanh nghiệp áp dụng tiêu chuẩn, quy chuẩn kỹ thuật, hệ thống quản lý, công cụ cải tiến năng suất, chất lượng, ' +
      'công cụ hỗ trợ cho sản xuất thông minh, dịch vụ thông minh',
    kind: 'applied-for',
    beneficiaries: ['enterprise', 'organisation'],
    route: 'service',
    conditions: CONDITIONS,
    documents: documents(
      document('improvement-plan', true, {
        vi: 'Kế hoạch áp dụng tiêu chuẩn, hệ thống quản lý hoặc công cụ',
        en: 'Plan for applying the standard, management system or tool',
      }),
    ),
    support: {
      rateBp: 5_000,
      capPerApplication: 150_000_000n,
      base: 'net',
      payee: 'consultant',
      counterpart: 'enterprise-to-consultant',
      advanceRateBp: 3_000,
      source: AGENCY,
    },
    ceilings: [],
  },
  {
    code: 'P4',
    name: {
      vi: 'Tăng cường năng lực kiểm định, thử nghiệm, chứng nhận',
      en: 'Strengthening verification, testing and certification bodies',
    },
    words: 'tăng cường năng lực cho các tổ chức kiểm định, thử nghiệm, đánh giá chứng nhận',
    kind: 'applied-for',
    beneficiaries: ['organisation', 'enterprise'],
    route: 'after-completion',
    conditions: CONDITIONS,
    documents: documents(
      document('capacity-plan', true, {
        vi: 'Kế hoạch nâng cao năng lực kiểm định, thử nghiệm, chứng nhận',
        en: 'Plan for raising verification, testing or certification capacity',
      }),
    ),
    support: {
      rateBp: 5_000,
      capPerApplication: 200_000_000n,
      base: 'net',
      payee: 'enterprise',
      counterpart: 'none',
      advanceRateBp: 0,
      source: AGENCY,
    },
    ceilings: [],
  },
  {
    code: 'P5',
    name: { vi: 'Xây dựng chính sách khuyến khích, hỗ trợ doanh nghiệp', en: 'Policies that encourage enterprises' },
    words: 'xây dựng chính sách khuyến khích hỗ trợ doanh nghiệp trên địa bàn tỉnh',
    kind: 'run-by-the-agency',
    beneficiaries: [],
    conditions: [],
    documents: [],
    ceilings: [],
  },
  {
    code: 'P6',
    name: { vi: 'Tham gia Giải thưởng Chất lượng Quốc gia', en: 'Entering the national quality award' },
    words: 'Vận động, hỗ trợ cho các tổ chức, doanh nghiệp tham gia giải thưởng chất lượng quốc gia',
    kind: 'applied-for',
    beneficiaries: [],
    conditions: [],
    documents: [],
    ceilings: [],
    notOpen: NO_ROUTE_YET,
  },
];

const million = 1_000_000n;

/** Open and limited tendering belong on the national network; held here, they are an example or outside that duty. */
const HELD_HERE: Source = {
  ...AGENCY,
  note: {
    vi: 'Đấu thầu rộng rãi, hạn chế phải thực hiện trên Hệ thống mạng đấu thầu quốc gia; chỉ thực hiện tại đây khi cơ quan xác định gói thầu không thuộc diện đó.',
    en: 'Open and limited tendering must run on the national e-procurement network; held here only where the agency finds that the package does not fall under that duty.',
  },
};

const networkSource = (note: Text): Source => ({ document: TENDERING, certainty: 'T', note });

const procurement: Programme['procurement'] = {
  methods: [
    {
      method: 'open',
      venue: 'national-network',
      upTo: null,
      biddingWorkingDays: 18,
      minimumBids: 3,
      source: networkSource({
        vi: 'Ít nhất 18 ngày để chuẩn bị hồ sơ dự thầu; tính bằng ngày làm việc nên không ngắn hơn.',
        en: 'At least 18 days to prepare a bid; counted here in working days, so never fewer.',
      }),
    },
    {
      method: 'limited',
      venue: 'national-network',
      upTo: null,
      biddingWorkingDays: 7,
      minimumBids: 3,
      source: networkSource({
        vi: 'Ít nhất 7 ngày đối với tư vấn đơn giản hoặc cấp bách; tính bằng ngày làm việc nên không ngắn hơn.',
        en: 'At least 7 days for simple or urgent consulting; counted here in working days, so never fewer.',
      }),
    },
    { method: 'open', venue: 'here', upTo: null, biddingWorkingDays: 18, minimumBids: 3, source: HELD_HERE },
    { method: 'limited', venue: 'here', upTo: null, biddingWorkingDays: 7, minimumBids: 3, source: HELD_HERE },
    {
      method: 'direct-appointment',
      venue: 'here',
      upTo: 500n * million,
      biddingWorkingDays: 5,
      minimumBids: 1,
      source: {
        document: TENDERING,
        certainty: 'E',
        note: {
          vi: 'Chỉ định thầu đến 500 triệu đồng đối với dự toán mua sắm; số ngày chuẩn bị là ví dụ do cơ quan quy định.',
          en: 'Direct appointment up to 500 million đồng for a purchase estimate; the days to prepare are an example that the agency sets.',
        },
      },
    },
    {
      method: 'head-decision',
      venue: 'here',
      upTo: 50n * million,
      // Nothing is tendered: the head's approval names the consultant.
      biddingWorkingDays: 0,
      minimumBids: 1,
      source: {
        document: TENDERING,
        certainty: 'E',
        note: {
          vi: 'Đến 50 triệu đồng: thủ trưởng quyết định, chỉ cần hóa đơn, chứng từ.',
          en: 'Up to 50 million đồng: the head decides, invoices suffice.',
        },
      },
    },
  ],
  panelMembers: { minimum: 3, source: AGENCY },
};

export const programme003: Programme = {
  definition: '003',
  name: {
    vi: 'Chương trình hỗ trợ doanh nghiệp nâng cao năng suất và chất lượng sản phẩm, hàng hóa giai đoạn 2021–2030',
    en: 'Programme supporting enterprises in raising productivity and the quality of products and goods, 2021–2030',
  },
  document: {
    title: {
      vi: 'Kế hoạch thực hiện Chương trình quốc gia hỗ trợ doanh nghiệp nâng cao năng suất và chất lượng sản phẩm, hàng hóa giai đoạn 2021–2030',
      en: 'Plan for the national programme supporting enterprises in raising productivity and quality, 2021–2030',
    },
    issuer: { vi: 'Ủy ban nhân dân tỉnh', en: "Provincial People's Committee" },
    source: PLAN,
  },
  period: { from: '2021-01-01', to: '2030-12-31' },
  lead: [
    {
      from: '2021-01-01',
      organisation: { vi: 'Sở Khoa học và Công nghệ', en: 'Department of Science and Technology' },
    },
  ],
  coordinating: [],
  items: ITEMS,
  targets: [],
  limits: {
    intake: days(3),
    supplement: days(10),
    appraisal: days(8),
    decision: days(4),
    // The 14 working days of the decree on small and medium enterprises do not bind here: this programme does not rest on it.
    'one-stop': days(15),
    'package-forming': days(15),
    preparation: days(10),
    'package-approval': days(5),
    invitation: days(3),
    bidding: days(7),
    'few-bids': days(3),
    opening: days(1),
    scoring: days(7),
    'technical-approval': days(3),
    'financial-opening': days(2),
    negotiation: days(5),
    award: days(5),
    leaver: days(3),
    drafting: days(5),
    signing: days(7),
    acknowledgement: days(5),
    delivery: days(60),
    termination: days(5),
    confirmation: days(7),
    objection: days(5),
    inspection: days(10),
    countersignature: days(3),
    correction: days(15),
    acceptance: days(5),
    claim: days(30),
    verification: days(5),
    'payment-approval': days(3),
    payment: days(5),
    recovery: days(20),
    contract: days(120),
    change: days(5),
    liquidation: days(15),
  },
  lateness: { remindBefore: 2, escalateAfter: 2, source: AGENCY },
  supplementRounds: {
    submission: 1,
    eligibility: 1,
    source: {
      document: 'Quy định về cơ chế một cửa (Nghị định 118/2025/NĐ-CP)',
      certainty: 'S',
      note: {
        vi: 'Theo quy định cũ, yêu cầu bổ sung bằng văn bản một lần cho mỗi lượt xem xét; chưa xác nhận ở văn bản mới.',
        en: 'An older rule: a supplement is asked for in writing once in each review; not confirmed in the new decree.',
      },
    },
  },
  correctionRounds: { count: 2, source: AGENCY },
  procurement,
  // Whether it stands on the list of administrative procedures is not said: forms of the one-stop desk are not claimed.
  listedProcedure: 'unknown',
};
