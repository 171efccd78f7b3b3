/** Letters on money: claims, payments, recovery, and the end of the dossier. */
import { wordOf } from '../catalogue/words.ts';
import type { Bilingual } from '../domain/fault.ts';
import { LETTER, type StateKey } from '../domain/process.ts';
import { type Block, both, dong, onDay, rows, say, words } from './content.ts';
import type { Context } from './context.ts';
import { countOf, dongOf, factsOf, textOf } from './facts.ts';
import { capital, dueOn, dueRow, provider, reasonRow } from './phrases.ts';
import type { Templates } from './templates.ts';

/** Which payment: its kind and number. */
function payment(c: Context): Bilingual | null {
  const kind = textOf(c.facts, 'kind');
  const no = countOf(c.facts, 'no');
  if (kind === null || no === null) return null;
  const word = wordOf('payment', kind);
  return both(`${word.vi}, đề nghị số ${no}`, `${word.en}, request ${no}`);
}

const paymentRows = (c: Context): Block | null =>
  rows(
    ['Đề nghị', 'Request', payment(c)],
    ['Số tiền', 'Amount', dong(dongOf(c.facts, 'payable') ?? dongOf(c.facts, 'amount'))],
  );

/** How the amount was reckoned, on one line. */
function arithmetic(c: Context): Block | null {
  const kept = factsOf(c.facts, 'arithmetic');
  const support = kept && factsOf(kept, 'support');
  const sentence = (held: typeof kept, name: string): Bilingual | null => {
    const line = held && factsOf(held, name);
    return line ? both(textOf(line, 'vi') ?? '', textOf(line, 'en') ?? '') : null;
  };
  return rows(
    ['Cách tính mức hỗ trợ', 'How the support was reckoned', sentence(support, 'line')],
    ['Số phải trả', 'What is to be paid', sentence(kept, 'line')],
  );
}

const positive = (amount: bigint | null): bigint | null => (amount !== null && amount > 0n ? amount : null);

export const settlement = {
  [LETTER.paymentRequested]: (c) => [
    say('Có đề nghị thanh toán mới cần kiểm tra.', 'A payment request is to be verified.'),
    paymentRows(c),
    rows(['Hạn kiểm tra', 'To be verified by', onDay(c.opened[0]?.dueAt)]),
  ],
  [LETTER.claimReturned]: (c) => [
    say('Đề nghị thanh toán được trả lại để hoàn thiện.', 'The payment request is returned to be completed.'),
    rows(['Đề nghị', 'Request', payment(c)]),
    reasonRow(c),
    dueRow(c),
  ],
  [LETTER.paymentApproved]: (c) => [
    say('Đề nghị thanh toán được duyệt chi.', 'The payment is approved.'),
    paymentRows(c),
    arithmetic(c),
    rows(['Số tiền phải hoàn trả', 'Money to be paid back', dong(positive(dongOf(c.facts, 'recoverable')))]),
  ],
  [LETTER.paid]: (c) => [
    say('Khoản tiền dưới đây đã được chi trả.', 'The amount below has been paid.'),
    paymentRows(c),
    rows(
      ['Ngày chi trả', 'Paid on', onDay(textOf(c.facts, 'paidOn'))],
      ['Chứng từ Kho bạc', 'Treasury reference', words(textOf(c.facts, 'treasuryReference'))],
    ),
    arithmetic(c),
  ],
  // To the enterprise, where whoever was hired is the payee.
  [LETTER.contractorPaid]: (c) => [
    say(
      `Kinh phí hỗ trợ của hồ sơ đã được chi trả cho ${provider(c).vi}.`,
      `Support for your application has been paid to the ${provider(c).en}.`,
    ),
    paymentRows(c),
    rows(
      [capital(provider(c)).vi, capital(provider(c)).en, words(c.consultant?.name ?? null)],
      ['Ngày chi trả', 'Paid on', onDay(textOf(c.facts, 'paidOn'))],
    ),
  ],
  [LETTER.paymentRefused]: (c) => [
    say(
      'Kho bạc Nhà nước từ chối thanh toán; đề nghị được kiểm tra lại.',
      'The State Treasury has refused the payment; the request is verified again.',
    ),
    rows(['Đề nghị', 'Request', payment(c)]),
    reasonRow(c),
  ],
  [LETTER.recoveryDemanded]: (c) => [
    say('Đề nghị quý đơn vị hoàn trả khoản kinh phí sau.', 'Please pay back the amount below.'),
    rows(
      ['Số tiền phải hoàn trả', 'Money to be paid back', dong(dongOf(c.facts, 'recoverable'))],
      ['Hạn hoàn trả', 'To be paid back by', onDay(c.opened[0]?.dueAt)],
    ),
    reasonRow(c),
  ],
  [LETTER.recovered]: (c) => [
    say('Cơ quan đã nhận được khoản hoàn trả.', 'The money paid back has been received.'),
    rows(
      ['Số tiền', 'Amount', dong(dongOf(c.facts, 'amount'))],
      ['Ngày nhận', 'Received on', onDay(textOf(c.facts, 'receivedOn'))],
      ['Chứng từ', 'Reference', words(textOf(c.facts, 'reference'))],
      ['Còn phải hoàn trả', 'Still to be paid back', dong(positive(dongOf(c.facts, 'left')))],
      ['Hạn hoàn trả', 'To be paid back by', dueOn(c) ?? onDay(c.opened[0]?.dueAt)],
    ),
  ],
  [LETTER.handedOver]: (c) => [
    say(
      'Khoản phải hoàn trả được chuyển cho đơn vị khác tiếp tục thu hồi; hồ sơ kết thúc tại hệ thống này.',
      'The money still owed is handed over to be recovered elsewhere; the application closes here.',
    ),
    rows(
      ['Số tiền', 'Amount', dong(dongOf(c.facts, 'receivable'))],
      ['Đơn vị tiếp nhận', 'Handed over to', words(textOf(c.facts, 'toWhom'))],
      ['Căn cứ', 'Basis', words(textOf(c.facts, 'basis'))],
    ),
  ],
  [LETTER.settled]: (c) => [
    dongOf(c.facts, 'supportDue') === null
      ? say(
          'Hồ sơ đã kết thúc: không còn khoản nào phải chi trả hoặc hoàn trả.',
          'The application is closed: nothing is left to pay or to recover.',
        )
      : say(
          'Không có đề nghị thanh toán trong hạn; hồ sơ được quyết toán theo giá trị đã nghiệm thu.',
          'Nothing was claimed in time; the application is settled by the work that was accepted.',
        ),
    rows(
      ['Kết quả', 'Result', c.event ? wordOf('state', c.event.after as StateKey) : null],
      ['Thanh toán lần cuối', 'Final payment', dong(positive(dongOf(c.facts, 'payable')))],
      ['Mức hỗ trợ theo nghiệm thu', 'Support for the accepted work', dong(dongOf(c.facts, 'supportDue'))],
      ['Đã tạm ứng', 'Advanced', dong(dongOf(c.facts, 'advances'))],
      ['Số tiền phải hoàn trả', 'Money to be paid back', dong(positive(dongOf(c.facts, 'recoverable')))],
    ),
    reasonRow(c),
  ],
} satisfies Partial<Templates>;
