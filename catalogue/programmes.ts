/** Words for what a programme's data name: who may be supported, what a target counts, whether a procedure is listed. */
import type { Bilingual } from '../domain/fault.ts';
import type { BeneficiaryKind, Programme, TargetUnit } from '../domain/programme.ts';

export const BENEFICIARY_WORDS: Record<BeneficiaryKind, Bilingual> = {
  enterprise: { vi: 'Doanh nghiệp', en: 'Enterprise' },
  organisation: { vi: 'Tổ chức', en: 'Organisation' },
  'public-body': { vi: 'Cơ quan, đơn vị nhà nước', en: 'Public body' },
  person: { vi: 'Cá nhân', en: 'Person' },
};

export const UNIT_WORDS: Record<TargetUnit, Bilingual> = {
  enterprises: { vi: 'doanh nghiệp', en: 'enterprises' },
  'model-enterprises': { vi: 'mô hình điểm', en: 'model enterprises' },
  organisations: { vi: 'tổ chức', en: 'organisations' },
  attendances: { vi: 'lượt người', en: 'attendances' },
  people: { vi: 'người', en: 'people' },
  experts: { vi: 'chuyên gia', en: 'experts' },
  products: { vi: 'sản phẩm', en: 'products' },
  'first-time-products': { vi: 'sản phẩm được công nhận lần đầu', en: 'products recognised for the first time' },
  projects: { vi: 'dự án', en: 'projects' },
  percent: { vi: '%', en: '%' },
};

export const LISTED_WORDS: Record<Programme['listedProcedure'], Bilingual> = {
  yes: { vi: 'Thủ tục hành chính đã được công bố', en: 'A listed administrative procedure' },
  no: { vi: 'Không thuộc danh mục thủ tục hành chính', en: 'Not a listed administrative procedure' },
  unknown: {
    vi: 'Chưa rõ có thuộc danh mục thủ tục hành chính hay không: dùng mẫu của cơ quan',
    en: "Not known whether it is a listed administrative procedure: the agency's own forms are used",
  },
};
