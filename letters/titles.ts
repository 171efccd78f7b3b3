/** What a letter is called. The one-stop desk's forms have names of their own, which only a listed procedure may use. */
import { wordOf } from '../catalogue/words.ts';
import type { Bilingual } from '../domain/fault.ts';
import { LETTER, type LetterName } from '../domain/process.ts';
import type { Programme } from '../domain/programme.ts';

/** Forms 01–05 of Thông tư 03/2025/TT-VPCP (from a secondary page). */
const FORMS: { [Name in LetterName]?: Bilingual } = {
  [LETTER.receiptSlip]: {
    vi: 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả',
    en: 'Receipt and appointment slip',
  },
  [LETTER.supplementRequest]: {
    vi: 'Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ',
    en: 'Supplement request form',
  },
  [LETTER.declined]: { vi: 'Phiếu từ chối tiếp nhận giải quyết hồ sơ', en: 'Notice of refusal to accept' },
  [LETTER.apology]: {
    vi: 'Văn bản xin lỗi và đề nghị gia hạn',
    en: 'Apology and request for an extension',
  },
  [LETTER.stopped]: { vi: 'Thông báo dừng giải quyết hồ sơ', en: 'Notice that processing has stopped' },
};

/** @param listed whether the programme is on the list of administrative procedures; where that is not known it is not claimed */
export function titleOf(name: LetterName, listed: Programme['listedProcedure']): Bilingual {
  return (listed === 'yes' && FORMS[name]) || wordOf('letter', name);
}
