/** Required documents (thành phần hồ sơ). None of the sources lists any: they are examples until an agency sets its own. */
import type { RequiredDocument, Text } from '../domain/programme.ts';
import { AGENCY } from './sources.ts';

/** One document that an application must, or may, have. */
export const document = (kind: string, required: boolean, name: Text): RequiredDocument => ({
  kind,
  name,
  required,
  source: AGENCY,
});

/** What every application has, and the documents of its item. @param own those that show what is to be done */
export const documents = (...own: readonly RequiredDocument[]): RequiredDocument[] => [
  document('support-application', true, { vi: 'Đơn đề nghị hỗ trợ', en: 'Support application' }),
  document('business-registration', true, {
    vi: 'Giấy chứng nhận đăng ký doanh nghiệp',
    en: 'Business registration certificate',
  }),
  ...own,
  document('financial-report', false, {
    vi: 'Báo cáo tài chính năm gần nhất',
    en: 'Financial report of the latest year',
  }),
];

export const TRAINING_PLAN = document('training-plan', true, {
  vi: 'Kế hoạch, nhu cầu đào tạo',
  en: 'Training plan and needs',
});

export const IMPROVEMENT_PLAN = document('improvement-plan', true, {
  vi: 'Kế hoạch áp dụng tiêu chuẩn, hệ thống quản lý hoặc công cụ',
  en: 'Plan for applying the standard, management system or tool',
});

export const CAPACITY_PLAN = document('capacity-plan', true, {
  vi: 'Kế hoạch tăng cường năng lực của tổ chức',
  en: "Plan for strengthening the body's capacity",
});

export const PARTICIPATION_PLAN = document('participation-plan', true, {
  vi: 'Đăng ký tham gia và mục tiêu tham gia',
  en: 'Registration, with what the taking part is for',
});

export const PROJECT_PROPOSAL = document('project-proposal', true, {
  vi: 'Thuyết minh dự án, dự toán và sản phẩm nghiệm thu',
  en: 'Project proposal with estimate and the result to be accepted',
});

export const EXECUTION_PLAN = document('execution-plan', true, {
  vi: 'Kế hoạch thực hiện và dự toán',
  en: 'Plan and estimate of what the enterprise carries out',
});

export const PRODUCT_FILE = document('product-file', true, {
  vi: 'Hồ sơ sản phẩm tham gia xét chọn',
  en: 'File of the product that enters the selection',
});
