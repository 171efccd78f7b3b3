/** Words for what is chosen or found: answers, methods, conclusions, grounds, kinds of payment and movement, certainty. */
import type { Bilingual } from '../domain/fault.ts';
import type { MovementKind } from '../domain/process.ts';
import type { ConditionAnswer, Method, SourceCertainty, Venue } from '../domain/programme.ts';

export const ANSWER_WORDS: Record<ConditionAnswer, Bilingual> = {
  met: { vi: 'Đạt', en: 'Met' },
  'not-met': { vi: 'Không đạt', en: 'Not met' },
  'does-not-apply': { vi: 'Không áp dụng', en: 'Does not apply' },
};

export const METHOD_WORDS: Record<Method, Bilingual> = {
  open: { vi: 'Đấu thầu rộng rãi', en: 'Open tendering' },
  limited: { vi: 'Đấu thầu hạn chế', en: 'Limited tendering' },
  'direct-appointment': { vi: 'Chỉ định thầu', en: 'Direct appointment' },
  'head-decision': { vi: 'Thủ trưởng quyết định', en: "Head's decision (small value)" },
};

export const VENUE_WORDS: Record<Venue, Bilingual> = {
  here: { vi: 'Tại hệ thống này', en: 'In this system' },
  'national-network': { vi: 'Hệ thống mạng đấu thầu quốc gia', en: 'National e-procurement network' },
};

export const CONCLUSION_WORDS: Record<string, Bilingual> = {
  meets: { vi: 'Đạt yêu cầu', en: 'Meets the requirements' },
  'meets-in-part': { vi: 'Đạt một phần', en: 'Meets them in part' },
  'to-correct': { vi: 'Phải khắc phục', en: 'To be corrected' },
  'does-not-meet': { vi: 'Không đạt yêu cầu', en: 'Does not meet the requirements' },
};

export const GROUND_WORDS: Record<string, Bilingual> = {
  'by-agreement': { vi: 'Theo thỏa thuận', en: 'By agreement' },
  'breach-by-consultant': { vi: 'Nhà thầu vi phạm', en: 'Breach by the contractor' },
  'breach-by-enterprise': { vi: 'Doanh nghiệp vi phạm', en: 'Breach by the enterprise' },
  'dissolved-or-bankrupt': { vi: 'Giải thể hoặc phá sản', en: 'Dissolved or bankrupt' },
  'force-majeure': { vi: 'Bất khả kháng', en: 'Force majeure' },
};

export const PAYMENT_WORDS: Record<string, Bilingual> = {
  advance: { vi: 'Tạm ứng', en: 'Advance' },
  final: { vi: 'Thanh toán', en: 'Final payment' },
};

export const MOVEMENT_WORDS: Record<MovementKind, Bilingual> = {
  reserved: { vi: 'Giữ dự toán', en: 'Reserved' },
  reduced: { vi: 'Giảm phần đã giữ', en: 'Reduced' },
  advanced: { vi: 'Tạm ứng', en: 'Advanced' },
  paid: { vi: 'Chi trả', en: 'Paid' },
  receivable: { vi: 'Phải thu hồi', en: 'Receivable' },
  recovered: { vi: 'Đã thu hồi', en: 'Recovered' },
  released: { vi: 'Trả lại dự toán', en: 'Released' },
};

export const CERTAINTY_WORDS: Record<SourceCertainty, Bilingual> = {
  T: { vi: 'đã đọc trong bản sao văn bản', en: 'read in a copy of the official text' },
  S: { vi: 'theo nguồn thứ cấp', en: 'from a secondary page' },
  E: { vi: 'theo tài liệu giải thích có dẫn điều luật', en: 'from an explanation that cites the article' },
  G: { vi: 'kiến thức chung, không phải quy định', en: 'general knowledge, not law' },
  X: { vi: 'chưa xác nhận', en: 'not confirmed' },
  'set-by-agency-example': { vi: 'do cơ quan quy định (ví dụ)', en: 'set by the agency (example)' },
};

/** Reasons that the system itself gives; what people write stands for itself. */
export const REASON_WORDS: Record<string, Bilingual> = {
  supplement: {
    vi: 'Hết thời hạn bổ sung mà không nhận được tài liệu đã yêu cầu',
    en: 'The time to supplement has passed and nothing was received',
  },
  'lapse-acknowledgement': {
    vi: 'Hết thời hạn xác nhận tham gia hợp đồng',
    en: 'The time to acknowledge the contract has passed',
  },
  'lapse-agreement': {
    vi: 'Thỏa thuận hỗ trợ không được ký trong thời hạn',
    en: 'The support agreement was not signed in time',
  },
  'lapse-contract': { vi: 'Hợp đồng không được ký trong thời hạn', en: 'The contract was not signed in time' },
  'no-bid': { vi: 'Không có hồ sơ dự thầu nào', en: 'No bid was received' },
  'none-passed': { vi: 'Không hồ sơ dự thầu nào đạt yêu cầu kỹ thuật', en: 'No bid met the technical requirements' },
  'above-ceiling': { vi: 'Mọi giá dự thầu đều vượt giá gói thầu', en: 'Every price was above the package price' },
  ceiling: { vi: 'Giá dự thầu vượt giá gói thầu', en: 'The price is above the package price' },
  'requirements-not-met': { vi: 'Không đạt yêu cầu', en: 'Requirements are not met' },
  'ranked-lower': { vi: 'Xếp hạng thấp hơn nhà thầu được lựa chọn', en: 'Ranked below the winner' },
  total: { vi: 'Tổng điểm kỹ thuật', en: 'Technical points in total' },
};

/** Why a letter cannot go until somebody acts. */
export const LETTER_FAILURE_WORDS = {
  unwritable: { vi: 'không soạn được', en: 'cannot be written' },
  'no-address': { vi: 'người nhận không có địa chỉ thư', en: 'the addressee has no e-mail address' },
  refused: { vi: 'máy chủ thư từ chối địa chỉ', en: 'the mail server refuses the address' },
  deferred: {
    vi: 'máy chủ thư hoãn nhận nhiều giờ liền; hệ thống vẫn thử lại',
    en: 'the mail server has put it off for hours; it is still tried again',
  },
} as const;
