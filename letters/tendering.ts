/** Letters to bidders: invitation, changes, bids, and the result. */
import { wordOf } from '../catalogue/words.ts';
import type { Bilingual } from '../domain/fault.ts';
import { percentInWords, pointsInWords } from '../domain/numbers.ts';
import { LETTER } from '../domain/process.ts';
import { CONSULTANT_SCORING } from '../domain/scoring.ts';
import { atInstant, type Block, both, dong, join, list, onDay, rows, same, say, under, words } from './content.ts';
import type { Context } from './context.ts';
import { countOf, dongOf, type Facts, instantOf, listOf, textOf } from './facts.ts';
import { pricesBlock, provider, reasonRow } from './phrases.ts';
import type { Templates } from './templates.ts';

const terms = (c: Context): Facts => (c.package?.terms ?? {}) as Facts;

/** A text that the package keeps in both languages. */
const named = (facts: Facts): Bilingual => {
  const name = (facts.name ?? {}) as Facts;
  return both(textOf(name, 'vi') ?? textOf(facts, 'key') ?? '', textOf(name, 'en') ?? textOf(facts, 'key') ?? '');
};

function criteria(c: Context): Block | null {
  return list([
    ...listOf(terms(c), 'criteria').map((criterion) =>
      join(' – ', [named(criterion), percentInWords(countOf(criterion, 'weightBp') ?? 0)]),
    ),
    ...listOf(terms(c), 'examination').map(named),
  ]);
}

/** A group of criteria fails as a whole where its points are too few. */
const groupName = (subject: string): Bilingual =>
  Object.entries(CONSULTANT_SCORING.groups).find(([group]) => group === subject)?.[1].name ?? wordOf('reason', subject);

const closing = (c: Context): Bilingual | null => atInstant(instantOf(c.facts, 'closingAt') ?? c.package?.closingAt);

/** Why a bid is out: the criterion, what it reached and what it needed; or that its price was too high. */
function failure(c: Context, entry: Facts): Bilingual {
  const subject = textOf(entry, 'subject') ?? '';
  const criterion = [...listOf(terms(c), 'criteria'), ...listOf(terms(c), 'examination')].find(
    (candidate) => textOf(candidate, 'key') === subject,
  );
  const name = criterion ? named(criterion) : groupName(subject);
  const [reached, needed] = [countOf(entry, 'points'), countOf(entry, 'needed')];
  if (reached === null || needed === null) return name;
  const votes = listOf(terms(c), 'examination').length > 0;
  const shown = (value: number) => (votes ? same(String(value)) : pointsInWords(value));
  return both(
    `${name.vi}: đạt ${shown(reached).vi}, yêu cầu ${shown(needed).vi}`,
    `${name.en}: reached ${shown(reached).en}, needed ${shown(needed).en}`,
  );
}

const pointsOf = (facts: Facts, name: string): Bilingual | null => {
  const value = countOf(facts, name);
  return value === null ? null : pointsInWords(value);
};

export const tendering = {
  [LETTER.invitation]: (c) => [
    say('Mời quý đơn vị nộp hồ sơ dự thầu cho gói thầu dưới đây.', 'You are invited to bid for the package below.'),
    rows(
      ['Hình thức', 'Method', c.package?.method ? wordOf('method', c.package.method) : null],
      ['Giá gói thầu', 'Package price', dong(c.package?.ceiling ?? null)],
      ['Thời gian thực hiện', 'Period', period(c)],
      ['Đóng thầu lúc', 'Bidding closes at', closing(c)],
    ),
    rows(['Yêu cầu', 'Requirements', words(textOf(terms(c), 'requirements'))]),
    ...under('Tiêu chí đánh giá:', 'Criteria:', criteria(c)),
    ...under(
      'Chào giá riêng cho từng phần, theo mã hồ sơ:',
      'Give a price for each part, by application code:',
      list(c.parts.map((part) => join(': ', [same(part.code), dong(part.ceiling)]))),
    ),
    say(
      'Có thể thay hoặc rút hồ sơ dự thầu trước giờ đóng thầu. Không ai xem được hồ sơ dự thầu trước khi mở thầu.',
      'A bid may be replaced or withdrawn until bidding closes. Nobody reads a bid before it is opened.',
    ),
  ],
  [LETTER.clarification]: (c) => [
    say('Bên mời thầu làm rõ như sau:', 'The procuring agency clarifies:'),
    rows(
      ['Nội dung', 'Clarification', words(textOf(c.facts, 'text'))],
      ['Đóng thầu lúc', 'Bidding closes at', closing(c)],
    ),
  ],
  [LETTER.closingExtended]: (c) => [
    say('Thời điểm đóng thầu được gia hạn.', 'The closing of bids is extended.'),
    rows(['Đóng thầu lúc', 'Bidding closes at', closing(c)]),
    reasonRow(c),
  ],
  [LETTER.packageChanged]: (c) => [
    say(
      'Gói thầu thay đổi: một phần không còn trong gói thầu. Các phần còn lại:',
      'The package has changed: a part has left it. The parts that remain:',
    ),
    rows(['Phần đã rời gói thầu', 'Part that left', words(textOf(c.facts, 'application'))]),
    list(c.parts.map((part) => same(part.code))),
    rows(['Đóng thầu lúc', 'Bidding closes at', closing(c)]),
    reasonRow(c),
  ],
  [LETTER.packageCancelled]: (c) => [
    say(
      'Gói thầu đã bị hủy. Hồ sơ dự thầu không được xem xét tiếp.',
      'The package is cancelled; bids are not pursued.',
    ),
    reasonRow(c),
  ],
  [LETTER.packageFailed]: (c) => [
    say('Gói thầu không lựa chọn được nhà thầu.', 'The tender ended without a contract.'),
    reasonRow(c),
  ],
  // To the enterprise whose dossier was in the package.
  [LETTER.tenderEnded]: (c) => [
    c.facts.cancelled === true
      ? say(
          `Gói thầu của hồ sơ đã bị hủy; chưa chọn được ${provider(c).vi}.`,
          `The package that your application was in is cancelled; no ${provider(c).en} has been chosen.`,
        )
      : say(
          `Gói thầu của hồ sơ kết thúc mà không chọn được ${provider(c).vi}.`,
          `The tender that your application was in has ended; no ${provider(c).en} has been chosen.`,
        ),
    rows(['Gói thầu', 'Package', words(textOf(c.facts, 'package'))]),
    reasonRow(c),
    say(
      'Quyết định hỗ trợ vẫn giữ nguyên. Hồ sơ chờ gói thầu mới; quý đơn vị không phải làm gì và sẽ được thông báo khi có kết quả.',
      'The support decided on stands. The application awaits a new package. You need not do anything, and you will hear of the result.',
    ),
  ],
  [LETTER.bidReceived]: (c) => [
    say(
      'Đã nhận hồ sơ dự thầu của quý đơn vị; hồ sơ được giữ kín đến khi mở thầu.',
      'Your bid has been received and stays closed until the opening.',
    ),
    rows(
      ['Nhận lúc', 'Received at', atInstant(instantOf(c.facts, 'receivedAt') ?? c.event?.at)],
      ['Đóng thầu lúc', 'Bidding closes at', closing(c)],
    ),
  ],
  [LETTER.bidWithdrawn]: (c) => [
    say('Đã ghi nhận quý đơn vị rút hồ sơ dự thầu.', 'Your bid is withdrawn.'),
    rows(
      ['Rút lúc', 'Withdrawn at', atInstant(instantOf(c.facts, 'receivedAt') ?? c.event?.at)],
      ['Đóng thầu lúc', 'Bidding closes at', closing(c)],
    ),
  ],
  [LETTER.awarded]: (c) => [
    say('Quý đơn vị được lựa chọn để ký hợp đồng.', 'You have been chosen for the contract.'),
    rows(
      ['Hợp đồng số', 'Contract number', words(textOf(c.facts, 'number'))],
      ['Giá trúng thầu', 'Awarded price', dong(dongOf(c.facts, 'total') ?? c.contract?.total ?? null)],
    ),
    pricesBlock(listOf(c.facts, 'prices')),
    say('Bước tiếp theo: hoàn thiện và ký hợp đồng.', 'Next, the contract is completed and signed.'),
  ],
  [LETTER.notAwarded]: (c) => [
    say('Hồ sơ dự thầu của quý đơn vị không được lựa chọn.', 'Your bid was not successful.'),
    rows(
      ['Nhà thầu được lựa chọn', 'Winner', words(textOf(c.facts, 'winner'))],
      ['Điểm kỹ thuật của quý đơn vị', 'Your technical points', pointsOf(c.facts, 'technicalPoints')],
      ['Điểm giá', 'Price points', pointsOf(c.facts, 'pricePoints')],
      ['Điểm tổng hợp', 'Combined points', pointsOf(c.facts, 'combinedPoints')],
      ['Xếp hạng', 'Rank', countOf(c.facts, 'rank') === null ? null : same(String(countOf(c.facts, 'rank')))],
      ['Lý do', 'Reason', reasonNotAwarded(c)],
    ),
    list(listOf(c.facts, 'failures').map((entry) => failure(c, entry))),
    say(
      'Quý đơn vị có quyền kiến nghị về kết quả theo pháp luật về đấu thầu.',
      'You may petition against the result under the law on tendering.',
    ),
  ],
} satisfies Partial<Templates>;

function reasonNotAwarded(c: Context): Bilingual | null {
  const given = textOf(c.facts, 'rejectedReason');
  if (given !== null) return wordOf('reason', given);
  return wordOf('reason', listOf(c.facts, 'failures').length > 0 ? 'requirements-not-met' : 'ranked-lower');
}

function period(c: Context): Bilingual | null {
  const from = onDay(textOf(terms(c), 'startOn'));
  const to = onDay(textOf(terms(c), 'endOn'));
  return from && to ? join(' – ', [from, to]) : null;
}
