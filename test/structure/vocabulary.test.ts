import { ACTION, GUARD, LETTER, ROLE, STAGE, STATE, TASK } from '../../domain/process.ts';
import { parse, productFiles, walk } from '../support/source.ts';

/**
 * Where the names of the process are spelled: the table itself, the words that people read for them, and whoever acts from
 * outside over HTTP, as a user of the API does.
 */
const SPELLED_IN = [/^domain\/process[a-z-]*\.ts$/, /^catalogue\//, /^(bench|example)\//, /^commands\/example/];

/** Names of letters and guards are taken only where a hyphen makes them unmistakable. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({ GUARD, LETTER, STATE, ACTION, ROLE, TASK }).flatMap(([vocabulary, names]) =>
    Object.values(names)
      .filter((name) => name.includes('-') || !['GUARD', 'LETTER'].includes(vocabulary))
      .map((name) => [name as string, vocabulary] as const),
  ),
);
/** Half a state's key, or a stage: only where it is compared with, or given to, something called so. */
const PLACES: ReadonlySet<string> = new Set(
  Object.values(STATE).flatMap((key) => [key.split('/')[1]!, ...Object.values(STAGE)]),
);

type Hit = { file: string; word: string; place: string };

/** What a word that is also a name of the process means where it stands. */
type Meaning = { words: RegExp; place: RegExp; file?: RegExp; why: string };
const MEANS_SOMETHING_ELSE: readonly Meaning[] = [
  { words: /^object$/, place: /^compared with typeof$/, why: "JavaScript's word for a kind of value" },
  { words: /^object$/, place: /^TsConstAssertion$/, file: /^api\/openapi/, why: 'a kind of value in a JSON Schema' },
  {
    words: /^clock$/,
    place: /^((value of|compared with|type of) kind|ArrayExpression)$/,
    why: 'who acts; ROLE.clock is as what',
  },
  { words: /./, place: /^argument 1 of (fault|push)$/, why: 'the field of the body that a fault is about' },
  {
    words: /^(consultant|enterprise)$/,
    place: /^returned by an argument of consultantsNamed$/,
    why: 'the field of the body',
  },
  { words: /^open$/, place: /^argument 2 of fault$/, why: 'the code of a fault' },
  { words: /^open$/, place: /^(value of (method|open)|type)$/, why: 'a method of procurement' },
  {
    words: /^(enterprise|consultant)$/,
    place: /^value of payee$/,
    file: /^programmes\//,
    why: 'data, held to PARTY_ROLE by its type',
  },
  {
    words: /^enterprise$/,
    place: /^(type|ArrayExpression)$/,
    file: /^(programmes\/|domain\/programme)/,
    why: 'a kind of beneficiary',
  },
  {
    words: /^(enterprise|finance)$/,
    place: /^(ArrayExpression|value of en)$/,
    file: /^domain\/facts/,
    why: 'a kind of beneficiary, a kind of resource',
  },
  { words: /./, place: /^argument 2 of [a-z]+Of$/i, file: /^letters\//, why: 'a fact that a letter tells' },
  { words: /^inspect$/, place: /^value of inspect$/, why: 'how an objection is settled' },
];

const text = (node: unknown): string => {
  const { value, property, callee } = (node ?? {}) as Record<string, { value?: string } | string | undefined>;
  if (typeof value === 'string') return value;
  if (property) return text(property);
  return callee ? text(callee) : '';
};

/** How a literal is used, in words. */
function placeOf(node: { type: string }, within: readonly { type: string }[], key: string): string {
  const parent = within.at(-1) as Record<string, unknown> & { type: string };
  const above = within.at(-2) as Record<string, unknown> & { type: string };
  switch (parent.type) {
    case 'KeyValueProperty':
      return key === 'key' ? 'key' : `value of ${text(parent.key)}`;
    case 'BinaryExpression': {
      const other = (parent.left === node ? parent.right : parent.left) as { type: string; operator?: string };
      return `compared with ${other.operator ?? text(other)}`;
    }
    case 'CallExpression': {
      const at = (parent.arguments as { expression: unknown }[]).findIndex(({ expression }) => expression === node);
      return `argument ${at + 1} of ${text(parent.callee)}`;
    }
    case 'ArrowFunctionExpression':
      return above?.type === 'CallExpression' ? `returned by an argument of ${text(above.callee)}` : 'returned';
    case 'TsLiteralType': {
      if (above?.type === 'TsIndexedAccessType') return 'key of a type';
      const property = [...within].reverse().find(({ type }) => type === 'TsPropertySignature') as { key?: unknown };
      return property ? `type of ${text(property.key)}` : 'type';
    }
    default:
      return parent.type;
  }
}

function hitsIn(file: string): Hit[] {
  const hits: Hit[] = [];
  walk(parse(file), (node, within, key) => {
    if (node.type === 'TemplateElement') {
      for (const [, word] of String(node.cooked ?? '').matchAll(/'([a-z/-]+)'/g))
        if (NAMES.has(word!)) hits.push({ file, word: word!, place: 'quoted in a template' });
    }
    if (node.type !== 'StringLiteral' && node.type !== 'TemplateElement') return;
    if (within.at(-1)?.type.endsWith('Declaration') && key === 'source') return;
    const word = String(node.type === 'StringLiteral' ? node.value : node.cooked);
    const place = placeOf(node, within, key);
    const placed = PLACES.has(word) && /^(value of|compared with) (stage|state)$/.test(place);
    if (NAMES.has(word) || placed) hits.push({ file, word, place });
  });
  return hits;
}

const explained = ({ file, word, place }: Hit): boolean =>
  MEANS_SOMETHING_ELSE.some(
    (meaning) => meaning.words.test(word) && meaning.place.test(place) && (meaning.file?.test(file) ?? true),
  );

const files = productFiles().filter((file) => !SPELLED_IN.some((place) => place.test(file)));
const hits = files.flatMap(hitsIn);

describe('the names of the process', () => {
  it('are spelled in the table and the catalogue of words alone; other code says ACTION.approve', () => {
    const copies = hits.filter((hit) => !explained(hit));
    expect(
      copies.map(({ file, word, place }) => `${file}: '${word}' (${NAMES.get(word) ?? 'STAGE or STATE'}), ${place}`),
    ).toEqual([]);
  });

  it('are looked for where they might be: each exception still has a case', () => {
    const idle = MEANS_SOMETHING_ELSE.filter(
      ({ words, place, file }) =>
        !hits.some((hit) => words.test(hit.word) && place.test(hit.place) && (file?.test(hit.file) ?? true)),
    );
    expect(idle.map(({ why }) => why)).toEqual([]);
  });
});
