/**
 * Source 002: Hải Phòng's plan for raising productivity and the quality of products and goods, 2021–2025: the plan's own text.
 * It names the tasks and who carries them out; rates, caps and limits are the agency's to set, and say so.
 */
import type { Programme, Source, Text } from '../domain/programme.ts';
import { ITEMS_002 } from './002-items.ts';
import { ASSUMED_2026_2030 } from './assumed-periods.ts';
import { DEPARTMENT_OF_FINANCE, DEPARTMENT_OF_SCIENCE } from './bodies.ts';
import { EXAMPLE_PROCEDURE } from './limits.ts';
import { PROCUREMENT } from './procurement.ts';
import { EXAMPLE_CEILING } from './support.ts';

const PLAN: Source = {
  document:
    'Kế hoạch Nâng cao năng suất và chất lượng sản phẩm, hàng hoá thành phố Hải Phòng giai đoạn 2021-2025 (căn cứ Quyết định 1322/QĐ-TTg)',
  certainty: 'T',
  note: {
    vi: 'Đọc bản quét của kế hoạch, không thấy số; dấu “11/ 01/21” trên bản quét không được coi là ngày ban hành.',
    en: 'Read in a scan of the plan, which shows no number; its stamp “11/ 01/21” is not taken for the day of issue.',
  },
};

const PUBLIC_INVESTMENT: Text = {
  vi: 'Đề xuất, bố trí vốn đầu tư công cho các chương trình, dự án được cấp có thẩm quyền quyết định đầu tư',
  en: 'Proposes and allots public investment for the programmes and projects that were decided on',
};

export const programme002: Programme = {
  definition: '002',
  name: {
    vi: 'Kế hoạch nâng cao năng suất và chất lượng sản phẩm, hàng hóa thành phố Hải Phòng giai đoạn 2021–2025',
    en: 'Plan of the city of Hải Phòng for raising productivity and the quality of products and goods, 2021–2025',
  },
  document: {
    title: {
      vi: 'Kế hoạch Nâng cao năng suất và chất lượng sản phẩm, hàng hoá thành phố Hải Phòng giai đoạn 2021-2025',
      en: 'Plan for raising productivity and the quality of products and goods of the city of Hải Phòng, 2021–2025',
    },
    issuer: { vi: 'Ủy ban nhân dân thành phố Hải Phòng', en: "Hải Phòng City People's Committee" },
    source: PLAN,
  },
  period: { from: '2021-01-01', to: '2025-12-31' },
  assumedPeriod: ASSUMED_2026_2030,
  lead: [{ from: '2021-01-01', organisation: DEPARTMENT_OF_SCIENCE }],
  coordinating: [
    {
      from: '2021-01-01',
      organisation: {
        vi: 'Ban Chỉ đạo thực hiện các chương trình, kế hoạch khoa học và công nghệ trọng điểm thành phố',
        en: "Steering committee of the city's key science and technology programmes",
      },
      duty: {
        vi: 'Nhiệm vụ, quyền hạn theo quyết định thành lập',
        en: 'Duties and powers by the decision that sets it up',
      },
    },
    {
      from: '2021-01-01',
      to: '2025-02-28',
      organisation: { vi: 'Sở Kế hoạch và Đầu tư', en: 'Department of Planning and Investment' },
      duty: PUBLIC_INVESTMENT,
      note: {
        vi: 'Nhập vào Sở Tài chính từ tháng 3/2025 (theo nguồn thứ cấp, chưa đọc văn bản).',
        en: 'Part of the Department of Finance since March 2025 (from a secondary source; the act was not read).',
      },
    },
    {
      from: '2025-03-01',
      organisation: DEPARTMENT_OF_FINANCE,
      duty: PUBLIC_INVESTMENT,
      note: {
        vi: 'Nhiệm vụ của Sở Kế hoạch và Đầu tư trước tháng 3/2025.',
        en: 'Until March 2025 a duty of the Department of Planning and Investment.',
      },
    },
    {
      from: '2021-01-01',
      organisation: DEPARTMENT_OF_FINANCE,
      duty: {
        vi: 'Cân đối, bố trí ngân sách hàng năm; hướng dẫn lập dự toán, thanh quyết toán và quản lý tài chính',
        en: 'Allots the yearly budget; guides estimates, settlement and financial management',
      },
    },
    {
      from: '2021-01-01',
      organisation: { vi: 'Các cơ quan, đơn vị có liên quan', en: 'Other bodies concerned' },
      duty: { vi: 'Thực hiện nhiệm vụ thuộc chức năng được giao', en: 'Carry out the tasks of their remit' },
    },
  ],
  objectives: [
    {
      name: {
        vi: 'Hỗ trợ doanh nghiệp nâng cao năng suất và chất lượng',
        en: 'To support enterprises in raising productivity and quality',
      },
      words:
        'Hỗ trợ doanh nghiệp nâng cao năng suất và chất lượng sản phẩm, hàng hóa chủ lực của thành phố trên cơ sở áp dụng ' +
        'các giải pháp về tiêu chuẩn, quy chuẩn kỹ thuật, hệ thống quản lý, công cụ cải tiến năng suất, chất lượng',
    },
    {
      name: { vi: 'Nâng cao sức cạnh tranh của nền kinh tế', en: 'To make the economy more competitive' },
      words: 'nâng cao năng suất, chất lượng, hiệu quả và sức cạnh tranh của nền kinh tế',
    },
  ],
  items: ITEMS_002,
  ceilings: [EXAMPLE_CEILING],
  targets: [
    {
      code: 'TFP',
      name: {
        vi: 'Đóng góp của năng suất các yếu tố tổng hợp (TFP) trong GRDP năm 2025',
        en: 'Contribution of total factor productivity (TFP) to GRDP in 2025',
      },
      words:
        'góp phần nâng tỷ trọng đóng góp của năng suất các yếu tố tổng hợp (TFP) trong GRDP của thành phố lên 47% vào năm 2025',
      unit: 'percent',
      period: { from: '2025-01-01', to: '2025-12-31' },
      value: { atLeast: 47 },
      counted: { from: 'entered' },
      source: PLAN,
    },
  ],
  ...EXAMPLE_PROCEDURE,
  procurement: PROCUREMENT,
  listedProcedure: 'unknown',
};
