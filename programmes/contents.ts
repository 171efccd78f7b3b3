/**
 * What items of several programmes support alike. It is granted once, whichever programme it is asked under (domain/overlap.ts).
 *
 * Judged from the sources' own words: items share a content where they name the same work for the same enterprise. Where the words are
 * wider than that (003 P3 takes in the digital tools of 002 3c, 004 K5 any workforce), nothing is shared, and the departments that are
 * asked for their opinion say what overlaps. Whoever appraises may answer otherwise, with a reason.
 */
import type { Text } from '../domain/programme.ts';

/** A content by its key, as an item names it. `note` says which words it was read from. */
export type SharedContent = { name: Text; note: Text };

export const SHARED_CONTENTS: Readonly<Record<string, SharedContent>> = {
  'management-systems': {
    name: {
      vi: 'Áp dụng tiêu chuẩn, hệ thống quản lý và công cụ cải tiến năng suất, chất lượng',
      en: 'Applying standards, management systems and tools that improve productivity and quality',
    },
    note: {
      vi: '002 nêu ISO 9001, 5S, KAIZEN; 003 nêu tiêu chuẩn, hệ thống quản lý, công cụ cải tiến; 000 gọi chung là giải pháp nâng cao năng suất và chất lượng.',
      en: '002 names ISO 9001, 5S and KAIZEN; 003 standards, management systems and improvement tools; 000 calls them solutions that raise productivity and quality.',
    },
  },
  'productivity-training': {
    name: { vi: 'Đào tạo, tập huấn về năng suất chất lượng', en: 'Training on productivity and quality' },
    note: {
      vi: '000 và 003 cùng dùng lời “đào tạo, tập huấn về năng suất chất lượng”; 002 nói về khóa đào tạo kiến thức, kỹ năng ấy cho cán bộ quản lý và người lao động.',
      en: '000 and 003 use the same words, “training on productivity and quality”; 002 speaks of courses in it for managers and workers.',
    },
  },
  'productivity-experts': {
    name: { vi: 'Đội ngũ chuyên gia năng suất chất lượng', en: 'Productivity and quality experts' },
    note: {
      vi: '000 và 002 cùng hỗ trợ để có chuyên gia năng suất, chất lượng đạt tiêu chuẩn.',
      en: '000 and 002 both support productivity and quality experts who meet the standard.',
    },
  },
  'conformity-assessment': {
    name: { vi: 'Năng lực tổ chức đánh giá sự phù hợp', en: 'Capacity of conformity-assessment bodies' },
    note: {
      vi: '000, 002 và 003 cùng tăng cường năng lực tổ chức chứng nhận, đánh giá sự phù hợp với tiêu chuẩn, quy chuẩn kỹ thuật.',
      en: '000, 002 and 003 all strengthen bodies that certify or assess conformity with standards and technical regulations.',
    },
  },
  'testing-laboratories': {
    name: { vi: 'Xây dựng, nâng cấp phòng thử nghiệm', en: 'Building and upgrading testing laboratories' },
    note: {
      vi: '000 và 002 cùng dùng lời “xây dựng và nâng cấp phòng thử nghiệm” cho sản phẩm, hàng hóa trọng điểm.',
      en: '000 and 002 use the same words, “building and upgrading testing laboratories” for key products and goods.',
    },
  },
  'technology-projects': {
    name: { vi: 'Nghiên cứu thử nghiệm, đổi mới công nghệ', en: 'Trial research and renewal of technology' },
    note: {
      vi: '001 và 004 cùng hỗ trợ doanh nghiệp nghiên cứu, thử nghiệm và đổi mới công nghệ trong sản xuất; cả hai yêu cầu không trùng lắp, không chồng chéo.',
      en: '001 and 004 both support research, trials and renewal of technology in production; both ask that nothing overlaps.',
    },
  },
};
