/** The tasks of source 002 (part II), each under its own number there: 3DD is 3đ, 2DD is 2đ. */
import type { SupportItem } from '../domain/programme.ts';
import { runByTheAgency } from './agency-items.ts';
import { established, noOverlap, resources, sector } from './conditions.ts';
import { CAPACITY_PLAN, documents } from './required-documents.ts';
import { AGENCY, CIRCULAR } from './sources.ts';
import { procured, refunded } from './support.ts';
import { EXECUTION, IMPROVEMENT, PROJECT, TRAINING } from './work.ts';

const CONDITIONS: SupportItem['conditions'] = [
  established({ vi: 'thành phố Hải Phòng', en: 'the city of Hải Phòng' }, AGENCY, {
    by: 'province',
    provinces: ['31'],
  }),
  sector(AGENCY),
  resources(AGENCY),
  noOverlap(CIRCULAR),
];

/** What all items that are applied for have in common. */
const APPLIED_FOR = { kind: 'applied-for', conditions: CONDITIONS, ceilings: [] } as const;

const POLICY: readonly SupportItem[] = [
  runByTheAgency(
    '1A',
    { vi: 'Triển khai cơ chế, chính sách của Trung ương', en: 'Carrying out national policy' },
    'Nghiên cứu, quán triệt, triển khai thực hiện một cách sáng tạo các cơ chế, chính sách về nâng cao năng suất và ' +
      'chất lượng sản phẩm, hàng hoá của Trung ương trong điều kiện thực tế của thành phố',
  ),
  runByTheAgency(
    '1B',
    { vi: 'Đề xuất cơ chế, chính sách của địa phương', en: 'Proposing local policy' },
    'Nghiên cứu, đề xuất các cơ chế, chính sách của địa phương, các giải pháp về khoa học, công nghệ và đổi mới sáng tạo ' +
      'thúc đẩy, nâng cao năng suất địa phương và doanh nghiệp trong quá trình tái cấu trúc nền kinh tế',
  ),
  runByTheAgency(
    '1C',
    { vi: 'Năng suất xanh và phát triển cộng đồng', en: 'Green productivity and community development' },
    'Nghiên cứu, triển khai áp dụng các giải pháp năng suất xanh và phát triển cộng đồng',
  ),
];

const COMMUNICATION: readonly SupportItem[] = [
  runByTheAgency(
    '2A',
    { vi: 'Phổ biến, hướng dẫn áp dụng', en: 'Spreading knowledge and guidance' },
    'Đẩy mạnh phổ biến, tư vấn, đào tạo, hướng dẫn áp dụng các hệ thống quản lý, công cụ cải tiến năng suất, chất lượng, ' +
      'nhất là các công cụ hỗ trợ cho sản xuất thông minh, dịch vụ thông minh vào doanh nghiệp thông qua các lớp tập huấn, ' +
      'đào tạo, bồi dưỡng; các hoạt động hội nghị, hội thảo, trình diễn, giới thiệu công nghệ, công cụ, giải pháp; ' +
      'các hoạt động tư vấn, tham quan, triển lãm',
  ),
  runByTheAgency(
    '2B',
    { vi: 'Truyền thông về năng suất, chất lượng', en: 'Communications on productivity and quality' },
    'Tổ chức, triển khai các trang thông tin điện tử; các hội nghị, hội thảo, tọa đàm khoa học; các chương trình truyền thông ' +
      'trên báo chí, đài phát thanh, truyền hình, cổng thông tin điện tử; in ấn, phát hành các tài liệu truyền thông để ' +
      'phổ biến, chia sẻ kiến thức, kinh nghiệm về nâng cao năng suất, chất lượng',
  ),
  runByTheAgency(
    '2C',
    { vi: 'Cơ sở dữ liệu chuẩn đối sánh và thực hành tốt', en: 'Database of benchmarks and good practice' },
    'Xây dựng, phát triển cơ sở dữ liệu chuẩn đối sánh và thực hành tốt về năng suất để phục vụ doanh nghiệp và các cơ sở ' +
      'dữ liệu liên quan khác',
  ),
  runByTheAgency(
    '2D',
    { vi: 'Tôn vinh, khen thưởng', en: 'Honours and awards' },
    'Định kỳ tổ chức các hoạt động tôn vinh, khen thưởng các tập thể, cá nhân có thành tích cao trong hoạt động nâng cao ' +
      'năng suất, chất lượng trên địa bàn thành phố',
  ),
  runByTheAgency(
    '2DD',
    {
      vi: 'Khuyến khích tham gia Giải thưởng Chất lượng Quốc gia',
      en: 'Encouraging entries to the national quality award',
    },
    'Khuyến khích, hỗ trợ doanh nghiệp trên địa bàn thành phố tham gia các hoạt động của Giải thưởng chất lượng quốc gia',
    ['enterprise'],
  ),
];

const APPLYING: readonly SupportItem[] = [
  {
    ...APPLIED_FOR,
    ...IMPROVEMENT,
    code: '3A',
    name: {
      vi: 'Hệ thống quản lý chất lượng, môi trường và công cụ quản lý tiên tiến',
      en: 'Quality and environment management systems, and advanced management tools',
    },
    words:
      'Hỗ trợ doanh nghiệp xây dựng và áp dụng hệ thống quản lý chất lượng, quản lý môi trường tiên tiến như: ISO 14000, ' +
      'ISO 9001, ISO 22.000, HACCP, TQM, GMP, GAP,...; các công cụ quản lý tiên tiến như 5S, KAIZEN, QCC, SA8000',
    beneficiaries: ['enterprise'],
    content: 'management-systems',
    support: procured(5_000, 150n),
  },
  {
    ...APPLIED_FOR,
    ...IMPROVEMENT,
    code: '3B',
    name: {
      vi: 'Truy xuất nguồn gốc, thực hành nông nghiệp tốt, hữu cơ, năng suất xanh',
      en: 'Traceability, good agricultural practice, organic production, green productivity',
    },
    words:
      'Hỗ trợ doanh nghiệp áp dụng hệ thống truy xuất nguồn gốc sản phẩm, hàng hóa, áp dụng thực hành nông nghiệp tốt (G.A.P), ' +
      'thực hành sản xuất nông nghiệp hữu cơ, năng suất xanh',
    beneficiaries: ['enterprise'],
    support: procured(5_000, 150n),
  },
  {
    ...APPLIED_FOR,
    ...IMPROVEMENT,
    code: '3C',
    name: {
      vi: 'Chuyển đổi số, sản xuất thông minh, dịch vụ thông minh',
      en: 'Digital transformation, smart manufacturing and services',
    },
    words:
      'Hỗ trợ doanh nghiệp chuyển đổi số, ứng dụng công nghệ thông tin, công nghệ số để thiết lập, tối ưu hóa, hiện đại hóa ' +
      'hệ thống quản trị doanh nghiệp; áp dụng tiêu chuẩn, công cụ hỗ trợ cho sản xuất thông minh, dịch vụ thông minh',
    beneficiaries: ['enterprise'],
    support: procured(5_000, 200n),
  },
  {
    ...APPLIED_FOR,
    ...EXECUTION,
    code: '3D',
    name: {
      vi: 'Chứng nhận sản phẩm, hệ thống quản lý và truy xuất nguồn gốc',
      en: 'Certification of products, management systems and traceability',
    },
    // A page break and a stamp stand in the middle of "sức khỏe nghề nghiệp", which the scan gives as "ngành nghiệp".
    words:
      'Hỗ trợ doanh nghiệp chứng nhận sản phẩm, hàng hóa, chứng nhận hệ thống quản lý an toàn thực phẩm, môi trường, ' +
      'năng lượng, an toàn và sức khỏe … và chứng nhận hệ thống truy xuất nguồn gốc sản phẩm, hàng hóa phù hợp với ' +
      'tiêu chuẩn quốc gia, tiêu chuẩn quốc tế',
    beneficiaries: ['enterprise'],
    support: refunded(5_000, 100n),
  },
  {
    ...APPLIED_FOR,
    ...PROJECT,
    code: '3DD',
    name: { vi: 'Xây dựng và nâng cấp phòng thử nghiệm', en: 'Building and upgrading testing laboratories' },
    words: 'Hỗ trợ doanh nghiệp xây dựng và nâng cấp phòng thử nghiệm chất lượng sản phẩm, hàng hóa trọng điểm',
    beneficiaries: ['enterprise'],
    content: 'testing-laboratories',
  },
];

const WORKFORCE: readonly SupportItem[] = [
  {
    ...APPLIED_FOR,
    ...TRAINING,
    code: '4A',
    name: { vi: 'Đội ngũ chuyên gia năng suất chất lượng', en: 'Productivity and quality experts' },
    words: 'Xây dựng đội ngũ chuyên gia năng suất chất lượng đạt tiêu chuẩn quy định cho thành phố',
    beneficiaries: ['enterprise', 'organisation', 'person'],
    content: 'productivity-experts',
    support: procured(10_000, 50n),
  },
  {
    ...APPLIED_FOR,
    ...TRAINING,
    code: '4B',
    name: { vi: 'Đội ngũ giảng viên; đào tạo trong các trường', en: 'Trainers, and teaching in schools' },
    words:
      'Tổ chức đào tạo đội ngũ giảng viên năng suất chất lượng. Mở rộng đào tạo kiến thức về năng suất và chất lượng trong ' +
      'các trường đại học, cao đẳng, trung học chuyên nghiệp và dạy nghề trên địa bàn',
    beneficiaries: ['organisation', 'public-body', 'person'],
    support: procured(10_000, 50n),
  },
  {
    ...APPLIED_FOR,
    ...TRAINING,
    code: '4C',
    name: { vi: 'Đào tạo cán bộ quản lý và người lao động', en: 'Training managers and workers' },
    words:
      'Tổ chức các khoá đào tạo, bồi dưỡng kiến thức, kỹ năng về năng suất chất lượng cho cán bộ lãnh đạo, quản lý ' +
      'doanh nghiệp và người lao động',
    beneficiaries: ['enterprise'],
    content: 'productivity-training',
    support: procured(10_000, 100n),
  },
  {
    ...APPLIED_FOR,
    ...TRAINING,
    code: '4D',
    name: {
      vi: 'Chương trình đào tạo của APO và các tổ chức quốc tế, khu vực',
      en: 'Courses of the APO and of international and regional bodies',
    },
    words:
      'Hỗ trợ doanh nghiệp tham gia các chương trình đào tạo của Tổ chức Năng suất Châu Á và các tổ chức tiêu chuẩn quốc tế, khu vực',
    beneficiaries: ['enterprise'],
    support: procured(5_000, 80n),
  },
];

const CAPACITY: readonly SupportItem[] = [
  runByTheAgency(
    '5A',
    { vi: 'Quy chuẩn kỹ thuật địa phương', en: 'Local technical regulations' },
    'Nghiên cứu, đề xuất, xây dựng quy chuẩn kỹ thuật địa phương phục vụ trực tiếp cho hoạt động nâng cao năng suất chất lượng',
  ),
  {
    ...APPLIED_FOR,
    code: '5B',
    name: { vi: 'Năng lực các tổ chức chứng nhận phù hợp', en: 'Capacity of certification bodies' },
    words: 'Nâng cao năng lực các tổ chức chứng nhận phù hợp tiêu chuẩn, quy chuẩn kỹ thuật trên địa bàn thành phố',
    beneficiaries: ['organisation', 'enterprise'],
    content: 'conformity-assessment',
    route: 'after-completion',
    documents: documents(CAPACITY_PLAN),
    support: refunded(5_000, 200n),
  },
  {
    ...APPLIED_FOR,
    code: '5C',
    name: { vi: 'Năng lực thử nghiệm hàng xuất khẩu chủ lực', en: 'Capacity to test key export goods' },
    words:
      'Đầu tư, tăng cường năng lực thử nghiệm chất lượng, an toàn và sinh thái của sản phẩm, hàng hóa xuất khẩu chủ lực',
    beneficiaries: ['organisation', 'enterprise'],
    route: 'after-completion',
    documents: documents(CAPACITY_PLAN),
    support: refunded(5_000, 200n),
  },
];

const COOPERATION: readonly SupportItem[] = [
  runByTheAgency(
    '6A',
    { vi: 'Hợp tác trong nước và quốc tế', en: 'Cooperation in the country and abroad' },
    'Tăng cường hợp tác, tranh thủ sự hỗ trợ, giúp đỡ của các cơ quan Trung ương, các tổ chức phi chính phủ, các tổ chức ' +
      'quốc tế để đẩy mạnh hoạt động nâng cao năng suất và chất lượng của thành phố',
  ),
  runByTheAgency(
    '6B',
    { vi: 'Đơn vị đổi mới sáng tạo, thúc đẩy năng suất', en: 'Bodies for innovation and productivity' },
    'Nghiên cứu, đề xuất khả năng hình thành và triển khai hoạt động của các đơn vị có năng lực về đổi mới sáng tạo, ' +
      'thúc đẩy năng suất trên địa bàn thành phố',
  ),
  runByTheAgency(
    '6C',
    { vi: 'Tham quan, trao đổi, so sánh năng suất', en: 'Visits, exchange, comparing productivity' },
    'Tăng cường các hoạt động thăm quan, trao đổi về kinh nghiệm, kỹ thuật gia tăng năng suất, so sánh năng suất với các tỉnh, ' +
      'thành phố trong nước và với các nước trong khu vực và trên thế giới',
  ),
];

export const ITEMS_002: readonly SupportItem[] = [
  ...POLICY,
  ...COMMUNICATION,
  ...APPLYING,
  ...WORKFORCE,
  ...CAPACITY,
  ...COOPERATION,
];
