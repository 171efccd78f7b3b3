/** The conditions of support (điều kiện hỗ trợ): each judged from facts, with the reason that check, appraisal and letter all give. */
import type { Day } from './dates.ts';
import { formatDay } from './dates.ts';
import {
  FACT_WORDS,
  type FactName,
  type Facts,
  KIND_WORDS,
  RESOURCE_WORDS,
  RESOURCES,
  type ShownFact,
  shown,
} from './facts.ts';
import type { Bilingual } from './fault.ts';
import type { Condition, ConditionRule, SizeClass, Source, Text } from './programme.ts';
import { SIZE_FACTS, SIZE_SOURCE, SIZE_WORDS, sizeClassOf } from './size-class.ts';

/** `to-judge`: a person answers it, because the rule says so or a fact that it needs is not known. */
export const VERDICTS = ['met', 'not-met', 'to-judge'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a rule makes of the facts. */
type Finding = { verdict: Verdict; reason: Bilingual; used?: readonly FactName[]; missing?: readonly FactName[] };

/** One condition judged; plain JSON, kept with the dossier as it was on the day of submission. */
export type Judged = {
  condition: string;
  /** By which rule. */
  by: ConditionRule['by'];
  text: Text;
  source: Source;
  verdict: Verdict;
  reason: Bilingual;
  facts: ShownFact[];
  missing: { name: FactName; title: Bilingual }[];
};

/** What conditions are judged on. */
export type Given = {
  on: Day;
  facts: Facts;
  /** Codes of the dossiers that the support would overlap with (overlap.ts). */
  overlaps: readonly string[];
};

/** Judges one condition. The same facts always give the same words. */
export function judge(condition: Condition, given: Given): Judged {
  const { verdict, reason, used = [], missing = [] } = findingOf(condition.rule, given);
  return {
    condition: condition.code,
    by: condition.rule.by,
    text: condition.text,
    source: condition.source,
    verdict,
    reason,
    facts: shown(given.facts, used),
    missing: missing.map((name) => ({ name, title: FACT_WORDS[name] })),
  };
}

function findingOf(rule: ConditionRule, given: Given): Finding {
  switch (rule.by) {
    case 'person':
      return { verdict: 'to-judge', reason: both('cán bộ thẩm định xem xét', 'the appraiser judges it') };
    case 'beneficiary':
      return beneficiary(rule.kinds, given);
    case 'province':
      return province(rule.provinces, given);
    case 'sector':
      return sector(rule.vsic, given);
    case 'resources':
      return resources(given);
    case 'size':
      return size(rule.classes, given);
    case 'no-overlap':
      return noOverlap(given);
    case 'recognised-product':
      return recognised(given);
  }
}

function beneficiary(kinds: Extract<ConditionRule, { by: 'beneficiary' }>['kinds'], { facts }: Given): Finding {
  const kind = facts.legalKind?.value;
  if (!kind) return unknown(['legalKind']);
  const named = (language: keyof Bilingual) => kinds.map((one) => KIND_WORDS[one][language]).join(', ');
  const met = kinds.includes(kind);
  return {
    verdict: met ? 'met' : 'not-met',
    used: ['legalKind'],
    reason: both(
      `là ${KIND_WORDS[kind].vi}; đối tượng được hỗ trợ: ${named('vi')}`,
      `it is: ${KIND_WORDS[kind].en}; supported are: ${named('en')}`,
    ),
  };
}

function province(provinces: readonly string[], { facts }: Given): Finding {
  const code = facts.province?.value;
  if (!code) return unknown(['province']);
  const list = provinces.join(', ');
  return {
    verdict: provinces.includes(code) ? 'met' : 'not-met',
    used: ['province'],
    reason: both(
      `đăng ký tại tỉnh, thành phố mã ${code}; địa bàn được hỗ trợ: ${list}`,
      `registered in the province of code ${code}; supported are: ${list}`,
    ),
  };
}

/** Registration uses the 4-digit level, so that a longer code is registered by its first four digits, and a division covers its classes. */
const covers = (registered: string, line: string): boolean =>
  line.slice(0, 4).startsWith(registered.slice(0, 4)) || registered.startsWith(line);

function sector(vsic: readonly string[], { facts }: Given): Finding {
  const registered = facts.vsic?.value;
  const lines = facts.businessLines?.value;
  const fits = (code: string) => vsic.length === 0 || vsic.some((prefix) => code.startsWith(prefix));
  const wanted = vsic.join(', ');
  const outside = lines?.filter((line) => !fits(line)) ?? [];
  if (outside.length > 0)
    return {
      verdict: 'not-met',
      used: ['businessLines'],
      reason: both(
        `ngành đề nghị hỗ trợ ${outside.join(', ')} không thuộc ngành được hỗ trợ: ${wanted}`,
        `the support is for ${outside.join(', ')}, which is not among the sectors supported: ${wanted}`,
      ),
    };
  if (!registered) return unknown(lines ? ['vsic'] : ['vsic', 'businessLines']);
  const held = registered.join(', ');
  if (!registered.some((code) => fits(code) || vsic.some((prefix) => prefix.startsWith(code))))
    return {
      verdict: 'not-met',
      used: ['vsic'],
      reason: both(
        `ngành đã đăng ký ${held} không thuộc ngành được hỗ trợ: ${wanted}`,
        `registered for ${held}, none of the sectors supported: ${wanted}`,
      ),
    };
  if (!lines) return { ...unknown(['businessLines']), used: ['vsic'] };
  const unregistered = lines.filter((line) => !registered.some((code) => covers(code, line)));
  if (unregistered.length > 0)
    return {
      verdict: 'not-met',
      used: ['vsic', 'businessLines'],
      reason: both(
        `ngành đề nghị hỗ trợ ${unregistered.join(', ')} chưa đăng ký; đã đăng ký: ${held}`,
        `the support is for ${unregistered.join(', ')}, which is not registered; registered are: ${held}`,
      ),
    };
  return {
    verdict: 'met',
    used: ['vsic', 'businessLines'],
    reason: both(
      `ngành đề nghị hỗ trợ ${lines.join(', ')} thuộc ngành đã đăng ký`,
      `the support is for ${lines.join(', ')}, which is registered`,
    ),
  };
}

/** What is declared not to be there is not met; whether what is there suffices, a person judges. */
function resources({ facts }: Given): Finding {
  const said = facts.resources?.value;
  if (!said) return unknown(['resources']);
  const lacking = RESOURCES.filter((name) => said[name] === false);
  const silent = RESOURCES.filter((name) => said[name] === undefined);
  const list = (names: typeof lacking, language: keyof Bilingual) =>
    names.map((name) => RESOURCE_WORDS[name][language]).join(', ');
  if (lacking.length > 0)
    return {
      verdict: 'not-met',
      used: ['resources'],
      reason: both(`chưa có: ${list(lacking, 'vi')}`, `not there: ${list(lacking, 'en')}`),
    };
  if (silent.length > 0)
    return {
      verdict: 'to-judge',
      used: ['resources'],
      missing: ['resources'],
      reason: both(`chưa khai: ${list(silent, 'vi')}`, `not declared: ${list(silent, 'en')}`),
    };
  return {
    verdict: 'to-judge',
    used: ['resources'],
    reason: both(
      'đã khai đủ nguồn lực; cán bộ thẩm định xem xét mức đáp ứng',
      'all are declared; the appraiser judges whether they suffice',
    ),
  };
}

function size(classes: readonly SizeClass[], { facts }: Given): Finding {
  const sized = sizeClassOf(facts);
  const used = SIZE_FACTS;
  if (sized.class === null) return { ...unknown(sized.missing), used };
  const named = (language: keyof Bilingual) => classes.map((one) => SIZE_WORDS[one][language]).join(', ');
  return {
    verdict: classes.includes(sized.class) ? 'met' : 'not-met',
    used,
    reason: both(
      `${sized.reason.vi} (${SIZE_SOURCE.document}); quy mô được hỗ trợ: ${named('vi')}`,
      `${sized.reason.en} (${SIZE_SOURCE.document}); size classes supported: ${named('en')}`,
    ),
  };
}

function noOverlap({ overlaps }: Given): Finding {
  const codes = overlaps.join(', ');
  return overlaps.length === 0
    ? {
        verdict: 'met',
        reason: both(
          'không có hồ sơ cùng nội dung của cùng mã số thuế',
          'no dossier of the same tax code has the same content',
        ),
      }
    : {
        verdict: 'not-met',
        reason: both(
          `cùng mã số thuế đã có hồ sơ cùng nội dung: ${codes}`,
          `the same tax code has dossiers of the same content: ${codes}`,
        ),
      };
}

function recognised({ facts, on }: Given): Finding {
  const until = facts.recognisedUntil?.value;
  if (!until) return unknown(['recognisedUntil']);
  const day = formatDay(until);
  return {
    verdict: on <= until ? 'met' : 'not-met',
    used: ['recognisedUntil'],
    reason: both(`công nhận sản phẩm có giá trị đến ${day}`, `the recognition of its product is valid until ${day}`),
  };
}

const both = (vi: string, en: string): Bilingual => ({ vi, en });

function unknown(missing: readonly FactName[]): Finding {
  const named = (language: keyof Bilingual) => missing.map((name) => FACT_WORDS[name][language]).join(', ');
  const reason = both(`chưa có thông tin: ${named('vi')}`, `not known: ${named('en')}`);
  return { verdict: 'to-judge', reason, missing };
}

/** A judgement of then, with the overlap of now: other dossiers may have ended since, or been opened again. */
export function withOverlaps(judged: Judged, given: Given): Judged {
  const { condition: code, by, text, source } = judged;
  return by === 'no-overlap' ? judge({ code, text, source, rule: { by } }, given) : judged;
}
