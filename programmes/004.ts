/**
 * Source 004: Hà Nội's plan for key industrial products (sản phẩm công nghiệp chủ lực), Kế hoạch 267/KH-UBND, for the year
 * 2022, as a news page tells it. Products are recognised first, in a selection round; their producers receive support then.
 */
import type { Condition, Programme, SupportItem } from '../domain/programme.ts';
import { runByTheAgency } from './agency-items.ts';
import { ASSUMED_2026 } from './assumed-periods.ts';
import { DEPARTMENT_OF_INDUSTRY, HA_NOI_COMMITTEE, HA_NOI_DISTRICTS } from './bodies.ts';
import { inHaNoi, noOverlap, resources } from './conditions.ts';
import { EXAMPLE_PROCEDURE } from './limits.ts';
import { PROCUREMENT } from './procurement.ts';
import { documents, PRODUCT_FILE } from './required-documents.ts';
import { EXAMPLE_SELECTION } from './selection.ts';
import { AGENCY, planOnPage, UNTIL_DISTRICTS_ENDED } from './sources.ts';
import { EXAMPLE_CEILING, procured, refunded } from './support.ts';
import { EXECUTION, PARTICIPATION, PROJECT, TRAINING } from './work.ts';

const PLAN = planOnPage('Kế hoạch 267/KH-UBND của UBND thành phố Hà Nội', {
  vi: 'Theo trang tin ngày 29/12/2021; ngày ban hành của kế hoạch không được nêu.',
  en: 'From a news page of 29/12/2021, which does not give the day of the plan.',
});

const YEAR = { from: '2022-01-01', to: '2022-12-31' };
const IN_HA_NOI = inHaNoi(PLAN);

const RECOGNISED: Condition = {
  code: 'RECOGNISED',
  text: {
    vi: 'Sản xuất sản phẩm được công nhận là sản phẩm công nghiệp chủ lực, công nhận còn hiệu lực',
    en: 'It makes a product that is recognised as a key industrial product, and the recognition is valid',
  },
  source: PLAN,
  rule: { by: 'recognised-product' },
};

/** What all support of recognised producers has in common. */
const APPLIED_FOR = {
  kind: 'applied-for',
  beneficiaries: ['enterprise'],
  conditions: [IN_HA_NOI, RECOGNISED, resources(AGENCY), noOverlap(PLAN)],
  ceilings: [],
} as const;

const ITEMS: readonly SupportItem[] = [
  {
    ...APPLIED_FOR,
    ...PARTICIPATION,
    code: 'K1',
    name: { vi: 'Đoàn khảo sát, kết nối tại nước ngoài', en: 'Study missions abroad' },
    words:
      'tổ chức hỗ trợ 15-20 doanh nghiệp sản xuất sản phẩm công nghiệp chủ lực Hà Nội đến một số nước có nền công nghiệp ' +
      'phát triển nhằm kết nối với các nhà sản xuất công nghệ thiết bị hiện đại để tìm hiểu, nghiên cứu và đầu tư công nghệ, ' +
      'thiết bị hiện đại theo chuẩn 4.0 vào sản xuất kinh doanh',
    support: procured(5_000, 100n),
  },
  {
    ...APPLIED_FOR,
    ...PARTICIPATION,
    code: 'K2',
    name: {
      vi: 'Kết nối với nhà sản xuất công nghệ, thiết bị nước ngoài tại Việt Nam',
      en: 'Meeting foreign makers of technology in Việt Nam',
    },
    words:
      'Liên kết mời 30-40 nhà sản xuất công nghệ, thiết bị của các nước có nền công nghiệp phát triển (Mỹ, EU, Nhật Bản, ' +
      'Hàn Quốc) vào Việt Nam gặp gỡ, kết nối với các doanh nghiệp sản xuất sản phẩm công nghiệp chủ lực Hà Nội',
    support: procured(10_000, 50n),
  },
  {
    ...APPLIED_FOR,
    ...PROJECT,
    code: 'K3',
    name: {
      vi: 'Dự án nghiên cứu thử nghiệm, đầu tư đổi mới công nghệ thiết bị',
      en: 'Projects that try out, or invest in, new technology and equipment',
    },
    words:
      'hỗ trợ 5-8 doanh nghiệp sản xuất sản phẩm công nghiệp chủ lực có các dự án nghiên cứu thử nghiệm, đầu tư đổi mới công nghệ ' +
      'thiết bị trong sản xuất sản phẩm sử dụng công nghệ, thiết bị mới, thân thiện môi trường, tiết kiệm năng lượng',
    content: 'technology-projects',
  },
  {
    ...APPLIED_FOR,
    ...EXECUTION,
    code: 'K4',
    name: {
      vi: 'Kết nối viện, trường; ứng dụng tiến bộ khoa học công nghệ',
      en: 'Links with institutes and universities; applying science and technology',
    },
    words:
      'Hỗ trợ các doanh nghiệp sản xuất sản phẩm công nghiệp chủ lực kết nối với các viện nghiên cứu, các trường đại học ' +
      'trong nước, các nhà khoa học nhằm giúp các doanh nghiệp trong ứng dụng tiến bộ khoa học công nghệ trong sản xuất; ' +
      'đưa các công trình nghiên cứu khoa học vào ứng dụng thực tế trong sản xuất, kinh doanh',
    support: refunded(5_000, 150n),
  },
  {
    ...APPLIED_FOR,
    ...TRAINING,
    code: 'K5',
    name: { vi: 'Phát triển nguồn nhân lực', en: 'Workforce' },
    words: 'phát triển nguồn nhân lực',
    support: procured(10_000, 100n),
  },
  {
    ...APPLIED_FOR,
    ...PARTICIPATION,
    code: 'K6',
    name: { vi: 'Xúc tiến thương mại, đầu tư', en: 'Promotion of trade and investment' },
    words:
      'đẩy mạnh các hoạt động xúc tiến thương mại, đầu tư và hỗ trợ doanh nghiệp sản xuất triển sản phẩm công nghiệp chủ lực thành phố',
    support: procured(5_000, 80n),
  },
  {
    code: 'K7',
    name: {
      vi: 'Xét chọn và tôn vinh sản phẩm công nghiệp chủ lực',
      en: 'Selecting and honouring key industrial products',
    },
    words: 'xét chọn và tôn vinh sản phẩm công nghiệp chủ lực',
    kind: 'applied-for',
    beneficiaries: ['enterprise'],
    route: 'selection-round',
    conditions: [
      IN_HA_NOI,
      {
        code: 'NOMINATED',
        text: {
          vi: 'Được sở, ban, ngành quản lý ngành, lĩnh vực giới thiệu, đáp ứng đủ điều kiện tham gia xét chọn',
          en: 'It is nominated by the department of its field, and fulfils the conditions of the selection',
        },
        source: PLAN,
        rule: { by: 'person' },
      },
    ],
    documents: documents(PRODUCT_FILE),
    // "khoảng 30-35 sản phẩm được công nhận": what the plan says of the number is a target, and limits nothing.
    selection: EXAMPLE_SELECTION,
    ceilings: [],
  },
  runByTheAgency(
    'K8',
    { vi: 'Môi trường đầu tư kinh doanh và cơ chế chính sách', en: 'Business environment and policy' },
    'Cải thiện môi trường đầu tư kinh doanh cho các doanh nghiệp sản xuất sản phẩm công nghiệp chủ lực Hà Nội … ' +
      'xây dựng cơ chế chính sách hỗ trợ phát triển sản phẩm công nghiệp chủ lực',
  ),
];

const TARGETS: Programme['targets'] = [
  {
    code: 'ENTERPRISES',
    name: { vi: 'Doanh nghiệp có sản phẩm được công nhận', en: 'Enterprises with a recognised product' },
    words: 'Thu hút sự tham gia của 20-25 doanh nghiệp',
    unit: 'enterprises',
    period: YEAR,
    value: { atLeast: 20, atMost: 25 },
    counted: { from: 'dossiers', items: ['K7'] },
    source: PLAN,
  },
  {
    code: 'PRODUCTS',
    name: { vi: 'Sản phẩm được công nhận', en: 'Products recognised' },
    words: 'khoảng 30-35 sản phẩm được công nhận sản phẩm công nghiệp chủ lực thành phố năm 2022',
    unit: 'products',
    period: YEAR,
    value: { atLeast: 30, atMost: 35, about: true },
    counted: { from: 'dossiers', items: ['K7'] },
    source: PLAN,
  },
  {
    code: 'FIRST-TIME-PRODUCTS',
    name: { vi: 'Trong đó, sản phẩm được công nhận lần đầu', en: 'Of these, recognised for the first time' },
    words: '15-20 sản phẩm được công nhận lần đầu',
    unit: 'first-time-products',
    period: YEAR,
    value: { atLeast: 15, atMost: 20 },
    counted: { from: 'dossiers', items: ['K7'] },
    source: PLAN,
  },
  {
    code: 'BENEFIT',
    name: {
      vi: 'Doanh nghiệp sản xuất sản phẩm chủ lực được thụ hưởng chính sách',
      en: 'Recognised producers that benefit from support',
    },
    words:
      'Phấn đấu 100% các doanh nghiệp sản xuất sản phẩm công nghiệp chủ lực thụ hưởng các chính sách hỗ trợ của Thành phố',
    unit: 'percent',
    period: YEAR,
    value: { atLeast: 100 },
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'OUTPUT',
    name: { vi: 'Tăng giá trị sản xuất so với năm 2021', en: 'Growth of output over 2021' },
    words:
      'Giá trị sản xuất của các doanh nghiệp có sản phẩm được công nhận sản phẩm công nghiệp chủ lực thành phố tăng 10-12% ' +
      'so với năm 2021',
    unit: 'percent',
    period: YEAR,
    value: { atLeast: 10, atMost: 12 },
    growthOver: { from: '2021-01-01', to: '2021-12-31' },
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'OUTPUT-SHARE',
    name: { vi: 'Đóng góp vào giá trị sản xuất công nghiệp', en: 'Share of industrial output' },
    words: 'đóng góp 35-40% tổng giá trị sản xuất công nghiệp toàn thành phố',
    unit: 'percent',
    period: YEAR,
    value: { atLeast: 35, atMost: 40 },
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'EXPORT-SHARE',
    name: { vi: 'Đóng góp vào kim ngạch xuất khẩu', en: 'Share of exports' },
    words: '15% tổng kim ngạch xuất khẩu thành phố',
    unit: 'percent',
    period: YEAR,
    value: { atLeast: 15 },
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'MISSIONS',
    name: { vi: 'Doanh nghiệp đi khảo sát nước ngoài', en: 'Enterprises on study missions' },
    words: 'tổ chức hỗ trợ 15-20 doanh nghiệp sản xuất sản phẩm công nghiệp chủ lực Hà Nội đến một số nước',
    unit: 'enterprises',
    period: YEAR,
    value: { atLeast: 15, atMost: 20 },
    counted: { from: 'dossiers', items: ['K1'] },
    source: PLAN,
  },
  {
    code: 'FOREIGN-MAKERS',
    name: { vi: 'Nhà sản xuất nước ngoài được mời kết nối', en: 'Foreign makers invited and matched' },
    words: 'Liên kết mời 30-40 nhà sản xuất công nghệ, thiết bị',
    unit: 'organisations',
    period: YEAR,
    value: { atLeast: 30, atMost: 40 },
    // A dossier is the Hà Nội enterprise's: whom it met is not counted from it.
    counted: { from: 'entered' },
    source: PLAN,
  },
  {
    code: 'PROJECTS',
    name: {
      vi: 'Doanh nghiệp có dự án nghiên cứu, đổi mới công nghệ được hỗ trợ',
      en: 'Enterprises supported with a project on new technology',
    },
    words: 'hỗ trợ 5-8 doanh nghiệp sản xuất sản phẩm công nghiệp chủ lực có các dự án nghiên cứu thử nghiệm',
    unit: 'enterprises',
    period: YEAR,
    value: { atLeast: 5, atMost: 8 },
    counted: { from: 'dossiers', items: ['K3'] },
    source: PLAN,
  },
];

export const programme004: Programme = {
  definition: '004',
  name: {
    vi: 'Phát triển sản phẩm công nghiệp chủ lực thành phố Hà Nội năm 2022',
    en: 'Key industrial products of the city of Hà Nội, 2022',
  },
  document: {
    title: {
      vi: 'Kế hoạch thực hiện Đề án phát triển sản phẩm công nghiệp chủ lực thành phố Hà Nội năm 2022',
      en: 'Plan for the scheme on key industrial products of the city of Hà Nội in 2022',
    },
    number: '267/KH-UBND',
    issuer: HA_NOI_COMMITTEE,
    source: PLAN,
  },
  period: YEAR,
  assumedPeriod: ASSUMED_2026,
  lead: [{ from: '2022-01-01', organisation: DEPARTMENT_OF_INDUSTRY }],
  coordinating: [
    {
      from: '2022-01-01',
      organisation: { vi: 'Các sở, ban, ngành có liên quan', en: 'Departments and agencies concerned' },
      duty: {
        vi: 'Phối hợp thực hiện, không chồng chéo; giới thiệu doanh nghiệp thuộc ngành, lĩnh vực tham gia xét chọn',
        en: 'Work with the lead without overlap; nominate enterprises of their field for the selection',
      },
    },
    {
      from: '2022-01-01',
      ...UNTIL_DISTRICTS_ENDED,
      organisation: HA_NOI_DISTRICTS,
      duty: {
        vi: 'Tuyên truyền về đề án; tạo điều kiện thuận lợi cho doanh nghiệp trên địa bàn',
        en: 'Make the scheme known; make things easy for enterprises in their area',
      },
    },
  ],
  objectives: [],
  items: ITEMS,
  ceilings: [EXAMPLE_CEILING],
  targets: TARGETS,
  ...EXAMPLE_PROCEDURE,
  secondApproval: { above: 200_000_000n, source: AGENCY },
  procurement: PROCUREMENT,
  listedProcedure: 'unknown',
};
