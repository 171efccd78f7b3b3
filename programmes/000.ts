/**
 * Source 000: Hà Nội's plan for raising productivity and quality, 2021–2025 and 2026–2030, as a news page tells it.
 * The page gives aims, targets, the lead and two conditions; rates, caps and limits are the agency's to set, and say so.
 */
import type { Programme, SupportItem } from '../domain/programme.ts';
import { runByTheAgency } from './agency-items.ts';
import { DEPARTMENT_OF_SCIENCE, HA_NOI_DISTRICTS } from './bodies.ts';
import { inHaNoi, noOverlap, resources, sector } from './conditions.ts';
import { EXAMPLE_PROCEDURE } from './limits.ts';
import { PROCUREMENT } from './procurement.ts';
import { CAPACITY_PLAN, documents } from './required-documents.ts';
import { AGENCY, planOnPage, UNTIL_DISTRICTS_ENDED } from './sources.ts';
import { EXAMPLE_CEILING, procured } from './support.ts';
import { IMPROVEMENT, PROJECT, TRAINING } from './work.ts';

const PLAN = planOnPage(
  'Kế hoạch của thành phố Hà Nội về nâng cao năng suất và chất lượng, giai đoạn 2021–2025 và 2026–2030',
  {
    vi: 'Theo một trang tin; trang không nêu số, ngày và cơ quan ký ban hành kế hoạch.',
    en: "From a news page, which gives neither the plan's number nor its date nor who signed it.",
  },
);

const FIRST = { from: '2021-01-01', to: '2025-12-31' };
const SECOND = { from: '2026-01-01', to: '2030-12-31' };

/** The page names two: the registered field that fits the support, and the resources. */
const CONDITIONS: SupportItem['conditions'] = [inHaNoi(AGENCY), sector(PLAN), resources(PLAN), noOverlap(AGENCY)];

/** What all items that are applied for have in common. */
const APPLIED_FOR = { kind: 'applied-for', conditions: CONDITIONS, ceilings: [] } as const;

const ITEMS: readonly SupportItem[] = [
  {
    ...APPLIED_FOR,
    ...IMPROVEMENT,
    code: 'H1',
    name: {
      vi: 'Xây dựng, áp dụng giải pháp nâng cao năng suất và chất lượng',
      en: 'Building and applying solutions that raise productivity and quality',
    },
    words: 'hỗ trợ khoảng 1.500 doanh nghiệp xây dựng, áp dụng các giải pháp nâng cao năng suất và chất lượng',
    beneficiaries: ['enterprise'],
    content: 'management-systems',
    support: procured(5_000, 150n),
  },
  {
    ...APPLIED_FOR,
    ...IMPROVEMENT,
    code: 'H2',
    name: {
      vi: 'Áp dụng đồng bộ các giải pháp, trở thành mô hình điểm',
      en: 'Applying the solutions together, to become a model enterprise',
    },
    words:
      'hướng dẫn, hỗ trợ áp dụng đồng bộ các giải pháp nâng cao năng suất, chất lượng, trở thành mô hình điểm của thành phố',
    beneficiaries: ['enterprise'],
    support: procured(5_000, 200n),
  },
  {
    ...APPLIED_FOR,
    code: 'H3',
    name: {
      vi: 'Tăng cường năng lực tổ chức đánh giá sự phù hợp',
      en: 'Strengthening conformity-assessment bodies',
    },
    words:
      'hỗ trợ tăng cường năng lực cho ít nhất 2 tổ chức đánh giá sự phù hợp đạt chuẩn mực, đáp ứng yêu cầu đánh giá ' +
      'sự phù hợp với tiêu chuẩn, quy chuẩn kỹ thuật các sản phẩm, hàng hóa chủ lực, trọng điểm của thành phố',
    beneficiaries: ['organisation', 'enterprise'],
    content: 'conformity-assessment',
    route: 'service',
    documents: documents(CAPACITY_PLAN),
    support: procured(5_000, 200n),
  },
  {
    ...APPLIED_FOR,
    ...PROJECT,
    code: 'H4',
    name: { vi: 'Đầu tư xây dựng và nâng cấp phòng thử nghiệm', en: 'Building and upgrading testing laboratories' },
    words:
      'hỗ trợ tổ chức, doanh nghiệp đầu tư xây dựng và nâng cấp phòng thử nghiệm cho sản phẩm, hàng hóa trọng điểm, ' +
      'xuất khẩu chủ lực',
    beneficiaries: ['organisation', 'enterprise'],
    content: 'testing-laboratories',
    during: SECOND,
  },
  {
    ...APPLIED_FOR,
    ...TRAINING,
    code: 'H5',
    name: { vi: 'Đào tạo, tập huấn về năng suất chất lượng', en: 'Training on productivity and quality' },
    words:
      'đào tạo, tập huấn về năng suất chất lượng cho trên 2.000 lượt cán bộ, công chức, viên chức thuộc các sở, ngành, ' +
      'UBND các quận, huyện, thị xã, các tổ chức, doanh nghiệp',
    beneficiaries: ['enterprise', 'organisation', 'public-body'],
    content: 'productivity-training',
    support: procured(10_000, 100n),
  },
  {
    ...APPLIED_FOR,
    ...TRAINING,
    code: 'H6',
    name: {
      vi: 'Đào tạo, chứng nhận chuyên gia năng suất, chất lượng',
      en: 'Training and certifying productivity and quality experts',
    },
    words: 'đào tạo, chứng nhận đạt tiêu chuẩn cho 40 chuyên gia năng suất, chất lượng',
    beneficiaries: ['enterprise', 'organisation', 'public-body', 'person'],
    content: 'productivity-experts',
    support: procured(10_000, 50n),
  },
  runByTheAgency(
    'H7',
    { vi: 'Tuyên truyền, phổ biến', en: 'Campaigns' },
    'đẩy mạnh tuyên truyền, phổ biến các giải pháp nâng cao năng suất, chất lượng, an toàn vệ sinh thực phẩm chuỗi cung ứng, ' +
      'sản xuất hữu cơ, truy xuất nguồn gốc, sản xuất thông minh',
  ),
];

const TARGETS: Programme['targets'] = [
  {
    code: 'ENTERPRISES-2025',
    name: { vi: 'Doanh nghiệp được hỗ trợ', en: 'Enterprises supported' },
    words: 'hỗ trợ khoảng 1.500 doanh nghiệp xây dựng, áp dụng các giải pháp nâng cao năng suất và chất lượng',
    unit: 'enterprises',
    period: FIRST,
    value: { atLeast: 1500, about: true },
    counted: { from: 'dossiers', items: ['H1', 'H2'] },
    source: PLAN,
  },
  {
    code: 'MODELS-2025',
    name: { vi: 'Mô hình điểm', en: 'Model enterprises' },
    words:
      'có ít nhất 15 doanh nghiệp được hướng dẫn, hỗ trợ áp dụng đồng bộ các giải pháp nâng cao năng suất, chất lượng, ' +
      'trở thành mô hình điểm của thành phố',
    unit: 'model-enterprises',
    period: FIRST,
    value: { atLeast: 15 },
    counted: { from: 'dossiers', items: ['H2'] },
    source: PLAN,
  },
  {
    code: 'BODIES-2025',
    name: {
      vi: 'Tổ chức đánh giá sự phù hợp được tăng cường năng lực',
      en: 'Conformity-assessment bodies strengthened',
    },
    words: 'hỗ trợ tăng cường năng lực cho ít nhất 2 tổ chức đánh giá sự phù hợp đạt chuẩn mực',
    unit: 'organisations',
    period: FIRST,
    value: { atLeast: 2 },
    counted: { from: 'dossiers', items: ['H3'] },
    source: PLAN,
  },
  {
    code: 'ATTENDANCES-2025',
    name: { vi: 'Lượt người được đào tạo, tập huấn', en: 'Training attendances' },
    words: 'đào tạo, tập huấn về năng suất chất lượng cho trên 2.000 lượt cán bộ, công chức, viên chức',
    unit: 'attendances',
    period: FIRST,
    value: { atLeast: 2000, moreThan: true },
    counted: { from: 'dossiers', items: ['H5', 'H6'] },
    source: PLAN,
  },
  {
    code: 'EXPERTS-2025',
    name: { vi: 'Chuyên gia đạt tiêu chuẩn', en: 'Experts who meet the standard' },
    words: 'phấn đấu đào tạo được ít nhất 20 chuyên gia năng suất, chất lượng đạt tiêu chuẩn',
    unit: 'experts',
    period: FIRST,
    value: { atLeast: 20 },
    counted: { from: 'dossiers', items: ['H6'] },
    source: PLAN,
  },
  {
    code: 'PEOPLE-2030',
    name: { vi: 'Số người được đào tạo, tập huấn tăng thêm', en: 'Growth of the number of people trained' },
    words:
      'đào tạo, tập huấn kiến thức, kỹ năng về năng suất, chất lượng tăng ít nhất 50% số lượng người so với giai đoạn 2021-2025',
    unit: 'people',
    period: SECOND,
    value: { atLeast: 50 },
    growthOver: FIRST,
    counted: { from: 'dossiers', items: ['H5', 'H6'] },
    source: PLAN,
  },
  {
    code: 'EXPERTS-2030',
    name: { vi: 'Chuyên gia được đào tạo, chứng nhận', en: 'Experts trained and certified' },
    words: 'đào tạo, chứng nhận đạt tiêu chuẩn cho 40 chuyên gia năng suất, chất lượng',
    unit: 'experts',
    period: SECOND,
    value: { atLeast: 40 },
    counted: { from: 'dossiers', items: ['H6'] },
    source: PLAN,
  },
  {
    code: 'EXPERTS-ABROAD-2030',
    name: {
      vi: 'Chuyên gia đạt trình độ khu vực và quốc tế, trong số trên',
      en: 'Of these, experts certified at regional or international level',
    },
    words: 'có khoảng 10 chuyên gia được chứng nhận đạt trình độ khu vực và quốc tế',
    unit: 'experts',
    period: SECOND,
    value: { atLeast: 10, about: true },
    // A dossier does not tell at which level somebody was certified.
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'ENTERPRISES-2030',
    name: { vi: 'Số doanh nghiệp được hỗ trợ tăng thêm', en: 'Growth of the number of enterprises supported' },
    words:
      'Số lượng các doanh nghiệp được thành phố hỗ trợ xây dựng, áp dụng các giải pháp nâng cao năng suất và chất lượng ' +
      'giai đoạn này, tăng ít nhất 50% so với giai đoạn 2021-2025',
    unit: 'enterprises',
    period: SECOND,
    value: { atLeast: 50 },
    growthOver: FIRST,
    counted: { from: 'dossiers', items: ['H1', 'H2'] },
    source: PLAN,
  },
  {
    code: 'MODELS-2030',
    name: { vi: 'Mô hình điểm', en: 'Model enterprises' },
    words:
      'có ít nhất 20 doanh nghiệp được hướng dẫn, hỗ trợ áp dụng đồng bộ các giải pháp nâng cao năng suất, chất lượng, ' +
      'trở thành mô hình điểm để chia sẻ, nhân rộng trên toàn quốc',
    unit: 'model-enterprises',
    period: SECOND,
    value: { atLeast: 20 },
    counted: { from: 'dossiers', items: ['H2'] },
    source: PLAN,
  },
  {
    code: 'BODIES-2030',
    name: {
      vi: 'Tổ chức đánh giá sự phù hợp được tăng cường năng lực',
      en: 'Conformity-assessment bodies strengthened',
    },
    words: 'hỗ trợ tăng cường năng lực cho ít nhất 5 tổ chức đánh giá sự phù hợp đạt chuẩn mực',
    unit: 'organisations',
    period: SECOND,
    value: { atLeast: 5 },
    counted: { from: 'dossiers', items: ['H3', 'H4'] },
    source: PLAN,
  },
];

/** The page does not say which. */
const THEIR_TASKS: Programme['coordinating'][number]['duty'] = {
  vi: 'Thực hiện nhiệm vụ được giao trong kế hoạch',
  en: 'Carry out the tasks that the plan gives them',
};

export const programme000: Programme = {
  definition: '000',
  name: {
    vi: 'Kế hoạch nâng cao năng suất và chất lượng của thành phố Hà Nội giai đoạn 2021–2025 và 2026–2030',
    en: 'Plan of the city of Hà Nội for raising productivity and quality, 2021–2025 and 2026–2030',
  },
  document: {
    title: {
      vi: 'Kế hoạch hỗ trợ doanh nghiệp nâng cao năng suất và chất lượng của thành phố Hà Nội',
      en: 'Plan of the city of Hà Nội for supporting enterprises in raising productivity and quality',
    },
    issuer: { vi: 'Thành phố Hà Nội', en: 'City of Hà Nội' },
    source: PLAN,
  },
  period: { from: FIRST.from, to: SECOND.to },
  phases: [FIRST, SECOND],
  lead: [{ from: '2021-01-01', organisation: DEPARTMENT_OF_SCIENCE }],
  coordinating: [
    {
      from: '2021-01-01',
      organisation: {
        vi: 'Các sở, ban, ngành, đơn vị liên quan',
        en: 'Departments, agencies and other bodies concerned',
      },
      duty: THEIR_TASKS,
    },
    {
      from: '2021-01-01',
      ...UNTIL_DISTRICTS_ENDED,
      organisation: HA_NOI_DISTRICTS,
      duty: THEIR_TASKS,
    },
    {
      from: '2021-01-01',
      organisation: {
        vi: 'Các hiệp hội, hội doanh nghiệp trên địa bàn thành phố',
        en: "The city's business associations",
      },
      duty: THEIR_TASKS,
    },
  ],
  objectives: [],
  items: ITEMS,
  ceilings: [EXAMPLE_CEILING],
  targets: TARGETS,
  ...EXAMPLE_PROCEDURE,
  procurement: PROCUREMENT,
  listedProcedure: 'unknown',
};
