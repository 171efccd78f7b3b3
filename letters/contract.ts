/** Letters on the contract: signing, force, annexes, liquidation. */
import { LETTER } from '../domain/process.ts';
import { type Block, both, dong, join, list, onDay, rows, same, say, words } from './content.ts';
import type { Context } from './context.ts';
import { countOf, dongOf, type Facts, listOf, textOf } from './facts.ts';
import { capital, contractRows, dueRow, pricesBlock, provider, reasonRow } from './phrases.ts';
import type { Templates } from './templates.ts';

const ownPart = (c: Context): bigint | null =>
  c.parts.find((part) => part.applicationId === c.application?.id)?.price ?? null;

/** An annex: its number, what changes, and to what. */
function annexBlocks(c: Context): (Block | null)[] {
  const no = countOf(c.facts, 'annex');
  return [
    rows(
      ['Phụ lục số', 'Annex number', no === null ? null : same(String(no))],
      ['Nội dung', 'Change', words(textOf(c.facts, 'text'))],
      ['Ngày kết thúc mới', 'New end of the contract', onDay(textOf(c.facts, 'newEndOn'))],
    ),
    list(listOf(c.facts, 'experts').map(expert)),
    pricesBlock(listOf(c.facts, 'prices')),
    reasonRow(c),
  ];
}

const expert = (entry: Facts) => {
  const replaces = textOf(entry, 'replaces');
  return join(' – ', [
    words(textOf(entry, 'name')),
    words(textOf(entry, 'role')),
    replaces === null ? null : both(`thay ${replaces}`, `in place of ${replaces}`),
  ]);
};

export const contract = {
  [LETTER.contractToSign]: (c) => [
    say('Hợp đồng đã được soạn và chờ quý đơn vị ký.', 'The contract is drafted and waits for your signature.'),
    c.nextRanked
      ? say(
          'Quá hạn mà chưa ký, quyền ký hợp đồng chuyển cho nhà thầu xếp hạng tiếp theo.',
          'Unsigned past its date, the right to it passes to the next in the ranking.',
        )
      : say(
          'Quá hạn mà chưa ký, quý đơn vị không còn quyền ký hợp đồng và việc lựa chọn nhà thầu kết thúc không có kết quả.',
          'Unsigned past its date, you can sign it no more, and the tender ends without a contract.',
        ),
    contractRows(c),
    rows(['Giá hợp đồng', 'Contract price', dong(dongOf(c.facts, 'total') ?? c.contract?.total ?? null)]),
    dueRow(c),
  ],
  [LETTER.contractLapsed]: (c) => [
    say(
      'Đã quá hạn mà hợp đồng chưa được ký; hợp đồng không còn hiệu lực để ký.',
      'The contract was not signed in time and can be signed no more.',
    ),
    contractRows(c),
  ],
  [LETTER.awardLapsed]: (c) => [
    say(
      `${capital(provider(c)).vi} được lựa chọn đã không ký hợp đồng trong thời hạn. Cơ quan tiếp tục với nhà thầu xếp hạng tiếp theo; quý đơn vị không phải làm gì và sẽ được thông báo khi có kết quả.`,
      `The ${provider(c).en} who was chosen did not sign the contract in time. The agency goes on with the next in the ranking. You need not do anything, and you will hear of the result.`,
    ),
    rows(['Gói thầu', 'Package', words(textOf(c.facts, 'package'))]),
  ],
  [LETTER.contractInForce]: (c) => [
    say('Hợp đồng đã có hiệu lực; việc thực hiện bắt đầu.', 'The contract is in force; the work begins.'),
    contractRows(c),
    rows(['Giá trị phần của hồ sơ', "Value of this application's part", dong(ownPart(c))]),
  ],
  [LETTER.acknowledgementAsked]: (c) => [
    say(
      `Đã chọn được ${provider(c).vi} cho hồ sơ của quý đơn vị. Đề nghị quý đơn vị xác nhận tham gia.`,
      `The ${provider(c).en} for your application has been chosen. Please acknowledge that you take part.`,
    ),
    contractRows(c),
    rows(['Giá trị phần của hồ sơ', "Value of this application's part", dong(ownPart(c))]),
    c.item?.support?.counterpart === 'enterprise-to-consultant'
      ? say(
          `Quý đơn vị đối ứng phần chi phí ngoài mức hỗ trợ và trả trực tiếp cho ${provider(c).vi}; xác nhận này là sự đồng ý với hợp đồng. Quá hạn không xác nhận, việc xem xét hồ sơ dừng lại.`,
          `You pay what the support does not cover (counterpart funding) to the ${provider(c).en} yourself; your acknowledgement is your agreement to the contract. Without it by the date below, processing stops.`,
        )
      : say(
          'Quá hạn mà không có ý kiến, coi như quý đơn vị đã xác nhận.',
          'If nothing is heard by the date below, your acknowledgement is taken as given.',
        ),
    dueRow(c),
  ],
  [LETTER.changeProposed]: (c) => [
    say('Có đề xuất sửa đổi hợp đồng.', 'A change of the contract is proposed.'),
    contractRows(c),
    ...annexBlocks(c),
    dueRow(c),
  ],
  [LETTER.changeDecided]: (c) => [
    c.facts.approved === true
      ? say('Phụ lục hợp đồng được phê duyệt.', 'The annex to the contract is approved.')
      : c.facts.lapsed === true
        ? say(
            'Quá hạn mà không có trả lời: đề xuất sửa đổi hợp đồng không được chấp nhận.',
            'There was no answer in time: the change is not accepted.',
          )
        : say('Đề xuất sửa đổi hợp đồng không được chấp nhận.', 'The change of the contract is not accepted.'),
    contractRows(c),
    ...annexBlocks(c),
  ],
  [LETTER.liquidated]: (c) => [
    say(
      'Mọi phần của hợp đồng đã kết thúc; hợp đồng được thanh lý.',
      'Every part of the contract has closed; the contract is liquidated.',
    ),
    contractRows(c),
  ],
} satisfies Partial<Templates>;
