/** Words for where a dossier stands and who acts on it: subjects, stages, states, roles. */
import type { Bilingual } from '../domain/fault.ts';
import type { NameOf } from '../domain/names.ts';
import type { Role, STATE, Stage, SubjectKind } from '../domain/process.ts';

export const SUBJECT_WORDS: Record<SubjectKind, Bilingual> = {
  application: { vi: 'hồ sơ', en: 'application' },
  package: { vi: 'gói thầu', en: 'package' },
};

export const STAGE_WORDS: Record<Stage, Bilingual> = {
  submission: { vi: 'Nộp hồ sơ', en: 'Submission' },
  eligibility: { vi: 'Thẩm định', en: 'Eligibility review' },
  tendering: { vi: 'Lựa chọn đơn vị tư vấn', en: 'Consultant tendering' },
  contract: { vi: 'Ký hợp đồng', en: 'Contract' },
  agreement: { vi: 'Thỏa thuận hỗ trợ', en: 'Support agreement' },
  delivery: { vi: 'Thực hiện', en: 'Delivery' },
  inspection: { vi: 'Kiểm tra, nghiệm thu', en: 'Inspection' },
  settlement: { vi: 'Thanh quyết toán', en: 'Financial settlement' },
  closed: { vi: 'Kết thúc', en: 'Closed' },
};

/** By the whole key: `approving` is one thing of a package and another of a payment. */
export const STATE_WORDS: Record<NameOf<typeof STATE>, Bilingual> = {
  'submission/draft': { vi: 'Bản nháp', en: 'Draft' },
  'submission/received': { vi: 'Đã nộp, chờ tiếp nhận', en: 'Submitted, awaiting acceptance' },
  'submission/supplement-requested': {
    vi: 'Chờ bổ sung trước khi tiếp nhận',
    en: 'Supplement asked before acceptance',
  },
  'eligibility/appraising': { vi: 'Đang thẩm định', en: 'Being appraised' },
  'eligibility/supplement-requested': { vi: 'Chờ bổ sung khi thẩm định', en: 'Supplement asked in appraisal' },
  'eligibility/deciding': { vi: 'Chờ quyết định hỗ trợ', en: 'Awaiting the support decision' },
  'eligibility/confirming-approval': { vi: 'Chờ người phê duyệt thứ hai', en: 'Awaiting the second approver' },
  'eligibility/paused': { vi: 'Tạm dừng thời hạn giải quyết', en: 'Paused' },
  'tendering/awaiting-package': { vi: 'Chờ lập gói thầu', en: 'Awaiting a package' },
  'tendering/in-package': { vi: 'Đang lựa chọn đơn vị tư vấn', en: 'Consultant being chosen' },
  'contract/acknowledging': { vi: 'Chờ xác nhận và ký hợp đồng', en: 'Awaiting acknowledgement and signatures' },
  'agreement/drafting': { vi: 'Đang soạn thỏa thuận hỗ trợ', en: 'Support agreement being drafted' },
  'agreement/signing': { vi: 'Chờ ký thỏa thuận hỗ trợ', en: 'Awaiting signatures of the support agreement' },
  'delivery/delivering': { vi: 'Đang thực hiện', en: 'Being delivered' },
  'delivery/confirming': { vi: 'Chờ doanh nghiệp xác nhận hoàn thành', en: "Awaiting the enterprise's confirmation" },
  'inspection/inspecting': { vi: 'Đang kiểm tra', en: 'Being inspected' },
  'inspection/correcting': { vi: 'Đang khắc phục', en: 'Being corrected' },
  'inspection/accepting': { vi: 'Chờ nghiệm thu', en: 'Awaiting acceptance of the work' },
  'settlement/claiming': { vi: 'Chờ đề nghị thanh toán', en: 'Awaiting the payment claim' },
  'settlement/verifying': { vi: 'Đang kiểm tra đề nghị thanh toán', en: 'Claim being verified' },
  'settlement/approving': { vi: 'Chờ duyệt chi', en: 'Awaiting payment approval' },
  'settlement/paying': { vi: 'Đang chi trả', en: 'Being paid' },
  'settlement/recovering': { vi: 'Đang thu hồi', en: 'Money being recovered' },
  'closed/settled': { vi: 'Đã quyết toán', en: 'Settled' },
  'closed/declined': { vi: 'Không được tiếp nhận', en: 'Declined' },
  'closed/refused': { vi: 'Bị từ chối', en: 'Refused' },
  'closed/withdrawn': { vi: 'Đã rút', en: 'Withdrawn' },
  'closed/stopped': { vi: 'Đã dừng giải quyết', en: 'Stopped' },
  'closed/terminated': { vi: 'Đã chấm dứt', en: 'Terminated' },
  'tendering/unopened': { vi: 'Chưa lập', en: 'Not opened yet' },
  'tendering/preparing': { vi: 'Đang chuẩn bị gói thầu', en: 'Being prepared' },
  'tendering/approving': { vi: 'Chờ duyệt gói thầu', en: 'Awaiting approval of the package' },
  'tendering/bidding': { vi: 'Đang nhận hồ sơ dự thầu', en: 'Bids being received' },
  'tendering/technical': { vi: 'Đang đánh giá kỹ thuật', en: 'Technical evaluation' },
  'tendering/financial': { vi: 'Chờ mở đề xuất tài chính', en: 'Awaiting the opening of prices' },
  'tendering/negotiating': { vi: 'Đang thương thảo', en: 'Negotiation' },
  'tendering/awarding': { vi: 'Chờ quyết định trúng thầu', en: 'Awaiting the award' },
  'contract/contracting': { vi: 'Đang hoàn thiện, ký hợp đồng', en: 'Contract being drafted and signed' },
  'contract/in-force': { vi: 'Hợp đồng đang có hiệu lực', en: 'Contract in force' },
  'closed/liquidated': { vi: 'Đã thanh lý hợp đồng', en: 'Contract liquidated' },
  'closed/failed': { vi: 'Không lựa chọn được nhà thầu', en: 'Tender failed' },
  'closed/cancelled': { vi: 'Đã hủy thầu', en: 'Cancelled' },
};

export const ROLE_WORDS: Record<Role, Bilingual> = {
  intake: { vi: 'Bộ phận Một cửa', en: 'One-stop desk' },
  appraiser: { vi: 'Cán bộ thẩm định', en: 'Appraiser' },
  approver: { vi: 'Lãnh đạo', en: 'Approver' },
  procurement: { vi: 'Bộ phận đấu thầu', en: 'Procurement officer' },
  panel: { vi: 'Tổ chuyên gia', en: 'Expert panel' },
  inspector: { vi: 'Cán bộ kiểm tra', en: 'Inspector' },
  finance: { vi: 'Kế toán', en: 'Finance officer' },
  'payment-approver': { vi: 'Chủ tài khoản', en: 'Payment approver' },
  supervisor: { vi: 'Người giám sát', en: 'Supervisor' },
  administrator: { vi: 'Quản trị', en: 'Administrator' },
  enterprise: { vi: 'Doanh nghiệp', en: 'Enterprise' },
  consultant: { vi: 'Đơn vị tư vấn', en: 'Consultant' },
  performer: { vi: 'Bên thực hiện', en: 'Performer' },
  payee: { vi: 'Bên nhận thanh toán', en: 'Payee' },
  clock: { vi: 'Hệ thống (đến hạn)', en: 'The system (at the due date)' },
};
