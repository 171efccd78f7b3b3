/**
 * Source 003: a province's plan for the national programme on productivity and quality (Quyết định 1322/QĐ-TTg), 2021–2030.
 * Its page gives the tasks, the procedure and the lead; numbers that no document states are the agency's to set, and say so.
 */
import type { Programme, SupportItem, Target } from '../domain/programme.ts';
import { runByTheAgency } from './agency-items.ts';
import { DEPARTMENT_OF_SCIENCE } from './bodies.ts';
import { established, noOverlap, resources, sector } from './conditions.ts';
import { EXAMPLE_PROCEDURE } from './limits.ts';
import { PROCUREMENT } from './procurement.ts';
import { CAPACITY_PLAN, documents, EXECUTION_PLAN, IMPROVEMENT_PLAN, TRAINING_PLAN } from './required-documents.ts';
import { EXAMPLE_SELECTION } from './selection.ts';
import { AGENCY, CIRCULAR, planOnPage, UNTIL_DISTRICTS_ENDED } from './sources.ts';
import { EXAMPLE_AGENCY_CEILING, procured, refunded } from './support.ts';

/** What the province's own page on the plan says; the plan itself was not read. */
const PLAN = planOnPage('Kế hoạch của UBND tỉnh thực hiện Quyết định 1322/QĐ-TTg, giai đoạn 2021–2030', {
  vi: 'Theo trang tin ngày 26/02/2021 của tỉnh; số và ngày ban hành của kế hoạch không được nêu.',
  en: "From the province's news page of 26/02/2021, which gives neither the plan's number nor its date.",
});

const FIRST = { from: '2021-01-01', to: '2025-12-31' };
const SECOND = { from: '2026-01-01', to: '2030-12-31' };

/** The page does not name the province, so that a person judges where an enterprise is established. */
const CONDITIONS: SupportItem['conditions'] = [
  established({ vi: 'tỉnh', en: 'the province' }, PLAN),
  sector(AGENCY),
  resources(AGENCY),
  noOverlap(CIRCULAR),
];

const ITEMS: readonly SupportItem[] = [
  runByTheAgency(
    'P1',
    { vi: 'Thông tin, tuyên truyền về năng suất chất lượng', en: 'Information on productivity and quality' },
    'Thông tin, tuyên truyền về năng suất chất lượng',
  ),
  {
    code: 'P2',
    name: { vi: 'Đào tạo, tập huấn về năng suất chất lượng', en: 'Training on productivity and quality' },
    words: 'đào tạo, tập huấn về năng suất chất lượng',
    kind: 'applied-for',
    beneficiaries: ['enterprise', 'organisation'],
    content: 'productivity-training',
    route: 'service',
    training: true,
    conditions: CONDITIONS,
    documents: documents(TRAINING_PLAN),
    support: procured(10_000, 100n),
    ceilings: [],
  },
  {
    code: 'P3',
    name: {
      vi: 'Áp dụng tiêu chuẩn, quy chuẩn kỹ thuật, hệ thống quản lý, công cụ cải tiến năng suất, chất lượng',
      en: 'Applying standards, technical regulations, management systems and improvement tools',
    },
    words:
      'hỗ trợ doanh nghiệp áp dụng tiêu chuẩn, quy chuẩn kỹ thuật, hệ thống quản lý, công cụ cải tiến năng suất chất lượng, ' +
      'công cụ hỗ trợ cho sản xuất thông minh, dịch vụ thông minh',
    kind: 'applied-for',
    beneficiaries: ['enterprise', 'organisation'],
    content: 'management-systems',
    route: 'service',
    conditions: CONDITIONS,
    documents: documents(IMPROVEMENT_PLAN),
    support: procured(5_000, 150n),
    ceilings: [],
  },
  {
    code: 'P4',
    name: {
      vi: 'Tăng cường năng lực kiểm định, thử nghiệm, chứng nhận',
      en: 'Strengthening verification, testing and certification bodies',
    },
    words:
      'tăng cường năng lực cho các tổ chức kiểm định, thử nghiệm, đánh giá chứng nhận nhằm đáp ứng yêu cầu đánh giá sự phù hợp ' +
      'với tiêu chuẩn, quy chuẩn kỹ thuật của sản phẩm, hàng hóa trên địa bàn tỉnh',
    kind: 'applied-for',
    beneficiaries: ['organisation', 'enterprise'],
    content: 'conformity-assessment',
    route: 'after-completion',
    conditions: CONDITIONS,
    documents: documents(CAPACITY_PLAN),
    support: refunded(5_000, 200n),
    ceilings: [],
  },
  runByTheAgency(
    'P5',
    { vi: 'Xây dựng chính sách khuyến khích, hỗ trợ doanh nghiệp', en: 'Policies that encourage enterprises' },
    'xây dựng chính sách khuyến khích hỗ trợ doanh nghiệp trên địa bàn tỉnh',
  ),
  {
    code: 'P6',
    name: { vi: 'Tham gia Giải thưởng Chất lượng Quốc gia', en: 'Entering the national quality award' },
    words: 'Vận động, hỗ trợ cho các tổ chức, doanh nghiệp tham gia giải thưởng chất lượng quốc gia',
    kind: 'applied-for',
    beneficiaries: ['enterprise', 'organisation'],
    route: 'selection-round',
    conditions: CONDITIONS,
    documents: documents(EXECUTION_PLAN),
    selection: EXAMPLE_SELECTION,
    ceilings: [],
  },
];

const TARGETS: readonly Target[] = [
  {
    code: 'PEOPLE-2025',
    name: { vi: 'Người được đào tạo nghiệp vụ chuyên sâu', en: 'People trained in depth' },
    words: 'Đào tạo nghiệp vụ chuyên sâu về năng suất chất lượng cho khoảng từ 10 đến 20 cán bộ, công chức, chuyên gia',
    unit: 'people',
    period: FIRST,
    value: { atLeast: 10, atMost: 20, about: true },
    // A dossier does not tell whether a course was in depth.
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'ENTERPRISES-2025',
    name: {
      vi: 'Số doanh nghiệp được phổ biến, đào tạo, hướng dẫn tăng hàng năm',
      en: 'Yearly growth of the number of enterprises reached, trained or guided',
    },
    words:
      'Số doanh nghiệp được phổ biến, đào tạo, hướng dẫn áp dụng các giải pháp về tiêu chuẩn, quy chuẩn kỹ thuật, ' +
      'hệ thống quản lý, công cụ cải tiến năng suất chất lượng hàng năm tăng từ 5-10%',
    unit: 'enterprises',
    period: FIRST,
    eachYear: true,
    value: { atLeast: 5, atMost: 10 },
    growthOver: 'the-year-before',
    // "Được phổ biến" is what P1 does, which the agency runs itself.
    counted: { from: 'dossiers', items: ['P1', 'P2', 'P3'] },
    source: PLAN,
  },
  {
    code: 'MODELS-2025',
    name: { vi: 'Mô hình điểm', en: 'Model enterprises' },
    words:
      'Lựa chọn ít nhất 02 doanh nghiệp để hướng dẫn áp dụng đồng bộ các giải pháp nâng cao năng suất chất lượng, ' +
      'trở thành mô hình điểm để chia sẻ, nhân rộng trên địa bàn tỉnh',
    unit: 'model-enterprises',
    period: FIRST,
    value: { atLeast: 2 },
    counted: { from: 'dossiers', items: ['P3'] },
    source: PLAN,
  },
  {
    code: 'AWARDS-2025',
    name: {
      vi: 'Doanh nghiệp tham gia và đạt giải thưởng chất lượng quốc gia',
      en: 'Enterprises that enter and win the national quality award',
    },
    words: 'phấn đấu có ít nhất 03 doanh nghiệp tham gia và đạt giải thưởng chất lượng quốc gia',
    unit: 'enterprises',
    period: FIRST,
    value: { atLeast: 3 },
    // The award is given elsewhere.
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'ENTERPRISES-2030',
    name: {
      vi: 'Số doanh nghiệp được hỗ trợ tăng hàng năm',
      en: 'Yearly growth of the number of enterprises supported',
    },
    words: 'số doanh nghiệp được hỗ trợ các giải pháp nâng cao năng suất và chất lượnghàng năm tăng từ 10-15%',
    unit: 'enterprises',
    period: SECOND,
    eachYear: true,
    value: { atLeast: 10, atMost: 15 },
    growthOver: 'the-year-before',
    counted: { from: 'dossiers', items: ['P2', 'P3', 'P4'] },
    source: PLAN,
  },
  {
    code: 'MODELS-2030',
    name: { vi: 'Mô hình điểm', en: 'Model enterprises' },
    words: 'Có ít nhất 05 doanh nghiệp đã xây dựng mô hình điểm để chia sẻ, nhân rộng',
    unit: 'model-enterprises',
    period: SECOND,
    value: { atLeast: 5 },
    counted: { from: 'dossiers', items: ['P3'] },
    source: PLAN,
  },
];

const CALL: Programme['coordinating'][number]['duty'] = {
  vi: 'Thông tin tuyên truyền và vận động doanh nghiệp tham gia kế hoạch',
  en: 'Make the plan known and call on enterprises to take part',
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
  period: { from: FIRST.from, to: SECOND.to },
  phases: [FIRST, SECOND],
  lead: [{ from: '2021-01-01', organisation: DEPARTMENT_OF_SCIENCE }],
  coordinating: [
    {
      from: '2021-01-01',
      organisation: {
        vi: 'Các cơ quan thông tin đại chúng của tỉnh; các sở, ban, ngành chức năng có liên quan',
        en: "The province's media; departments and agencies concerned",
      },
      duty: CALL,
    },
    {
      from: '2021-01-01',
      ...UNTIL_DISTRICTS_ENDED,
      organisation: { vi: 'UBND các huyện, thị xã, thành phố', en: "District, town and city People's Committees" },
      duty: CALL,
    },
    {
      from: '2021-01-01',
      organisation: { vi: 'Các tổ chức đại diện doanh nghiệp', en: 'Organisations that represent enterprises' },
      duty: CALL,
    },
  ],
  objectives: [
    {
      name: {
        vi: 'Nâng cao nhận thức, tăng cường kiến thức về năng suất chất lượng',
        en: 'To raise awareness and knowledge of productivity and quality',
      },
      words:
        'nâng cao nhận thức, tăng cường kiến thức về năng suất chất lượng trong bối cảnh hội nhập quốc tế và cuộc cách mạng ' +
        'công nghiệp lần thứ 4 cho các tổ chức, doanh nghiệp',
    },
    {
      name: {
        vi: 'Nâng cao năng lực quản lý chương trình; xây dựng đội ngũ chuyên gia tại chỗ',
        en: 'To manage the programme better, and to have experts in the province itself',
      },
      words:
        'Nâng cao năng lực quản lý Chương trình quốc gia hỗ trợ doanh nghiệp nâng cao năng suất chất lượng cho cán bộ, ' +
        'công chức; đồng thời xây dựng đội ngũ chuyên gia năng suất chất lượng tại chỗ cho địa phương',
    },
    {
      name: {
        vi: 'Tăng cường năng lực các tổ chức kiểm định, thử nghiệm, đánh giá chứng nhận',
        en: 'To strengthen verification, testing and certification bodies',
      },
      words:
        'Tăng cường năng lực cho các tổ chức kiểm định, thử nghiệm, đánh giá chứng nhận nhằm đáp ứng yêu cầu đánh giá ' +
        'sự phù hợp với tiêu chuẩn, quy chuẩn kỹ thuật của sản phẩm, hàng hóa trên địa bàn tỉnh',
    },
  ],
  items: ITEMS,
  ceilings: [EXAMPLE_AGENCY_CEILING],
  targets: TARGETS,
  ...EXAMPLE_PROCEDURE,
  procurement: PROCUREMENT,
  // Whether it stands on the list of administrative procedures is not said: forms of the one-stop desk are not claimed.
  listedProcedure: 'unknown',
};
