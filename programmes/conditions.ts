/** Conditions that several programmes make; each programme says what makes them binding there. */
import type { Condition, ConditionRule, Source, Text } from '../domain/programme.ts';

/** @param where the area in words; @param rule how it is judged: by a province's code, or by a person where the source names none */
export const established = (where: Text, source: Source, rule: ConditionRule = { by: 'person' }): Condition => ({
  code: 'PROVINCE',
  text: {
    vi: `Đơn vị đề nghị được thành lập và hoạt động trên địa bàn ${where.vi}`,
    en: `The applicant is established and operates in ${where.en}`,
  },
  source,
  rule,
});

/** In Hà Nội, by the code of the province. */
export const inHaNoi = (source: Source): Condition =>
  established({ vi: 'thành phố Hà Nội', en: 'the city of Hà Nội' }, source, { by: 'province', provinces: ['01'] });

/** The field of work is the registered one, and fits the support. */
export const sector = (source: Source): Condition => ({
  code: 'SECTOR',
  text: {
    vi: 'Hoạt động đúng ngành, lĩnh vực đã đăng ký kinh doanh và phù hợp với nội dung hỗ trợ',
    en: 'It operates in the sector of its business registration, and that field fits the support',
  },
  source,
  rule: { by: 'sector', vsic: [] },
});

export const resources = (source: Source): Condition => ({
  code: 'RESOURCES',
  text: {
    vi: 'Có đủ nguồn lực thực hiện: nhân lực, cơ sở vật chất, trang thiết bị, tài chính',
    en: 'It has the resources to carry it out: staff, facilities, equipment, finance',
  },
  source,
  rule: { by: 'resources' },
});

export const noOverlap = (source: Source): Condition => ({
  code: 'NO-OVERLAP',
  text: {
    vi: 'Nội dung đề nghị không trùng lắp với hỗ trợ của chương trình khác',
    en: 'What is asked for does not overlap with the support of another programme',
  },
  source,
  rule: { by: 'no-overlap' },
});
