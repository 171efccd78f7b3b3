/** Letters about what could not be recorded for a reason of ours: to the supervisors, and to whoever decided. */
import { hasWord, wordOf } from '../catalogue/words.ts';
import type { Bilingual } from '../domain/fault.ts';
import { LETTER } from '../domain/process.ts';
import { SEALED_ACTIONS } from '../domain/sealed.ts';
import { atInstant, rows, same, say } from './content.ts';
import type { Context } from './context.ts';
import { instantOf, textOf } from './facts.ts';
import { reasonRow } from './phrases.ts';
import type { Templates } from './templates.ts';

const SEALED: Bilingual = {
  vi: 'một quyết định được niêm phong đến khi mở thầu',
  en: 'a decision that is sealed until bids are opened',
};

/** What supervisors are told of an action: who bids, and with what, is nobody's to know before the opening. */
const actionOrSealed = (c: Context): Bilingual | null =>
  SEALED_ACTIONS.includes(textOf(c.facts, 'action') ?? '') ? SEALED : action(c);

/** The action by its word. */
function action(c: Context): Bilingual | null {
  const name = textOf(c.facts, 'action');
  return name !== null && hasWord('action', name) ? wordOf('action', name) : null;
}

export const faults = {
  [LETTER.recordFault]: (c) => [
    say(
      'Một việc dưới đây chưa được ghi nhận do lỗi của hệ thống. Hồ sơ vẫn tiếp tục. Ông/Bà có thể cho ghi nhận lại hoặc hủy việc này tại danh sách “đang mắc”; hãy báo mã lỗi cho người vận hành.',
      'What is named below was not recorded because of a fault of the system. The dossier goes on. You may have it recorded again, or withdraw it, in the list of what is stuck; please give the reference to whoever operates the system.',
    ),
    rows(
      ['Việc', 'What', actionOrSealed(c)],
      ['Xảy ra lúc', 'Happened at', atInstant(c.letter.createdAt)],
      ['Mã lỗi', 'Reference', sameOf(textOf(c.facts, 'fault'))],
    ),
  ],
  [LETTER.decisionWithdrawn]: (c) => [
    say(
      'Quyết định dưới đây của quý vị đã được lưu nhưng hệ thống không ghi nhận được. Người giám sát đã hủy quyết định này; nếu vẫn cần, xin gửi lại.',
      'Your decision below was kept, but the system could not record it. A supervisor has withdrawn it; please send it again if it is still wanted.',
    ),
    rows(
      ['Quyết định', 'Decision', action(c)],
      ['Đã nhận lúc', 'Received at', atInstant(instantOf(c.facts, 'receivedAt'))],
    ),
    reasonRow(c),
  ],
} satisfies Partial<Templates>;

const sameOf = (text: string | null): Bilingual | null => (text === null ? null : same(text));
