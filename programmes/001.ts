/**
 * Source 001: Hà Nội's plan for supporting industries (công nghiệp hỗ trợ), Kế hoạch 04/KH-UBND, for the year 2020, as a
 * newspaper tells it. Rates, caps and limits are the agency's to set, and say so.
 */
import type { Condition, Programme, SupportItem, Text } from '../domain/programme.ts';
import { runByTheAgency } from './agency-items.ts';
import { ASSUMED_2026 } from './assumed-periods.ts';
import { DEPARTMENT_OF_FINANCE, DEPARTMENT_OF_INDUSTRY, HA_NOI_COMMITTEE } from './bodies.ts';
import { inHaNoi, noOverlap, resources } from './conditions.ts';
import { EXAMPLE_PROCEDURE } from './limits.ts';
import { PROCUREMENT } from './procurement.ts';
import { AGENCY, planOnPage } from './sources.ts';
import { EXAMPLE_CEILING, procured } from './support.ts';
import { IMPROVEMENT, PARTICIPATION, PROJECT, TRAINING } from './work.ts';

const PLAN = planOnPage('Kế hoạch 04/KH-UBND của UBND thành phố Hà Nội', {
  vi: 'Theo bài báo ngày 07/05/2020; ngày ban hành của kế hoạch không được nêu.',
  en: "From a newspaper's page of 07/05/2020, which does not give the day of the plan.",
});

const YEAR = { from: '2020-01-01', to: '2020-12-31' };

/** The page names no codes of business lines, so that a person judges what a supporting industry is. */
const SUPPORTING_INDUSTRY: Condition = {
  code: 'SECTOR',
  text: {
    vi: 'Hoạt động trong lĩnh vực công nghiệp hỗ trợ',
    en: 'It works in a supporting industry',
  },
  source: PLAN,
  rule: { by: 'person' },
};

const CONDITIONS: SupportItem['conditions'] = [
  inHaNoi(PLAN),
  SUPPORTING_INDUSTRY,
  resources(AGENCY),
  {
    code: 'SELECTED',
    text: {
      vi: 'Được hội, hiệp hội đề xuất và được khảo sát, thẩm tra lựa chọn cùng cơ quan chủ trì',
      en: 'It is proposed by an association, and surveyed, verified and selected together with the lead',
    },
    source: PLAN,
    rule: { by: 'person' },
  },
  noOverlap(PLAN),
];

/** What all items that are applied for have in common. */
const APPLIED_FOR = { kind: 'applied-for', conditions: CONDITIONS, ceilings: [] } as const;

const ITEMS: readonly SupportItem[] = [
  {
    ...APPLIED_FOR,
    ...PARTICIPATION,
    code: 'C1',
    name: { vi: 'Kết nối thành nhà cung ứng', en: 'Matching with customers, to become a supplier' },
    words: 'Kết nối, hỗ trợ doanh nghiệp CNHT trở thành nhà cung ứng sản phẩm cho khách hàng ở trong và ngoài nước',
    beneficiaries: ['enterprise'],
    support: procured(5_000, 80n),
  },
  {
    ...APPLIED_FOR,
    ...PARTICIPATION,
    code: 'C2',
    name: { vi: 'Xúc tiến thu hút đầu tư nước ngoài', en: 'Attracting foreign investment' },
    words: 'xúc tiến thu hút đầu tư nước ngoài vào lĩnh vực CNHT',
    beneficiaries: ['enterprise', 'organisation'],
    support: procured(5_000, 80n),
  },
  {
    ...APPLIED_FOR,
    ...IMPROVEMENT,
    code: 'C3',
    name: { vi: 'Tư vấn, hỗ trợ kỹ thuật', en: 'Consulting and technical support' },
    words: 'Tư vấn, hỗ trợ kỹ thuật cho doanh nghiệp CNHT',
    beneficiaries: ['enterprise'],
    support: procured(5_000, 150n),
  },
  runByTheAgency(
    'C4',
    { vi: 'Tuyên truyền, quảng bá', en: 'Campaigns and publicity' },
    'Tuyên truyền, quảng bá hoạt động CNHT của Hà Nội',
  ),
  {
    ...APPLIED_FOR,
    ...PARTICIPATION,
    code: 'C5',
    name: { vi: 'Hội chợ, triển lãm quốc tế', en: 'International fairs and exhibitions' },
    words: 'Tổ chức Hội chợ, triển lãm quốc tế trung bày các sản phẩm CNHT Hà Nội',
    beneficiaries: ['enterprise'],
    support: procured(10_000, 60n),
  },
  {
    ...APPLIED_FOR,
    ...TRAINING,
    code: 'C6',
    name: { vi: 'Đào tạo nguồn nhân lực', en: 'Training the workforce' },
    words: 'hỗ trợ đào tạo nâng cao chất lượng nguồn nhân lực đáp ứng yêu cầu của các ngành sản xuất sản phẩm CNHT',
    beneficiaries: ['enterprise'],
    support: procured(10_000, 100n),
  },
  runByTheAgency(
    'C7',
    { vi: 'Tập huấn cho cán bộ quản lý nhà nước', en: 'Training for officials' },
    'Tổ chức tập huấn, phổ biến, giới thiệu các cơ chế, chính sách về phát triển CNHT, cung cấp thông tin về thị trường và ' +
      'năng lực các ngành CNHT Việt Nam và nước ngoài cho cán bộ quản lý nhà nước các Sở, ngành liên quan, ' +
      'UBND các quận, huyện, thị xã',
    ['public-body'],
  ),
  {
    ...APPLIED_FOR,
    ...PROJECT,
    code: 'C8',
    name: {
      vi: 'Nghiên cứu phát triển, chuyển giao và đổi mới công nghệ',
      en: 'Research and development, transfer and renewal of technology',
    },
    words:
      'Hỗ trợ nghiên cứu phát triển, ứng dụng chuyển giao và đổi mới công nghệ trong sản xuất thử nghiệm linh kiện, ' +
      'phụ tùng, nguyên liệu và vật liệu',
    beneficiaries: ['enterprise'],
    content: 'technology-projects',
  },
];

/** What the whole industry is to reach; no dossier counts it. */
const TARGETS: Programme['targets'] = [
  {
    code: 'INDUSTRY',
    name: {
      vi: 'Doanh nghiệp hoạt động trong công nghiệp hỗ trợ',
      en: 'Enterprises that work in supporting industries',
    },
    words:
      'Đến hết năm 2020, có khoảng 900 doanh nghiệp hoạt động trong các lĩnh vực Công nghiệp hỗ trợ (CNHT) tại Hà Nội',
    unit: 'enterprises',
    period: YEAR,
    value: { atLeast: 900, about: true },
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'STANDARD',
    name: {
      vi: 'Trong đó, doanh nghiệp đạt tiêu chuẩn quốc tế',
      en: 'Of these, enterprises at international standard',
    },
    words:
      'có khoảng 400 doanh nghiệp có hệ thống sản xuất và sản phẩm đạt tiêu chuẩn quốc tế, đủ năng lực cung ứng tham gia ' +
      'vào mạng lưới sản xuất toàn cầu của các tập đoàn đa quốc gia tại Việt Nam',
    unit: 'enterprises',
    period: YEAR,
    value: { atLeast: 400, about: true },
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'SHARE',
    name: {
      vi: 'Tỷ trọng trong giá trị sản xuất công nghiệp chế biến, chế tạo',
      en: 'Share of the output of manufacturing',
    },
    words:
      'giá trị sản xuất công nghiệp của CNHT chiếm khoảng 18% giá trị sản xuất công nghiệp ngành công nghiệp chế biến, ' +
      'chế tạo Hà Nội',
    unit: 'percent',
    period: YEAR,
    value: { atLeast: 18, about: true },
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'INDEX',
    name: { vi: 'Chỉ số phát triển công nghiệp hỗ trợ hằng năm', en: 'Yearly growth of supporting industries' },
    words: 'chỉ số phát triển công nghiệp lĩnh vực CNHT hằng năm tăng trên 12 %',
    unit: 'percent',
    period: YEAR,
    eachYear: true,
    value: { atLeast: 12, moreThan: true },
    growthOver: 'the-year-before',
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'VALUE-ADDED-2020',
    name: {
      vi: 'Tăng trưởng giá trị tăng thêm bình quân ngành công nghiệp, 2019–2020',
      en: 'Average yearly growth of industrial value added, 2019–2020',
    },
    words:
      'tốc độ tăng trưởng giá trị tăng thêm bình quân ngành công nghiệp 02 năm 2019 - 2020 đạt từ 9,78 - 10,79% năm',
    unit: 'percent',
    period: { from: '2019-01-01', to: '2020-12-31' },
    value: { atLeast: 9.78, atMost: 10.79 },
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'VALUE-ADDED-2016-2020',
    name: {
      vi: 'Mục tiêu tăng trưởng của cả giai đoạn 2016–2020',
      en: 'Growth aimed at for 2016–2020 as a whole',
    },
    words: 'để đạt mục tiêu cả giai đoạn 2016 - 2020 tăng 8,6 - 9%',
    unit: 'percent',
    period: { from: '2016-01-01', to: '2020-12-31' },
    value: { atLeast: 8.6, atMost: 9 },
    counted: { from: 'entered' },
    source: PLAN,
  },
];

const REVIEW: Text = {
  vi: 'Rà soát, lồng ghép chương trình, kế hoạch của mình, bảo đảm không trùng lắp',
  en: 'Review their own programmes and plans against this one, so that nothing overlaps',
};

export const programme001: Programme = {
  definition: '001',
  name: {
    vi: 'Chương trình phát triển công nghiệp hỗ trợ thành phố Hà Nội năm 2020',
    en: 'Programme for supporting industries of the city of Hà Nội, 2020',
  },
  document: {
    title: {
      vi: 'Kế hoạch thực hiện Chương trình phát triển công nghiệp hỗ trợ thành phố Hà Nội năm 2020',
      en: 'Plan for the programme on supporting industries of the city of Hà Nội in 2020',
    },
    number: '04/KH-UBND',
    issuer: HA_NOI_COMMITTEE,
    source: PLAN,
  },
  period: YEAR,
  assumedPeriod: ASSUMED_2026,
  lead: [{ from: '2020-01-01', organisation: DEPARTMENT_OF_INDUSTRY }],
  coordinating: [
    {
      from: '2020-01-01',
      organisation: DEPARTMENT_OF_FINANCE,
      duty: REVIEW,
    },
    {
      from: '2020-01-01',
      to: '2025-02-28',
      organisation: {
        vi: 'Sở Lao động, Thương binh và Xã hội',
        en: 'Department of Labour, Invalids and Social Affairs',
      },
      duty: REVIEW,
      note: {
        vi: 'Được hợp nhất vào sở khác trong năm 2025; ngày và cơ quan tiếp nhận là kiến thức chung, chưa xác nhận bằng văn bản.',
        en: 'Merged into another department in 2025; the day is general knowledge, and no document on it was read.',
      },
    },
    {
      from: '2020-01-01',
      organisation: { vi: 'Các sở, ngành khác có liên quan', en: 'Other departments concerned' },
      duty: REVIEW,
    },
    {
      from: '2020-01-01',
      organisation: { vi: 'Các hội, hiệp hội doanh nghiệp, ngành nghề', en: 'Business and trade associations' },
      duty: {
        vi: 'Đề xuất nội dung và đơn vị thụ hưởng; phối hợp khảo sát, thẩm tra lựa chọn; kiểm tra, giám sát tại các đơn vị',
        en: 'Propose content and beneficiaries; survey, verify and select with the lead; check and monitor on site',
      },
    },
  ],
  objectives: [
    {
      name: { vi: 'Phát triển công nghiệp hỗ trợ', en: 'To develop supporting industries' },
      words: 'thúc đẩy ngành Công nghiệp hỗ trợ trên địa bàn Thủ đô phát triển',
    },
  ],
  items: ITEMS,
  ceilings: [EXAMPLE_CEILING],
  targets: TARGETS,
  ...EXAMPLE_PROCEDURE,
  procurement: PROCUREMENT,
  listedProcedure: 'unknown',
};
