/** Sentences and rows that several letters share. */
import { wordOf } from '../catalogue/words.ts';
import { formatDay, legalDay } from '../domain/dates.ts';
import type { Bilingual } from '../domain/fault.ts';
import type { TaskName } from '../domain/process.ts';
import { type Block, both, dong, join, list, type MaybeBlock, onDay, rows, same, under, words } from './content.ts';
import type { Context } from './context.ts';
import { countOf, dongOf, type Facts, factsOf, listOf, textOf } from './facts.ts';

/** The due date of what the letter asks of its addressee, or of a task named. */
export function dueOn(c: Context, name?: TaskName): Bilingual | null {
  const task = name
    ? c.opened.find((opened) => opened.name === name)
    : c.opened.find((opened) => opened.partyId === c.letter.partyId);
  return onDay(task?.dueAt);
}

export const dueRow = (c: Context, name?: TaskName): Block | null =>
  rows(['Hạn thực hiện', 'To be done by', dueOn(c, name)]);

/** A text that was kept in both languages. */
export const inBoth = (text: Facts | null): Bilingual | null =>
  text && both(textOf(text, 'vi') ?? '', textOf(text, 'en') ?? '');

/** Why a date that the letter states may still move: kept with the letter, or with the opened task whose due day stands in it. */
export function mayMove(c: Context, blocks: readonly MaybeBlock[]): Block[] {
  const stated = new Set(
    blocks.flatMap((block) => (block && block.kind === 'rows' ? block.rows.map(([, value]) => value.vi) : [])),
  );
  const opened = c.opened.filter(({ dueAt }) => stated.has(formatDay(legalDay(dueAt))));
  const kept = [
    ...listOf(c.facts, 'provisional'),
    ...opened.flatMap(({ dueBasis }) => listOf((dueBasis ?? {}) as Facts, 'reasons')),
  ];
  const reasons = new Map(kept.map((reason) => [textOf(reason, 'vi'), inBoth(reason)!]));
  return under('Thời hạn nêu trên còn có thể thay đổi:', 'The date above may still move:', list([...reasons.values()]));
}

/** What somebody wrote as the reason; a reason that the system gives has words of its own. */
export const reasonOf = (facts: Facts): Bilingual | null => {
  const reason = textOf(facts, 'reason');
  return reason === null ? null : wordOf('reason', reason);
};

export const reasonRow = (c: Context): Block | null => rows(['Lý do', 'Reason', reasonOf(c.facts)]);

/** What a kind of document is called by the programme; a kind that it does not name stands for itself. */
export function documentName(c: Context, kind: string): Bilingual {
  return c.item?.documents.find((document) => document.kind === kind)?.name ?? same(kind);
}

/** What was asked for, or why, item by item; a document named first. */
export const itemised = (c: Context, name: string): Block | null =>
  list(
    listOf(c.facts, name).map((entry) => {
      const kind = textOf(entry, 'kind');
      const text = textOf(entry, 'text');
      return join(': ', [kind === null ? null : documentName(c, kind), text === null ? null : wordOf('reason', text)]);
    }),
  );

/** A refusal's reasons: each condition in the programme's words, what the facts said and the person found, and on what it rests. */
export const conditionsNotMet = (c: Context): Block | null =>
  list(
    listOf(c.facts, 'reasons').map((entry) => {
      const rule = factsOf(entry, 'rule');
      const text = textOf(entry, 'text');
      const said = text === null ? null : wordOf('reason', text);
      const finding = factsOf(entry, 'finding');
      const judgedBy = finding && both(textOf(finding, 'vi') ?? '', textOf(finding, 'en') ?? '');
      const found = judgedBy || said ? join('; ', [judgedBy, said]) : null;
      if (!rule) return found ?? same('');
      const condition = both(textOf(rule, 'vi') ?? '', textOf(rule, 'en') ?? '');
      const basis = basisOf(factsOf(entry, 'source'));
      const judged = join(': ', [both(`${condition.vi} – không đạt`, `${condition.en} – not met`), found]);
      return join(' ', [judged, basis]);
    }),
  );

/** "(Căn cứ: …)", with what the source is where it is no law that was read. */
function basisOf(source: Facts | null): Bilingual | null {
  const document = source && textOf(source, 'document');
  if (!source || !document) return null;
  const article = textOf(source, 'article');
  const named = article ? `${document}, ${article}` : document;
  const certainty = textOf(source, 'certainty') ?? '';
  if (certainty === 'T') return both(`(Căn cứ: ${named})`, `(Basis: ${named})`);
  const word = wordOf('certainty', certainty);
  return both(`(Căn cứ: ${named}; ${word.vi})`, `(Basis: ${named}; ${word.en})`);
}

/** Lines of work: what each was contracted at, what was accepted of it, and why not all. */
export const workLines = (c: Context): Block | null =>
  list(
    listOf(c.facts, 'lines').map((entry) => {
      const accepted = dong(dongOf(entry, 'accepted')) ?? same('');
      const contracted = dong(dongOf(entry, 'contracted')) ?? same('');
      const no = countOf(entry, 'no');
      const said = textOf(entry, 'reason');
      const line = both(
        `${no}. ${textOf(entry, 'description') ?? ''}: chấp nhận ${accepted.vi} trên ${contracted.vi}`,
        `${no}. ${textOf(entry, 'description') ?? ''}: ${accepted.en} accepted of ${contracted.en}`,
      );
      return join(' – ', [line, words(said)]);
    }),
  );

/** From–to of a contract or an agreement. */
function period(engagement: { startOn: Date | null; endOn: Date | null } | null): Bilingual | null {
  const from = onDay(engagement?.startOn);
  const to = onDay(engagement?.endOn);
  return from && to ? both(`${from.vi} – ${to.vi}`, `${from.en} – ${to.en}`) : null;
}

/**
 * What whoever is hired for the work is called: by what the work is (domain/route.ts), and where a package is for several kinds of it by
 * the law's word for all.
 */
export function provider({ items }: Pick<Context, 'items'>): Bilingual {
  const kinds = new Set(
    items.map(({ route, training }) => (route === 'event' ? 'event' : training ? 'training' : 'consulting')),
  );
  const [kind] = kinds.size === 1 ? kinds : [];
  return PROVIDER[kind ?? 'any'];
}

const PROVIDER = {
  event: both('đơn vị tổ chức', 'organiser'),
  training: both('đơn vị đào tạo', 'training provider'),
  consulting: both('đơn vị tư vấn', 'consulting firm'),
  any: both('nhà thầu', 'contractor'),
};

/** At the beginning of a sentence or a row. */
export const capital = ({ vi, en }: Bilingual): Bilingual => {
  const first = (text: string) => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
  return both(first(vi), first(en));
};

/** The contract that the letter is about: number, contractor, dates. */
export const contractRows = (c: Context): Block | null =>
  rows(
    ['Hợp đồng số', 'Contract number', words(c.contract?.number ?? null)],
    [capital(provider(c)).vi, capital(provider(c)).en, words(c.consultant?.name ?? null)],
    ['Thời gian thực hiện', 'Period', period(c.contract)],
  );

/** What the work rests on: the contract with a consultant, or the agreement with the enterprise that carries it out itself. */
export const engagementRows = (c: Context): Block | null =>
  c.agreement
    ? rows(
        ['Thỏa thuận hỗ trợ số', 'Support agreement number', same(c.agreement.number)],
        ['Thời gian thực hiện', 'Period', period(c.agreement)],
      )
    : contractRows(c);

/** What that is called in a sentence. */
export const engagement = (c: Context): Bilingual =>
  c.agreement ? both('thỏa thuận hỗ trợ', 'support agreement') : both('hợp đồng', 'contract');

/** A price for each part, by application; amounts sum to the total given. */
export const pricesBlock = (given: readonly Facts[]): Block | null =>
  list(given.map((entry) => join(': ', [words(textOf(entry, 'application')), dong(dongOf(entry, 'price'))])));
