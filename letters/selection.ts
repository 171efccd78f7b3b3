/** Letters of a selection round: an invitation by nomination, and which products are recognised. */
import type { Bilingual } from '../domain/fault.ts';
import { formatPoints } from '../domain/numbers.ts';
import { LETTER } from '../domain/process.ts';
import { atInstant, both, join, list, onDay, rows, say, words } from './content.ts';
import type { Context } from './context.ts';
import { countOf, type Facts, instantOf, listOf, textOf } from './facts.ts';
import type { Templates } from './templates.ts';

/** One product with its result: points against the pass mark, first time or repeat, until when, and why. */
function productLine(entry: Facts): Bilingual {
  const points = countOf(entry, 'points');
  const needed = countOf(entry, 'needed');
  const until = onDay(textOf(entry, 'validUntil'));
  const scored =
    points === null || needed === null
      ? null
      : both(
          `đạt ${formatPoints(points, 'vi')} điểm, yêu cầu ${formatPoints(needed, 'vi')}`,
          `${formatPoints(points, 'en')} points, ${formatPoints(needed, 'en')} needed`,
        );
  const first = entry.firstTime === true;
  const result =
    entry.recognised === true
      ? both(
          `được công nhận ${first ? 'lần đầu' : 'lại'}${until ? `, đến hết ngày ${until.vi}` : ''}`,
          `recognised ${first ? 'for the first time' : 'again'}${until ? `, until ${until.en}` : ''}`,
        )
      : both('không được công nhận', 'not recognised');
  return join(
    '; ',
    [join(': ', [words(textOf(entry, 'name')), result]), scored, join(': ', reasonOf(textOf(entry, 'reason')))].filter(
      (part) => part !== null && part.vi !== '',
    ),
  );
}

const reasonOf = (reason: string | null): (Bilingual | null)[] =>
  reason === null ? [] : [both('lý do', 'reason'), words(reason)];

const results = (c: Context) => list(listOf(c.facts, 'products').map(productLine));

const roundRows = (c: Context) =>
  rows(
    ['Đợt xét chọn', 'Selection round', words(c.round?.code ?? null)],
    ['Ngày quyết định', 'Decided on', onDay(textOf(c.facts, 'on'))],
  );

export const selection = {
  [LETTER.nominated]: (c) => [
    say(
      'Quý đơn vị được giới thiệu tham gia đợt xét chọn sản phẩm dưới đây. Đây là lời mời, chưa phải là kết quả xét chọn.',
      'You are nominated for the selection round below. This is an invitation, and decides nothing.',
    ),
    rows(
      ['Đơn vị giới thiệu', 'Nominated by', words(textOf(c.facts, 'body'))],
      ['Lý do giới thiệu', 'Why', words(textOf(c.facts, 'why'))],
      ['Nhận hồ sơ đến', 'Applications are taken until', atInstant(instantOf(c.facts, 'closingAt'))],
    ),
    say(
      'Nếu muốn tham gia, quý đơn vị lập và nộp hồ sơ của mình trước thời điểm trên.',
      'To take part, prepare and submit an application of your own before then.',
    ),
  ],
  [LETTER.recognised]: (c) => [
    say('Kết quả xét chọn sản phẩm của quý đơn vị như sau:', 'Your products were selected as follows:'),
    roundRows(c),
    results(c),
    say(
      'Trong thời hạn công nhận, quý đơn vị được đề nghị hỗ trợ dành cho đơn vị có sản phẩm được công nhận.',
      'While the recognition is valid, you may apply for the support of recognised producers.',
    ),
  ],
  [LETTER.notRecognised]: (c) => [
    say(
      'Sản phẩm của quý đơn vị không được công nhận trong đợt này:',
      'Your products are not recognised in this round:',
    ),
    roundRows(c),
    results(c),
  ],
} satisfies Partial<Templates>;
