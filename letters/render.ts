/** Renders a letter of the outbox: the facts kept with it at commit, and what the database says of its subject. */
import { CALENDAR_LETTERS } from '../domain/calendar-letters.ts';
import { legalDay, writtenDay } from '../domain/dates.ts';
import { LETTER, type LetterName, SUBJECT } from '../domain/process.ts';
import type { Letter } from '../prisma/generated/client.ts';
import { type Block, both, type MaybeBlock, rows, same, words } from './content.ts';
import { type Context, loadContext } from './context.ts';
import { type Facts, textOf } from './facts.ts';
import { asHtml, asText } from './layout.ts';
import { mayMove } from './phrases.ts';
import type { Reads } from './reads.ts';
import { TEMPLATES } from './templates.ts';
import { titleOf } from './titles.ts';

/** A letter ready to be sent: Vietnamese and English in one. `email` is null where the addressee has none. */
export type RenderedLetter = { email: string | null; title: string; text: string; html: string };

/** Letters that say how to complain: the agency's own words (process.md: a refusal, decline or stop). */
const COMPLAINABLE: ReadonlySet<string> = new Set([
  LETTER.declined,
  LETTER.refused,
  LETTER.stopped,
  LETTER.notRecognised,
]);

/**
 * @param reads those of all letters that are written at the same time, so that they are read for together
 * @param letter a row of the outbox
 * @param publicUrl where the application is reached, without a trailing slash; the letter's one link begins with it
 * @throws RangeError where the letter's name, subject or addressee is not known
 */
export async function renderLetter(
  reads: Reads,
  letter: Letter,
  { publicUrl }: { publicUrl: string },
): Promise<RenderedLetter> {
  return compose(await loadContext(reads, letter), publicUrl);
}

/** The letter of a context that was loaded. */
export function compose(c: Context, publicUrl: string): RenderedLetter {
  const { letter, agency, recipient } = c;
  const template = TEMPLATES[letter.name as LetterName];
  if (!template) throw new RangeError(`There is no letter "${letter.name}".`);
  const body = template(c);
  const title = titleOf(letter.name as LetterName, c.programme.listedProcedure);
  const example = letter.example || agency.example;
  const greeted = recipient.person ? both(`Ông/Bà ${recipient.name}`, recipient.name) : same(recipient.name);
  const sheet = {
    letterhead: both(agency.nameVi, agency.nameEn),
    banner: example
      ? both('VÍ DỤ – hồ sơ minh họa, không có giá trị pháp lý', 'VÍ DỤ – an example, without legal effect')
      : c.assumed &&
        both(
          `${c.assumed.name.vi} – chưa có văn bản nào ban hành kế hoạch này`,
          `${c.assumed.name.en} – no document has issued this plan`,
        ),
    date: dated(letter.createdAt),
    title,
    salutation: both(`Kính gửi: ${greeted.vi}`, `To: ${greeted.en}`),
    blocks: [reference(c), ...body, ...mayMove(c, body), instrument(c), legalBasis(c), complaint(c)].filter(isBlock),
    link: { label: both('Xem tại', 'See'), url: linkOf(letter, publicUrl) },
    signature: both(agency.nameVi, agency.nameEn),
    footer: both(
      `Thư này do hệ thống gửi tự động. Liên hệ: ${agency.email}.`,
      `This letter was sent by the system. Contact: ${agency.email}.`,
    ),
  };
  return {
    email: recipient.email,
    title: `${example ? '[VÍ DỤ] ' : ''}${title.vi} · ${title.en} · ${letter.code}`,
    text: asText(sheet),
    html: asHtml(sheet),
  };
}

const isBlock = (block: MaybeBlock): block is Block => Boolean(block);

function dated(instant: Date) {
  const { vi, en } = writtenDay(legalDay(instant));
  return both(vi.charAt(0).toUpperCase() + vi.slice(1), en);
}

/** What the letter is about. */
function reference(c: Context): Block | null {
  const { subject, code } = c.letter;
  if (subject === SUBJECT.round)
    return rows(
      ['Mã đợt xét chọn', 'Selection round', same(code)],
      ['Tên đợt xét chọn', 'Title', words(c.round?.title ?? null)],
      ['Nội dung', 'Item', c.item?.name ?? null],
      ['Chương trình', 'Programme', c.programme.name],
    );
  if (subject === CALENDAR_LETTERS) return rows(['Lịch làm việc năm', 'Calendar of the year', same(code)]);
  const about = subject === SUBJECT.application;
  return rows(
    [about ? 'Mã hồ sơ' : 'Mã gói thầu', about ? 'Application' : 'Package', same(code)],
    ['Tổ chức đề nghị', 'Applicant', about ? words(c.enterprise?.name ?? null) : null],
    ['Nội dung hỗ trợ', 'Support item', about ? (c.item?.name ?? null) : null],
    ['Tên gói thầu', 'Title', about ? null : words(c.package?.title ?? null)],
    ['Chương trình', 'Programme', c.programme.name],
    ['Thực hiện theo', 'Under', c.assumed?.name],
  );
}

/** The instrument that people issued and the system recorded; without a number it is not issued yet. */
function instrument(c: Context): Block | null {
  const kept = (c.event?.instrument ?? {}) as Facts;
  const signatory = textOf(kept, 'signatory');
  if (signatory === null) return null;
  const number = textOf(kept, 'number');
  const date = textOf(kept, 'date');
  const written = date === null ? null : writtenDay(date);
  return rows(
    [
      'Văn bản',
      'Instrument',
      number === null
        ? both('dự thảo – chưa ban hành', 'draft – not yet issued')
        : both(`Số ${number}${written ? `, ${written.vi}` : ''}`, `No. ${number}${written ? `, ${written.en}` : ''}`),
    ],
    ['Người ký', 'Signatory', same([signatory, textOf(kept, 'capacity')].filter(Boolean).join(', '))],
    ['Thay mặt', 'On behalf of', words(textOf(kept, 'onBehalfOf'))],
  );
}

const legalBasis = (c: Context): Block | null =>
  rows(['Căn cứ pháp lý', 'Legal basis', words(textOf(c.facts, 'legalBasis') ?? c.event?.legalBasis ?? null)]);

const complaint = (c: Context): Block | null =>
  COMPLAINABLE.has(c.letter.name)
    ? { kind: 'paragraph', text: both(c.agency.complaintVi, c.agency.complaintEn) }
    : null;

/** The public tracker of an application; a package's, round's or calendar's own page, for those who may see it. */
const linkOf = ({ subject, code }: Letter, publicUrl: string): string => {
  if (subject === SUBJECT.application) return `${publicUrl}/api/track/${code}`;
  if (subject === CALENDAR_LETTERS) return `${publicUrl}/api/admin/calendars/${code}`;
  return `${publicUrl}/api/${subject === SUBJECT.round ? 'rounds' : 'packages'}/${code}`;
};
