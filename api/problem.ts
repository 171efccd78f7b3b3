/** What went wrong, for whoever asked: problem+json (RFC 9457) with a stable code, in both languages, with faults by field. */
import type { Response } from 'express';
import type { RefusalCode } from '../domain/errors.ts';
import type { Bilingual, Fault } from '../domain/fault.ts';

/** Codes of the API itself, beside those of the process. */
type ApiCode =
  | 'malformed'
  | 'sign-in-needed'
  | 'sign-in-failed'
  | 'not-allowed'
  | 'idempotency-key-required'
  | 'idempotency-key-reused'
  | 'precondition-required'
  | 'too-large'
  | 'wrong-type'
  | 'method-not-allowed'
  | 'too-many-requests'
  | 'unavailable'
  | 'outcome-unknown'
  | 'internal';

export type ProblemCode = RefusalCode | ApiCode;

/** Every code with its status; exhaustive by type. */
const KINDS: Record<ProblemCode, { status: number; title: Bilingual }> = {
  'not-found': { status: 404, title: { vi: 'Không tìm thấy', en: 'Not found' } },
  'not-open': { status: 409, title: { vi: 'Trạng thái hiện tại không cho phép', en: 'Not open in this state' } },
  'no-longer-applies': { status: 409, title: { vi: 'Không còn áp dụng', en: 'No longer applies' } },
  'not-yours': { status: 403, title: { vi: 'Không thuộc thẩm quyền của bạn', en: 'Not yours to do' } },
  barred: { status: 403, title: { vi: 'Không được quyết định việc này', en: 'Barred from this decision' } },
  invalid: { status: 422, title: { vi: 'Dữ liệu không hợp lệ', en: 'Not valid' } },
  guarded: { status: 409, title: { vi: 'Hiện chưa thực hiện được', en: 'Not possible now' } },
  'budget-short': { status: 409, title: { vi: 'Dự toán không đủ', en: 'The budget is short' } },
  duplicate: { status: 409, title: { vi: 'Đã tồn tại', en: 'Already there' } },
  stale: { status: 412, title: { vi: 'Dữ liệu đã thay đổi', en: 'Changed since it was read' } },
  fault: {
    status: 409,
    title: { vi: 'Chưa ghi nhận được do lỗi của hệ thống', en: 'Not recorded: a fault of the system' },
  },
  'withdrawn-by-supervisor': { status: 409, title: { vi: 'Người giám sát đã hủy', en: 'Withdrawn by a supervisor' } },
  malformed: { status: 400, title: { vi: 'Yêu cầu không đọc được', en: 'The request cannot be read' } },
  'sign-in-needed': { status: 401, title: { vi: 'Cần đăng nhập', en: 'Sign in first' } },
  'sign-in-failed': { status: 401, title: { vi: 'Đăng nhập không thành công', en: 'Sign-in failed' } },
  'not-allowed': { status: 403, title: { vi: 'Không có quyền', en: 'Not allowed' } },
  'idempotency-key-required': { status: 400, title: { vi: 'Thiếu Idempotency-Key', en: 'Idempotency-Key is missing' } },
  'idempotency-key-reused': {
    status: 422,
    title: { vi: 'Idempotency-Key đã dùng cho nội dung khác', en: 'Idempotency-Key was used for something else' },
  },
  'precondition-required': { status: 428, title: { vi: 'Thiếu If-Match', en: 'If-Match is missing' } },
  'too-large': { status: 413, title: { vi: 'Nội dung quá lớn', en: 'Too large' } },
  'wrong-type': {
    status: 415,
    title: { vi: 'Loại nội dung không được nhận', en: 'Content of this type is not taken' },
  },
  'method-not-allowed': { status: 405, title: { vi: 'Phương thức không được hỗ trợ', en: 'Method not allowed' } },
  'too-many-requests': { status: 429, title: { vi: 'Quá nhiều yêu cầu', en: 'Too many requests' } },
  unavailable: { status: 503, title: { vi: 'Tạm thời gián đoạn', en: 'Not available at the moment' } },
  'outcome-unknown': { status: 503, title: { vi: 'Chưa rõ kết quả', en: 'The outcome is not known yet' } },
  internal: { status: 500, title: { vi: 'Lỗi hệ thống', en: 'A fault of the system' } },
};

export const statusOf = (code: ProblemCode): number => KINDS[code].status;

type Extra = { faults?: readonly Fault[]; detail?: Bilingual; headers?: Record<string, string> };

/** Thrown by whatever answers a request; the last handler of the app writes it. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly faults: readonly Fault[];
  readonly detail: Bilingual | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ProblemCode, { faults = [], detail, headers = {} }: Extra = {}) {
    super(code);
    this.name = 'Problem';
    this.code = code;
    this.faults = faults;
    this.detail = detail;
    this.headers = headers;
  }
}

/** Seconds after which a caller may try again what is out of reach now. */
const RETRY_AFTER = '5';

/** Something that we stand on is out of reach; no decision was stored. */
export const unavailable = (): Problem =>
  new Problem('unavailable', {
    headers: { 'Retry-After': RETRY_AFTER },
    detail: {
      vi: 'Hãy gửi lại sau ít giây, với cùng Idempotency-Key.',
      en: 'Send it again in a few seconds, with the same Idempotency-Key.',
    },
  });

/** A decision was stored and sent, and nobody answered in time. */
export const outcomeUnknown = (): Problem =>
  new Problem('outcome-unknown', {
    headers: { 'Retry-After': RETRY_AFTER },
    detail: {
      vi: 'Quyết định đã được lưu và sẽ được chuyển đi. Gửi lại với cùng Idempotency-Key để biết kết quả.',
      en: 'The decision is stored and will be delivered. Repeat it with the same Idempotency-Key to learn the outcome.',
    },
  });

/** Which of the two languages a reader prefers: Vietnamese unless English is asked for first. */
export function languageOf(accepted: string | undefined): keyof Bilingual {
  const weighed = (accepted ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...rest] = entry.trim().toLowerCase().split(';');
      const weight = Number(/q=([\d.]+)/.exec(rest.join(';'))?.[1] ?? 1);
      return { language: tag.split('-')[0], weight };
    })
    .filter(({ language, weight }) => (language === 'vi' || language === 'en') && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return weighed[0]?.language === 'en' ? 'en' : 'vi';
}

/** Writes a problem as the answer. `text` holds both languages; title and detail are in the one that Accept-Language asks for. */
export function sendProblem(response: Response, problem: Problem): void {
  const language = languageOf(response.req.get('accept-language'));
  const { status, title } = KINDS[problem.code];
  const { detail, faults } = problem;
  response.set(problem.headers);
  response.set('Content-Language', language);
  response.vary('Accept-Language');
  response
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:thong-suot:problem:${problem.code}`,
        status,
        code: problem.code,
        title: title[language],
        ...(detail ? { detail: detail[language] } : faults[0] ? { detail: faults[0].message[language] } : {}),
        text: { title, ...(detail ? { detail } : {}) },
        ...(faults.length > 0 ? { faults } : {}),
        requestId: response.req.id,
      }),
    );
}
