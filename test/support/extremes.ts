import fc from 'fast-check';
import type { z } from 'zod';
import { EARLIEST_DAY, LATEST_DAY, MOST_DONG, MOST_FIGURE } from '../../records/shapes.ts';

/** Content that is as bad as its shape allows, and a little worse: made from the shapes themselves. */

type Schema = z.ZodType;
type Def = Record<string, unknown> & { type: string };
const defOf = (schema: unknown): Def => (schema as { _zod: { def: Def } })._zod.def;

const DAYS = [
  ...[EARLIEST_DAY, LATEST_DAY, '2026-03-02', '2026-03-03', '2096-02-29', '1999-12-31', '2026-06-30'],
  ...['0000-01-01', '0001-01-01', '9999-12-31', '1900-01-01', '2026-02-30', ''],
];
const INSTANTS = DAYS.flatMap((day) => [`${day}T00:00:00Z`, `${day}T23:59:59.999+14:00`]);
const NUMBERS = [
  ...[0, 1, -1, 2, 3, 100, 999, 10_000, 100_000, 0.005, 1.5, -0, 40_000_000, 40_000_001],
  ...[2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, MOST_DONG, MOST_DONG + 1, MOST_FIGURE, 2 ** 53, -(2 ** 53)],
  ...[Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, Number.MIN_VALUE],
];
/** What shapes take and reckoning may not like, then what no shape takes. Text that no database keeps comes from `unstorable`. */
const TEXTS = [
  ...[
    'x',
    '0',
    'ý',
    '😀',
    '😀'.repeat(149),
    'ệ'.repeat(300),
    '\u202e',
    '\u200b',
    '\\u0000',
    '{"a":1}',
    "'; --",
    '%',
    '$1',
  ],
  ...['', ' ', '\n', '\t'.repeat(300), 'a'.repeat(4_000), 'a'.repeat(4_001), 'a'.repeat(30_000), 'null', '__proto__'],
];
export const UNSTORABLE = ['\0', 'a\0b', '\ud83d', '\ude00', `${'a'.repeat(299)}\ud83d`];

/** Any value that a field of this shape may be sent, in its bounds or not. @param bad whether text may be what no database keeps */
export function extreme(schema: Schema, bad = false): fc.Arbitrary<unknown> {
  const def = defOf(schema);
  const inner = (one: unknown) => extreme(one as Schema, bad);
  switch (def.type) {
    case 'object': {
      const shape = (schema as z.ZodObject).shape;
      return fc.record(Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, inner(field)])), {
        requiredKeys: Object.keys(shape).filter((name) => defOf(shape[name]).type !== 'optional'),
      });
    }
    case 'array':
      return fc.oneof(
        { weight: 8, arbitrary: fc.array(inner(def.element), { maxLength: 3 }) },
        { weight: 1, arbitrary: inner(def.element).map((one) => Array(50).fill(one)) },
      );
    case 'optional':
    case 'nullable':
    case 'default':
    case 'readonly':
      return fc.oneof({ weight: 4, arbitrary: inner(def.innerType) }, { weight: 1, arbitrary: fc.constant(undefined) });
    case 'pipe':
      return inner(def.in);
    case 'union':
      return fc.oneof(...(def.options as Schema[]).map(inner));
    case 'record':
      return fc.dictionary(fc.constantFrom('x', 'jobs', 'revenue', '__proto__', ''), inner(def.valueType), {
        maxKeys: 3,
      });
    default:
      return leaf(schema, def, bad);
  }
}

function leaf(schema: Schema, def: Def, bad: boolean): fc.Arbitrary<unknown> {
  if (def.type === 'enum') return fc.constantFrom(...(schema as z.ZodEnum).options, 'no-such');
  if (def.type === 'literal') return fc.constantFrom(...(def.values as unknown[]));
  if (def.type === 'boolean') return fc.boolean();
  if (def.type === 'number')
    return fc.oneof(fc.constantFrom(...NUMBERS), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  if (def.type === 'string') {
    if (def.format === 'date') return fc.constantFrom(...DAYS);
    if (def.format === 'datetime') return fc.constantFrom(...INSTANTS);
    if (def.format === 'uuid') return fc.oneof(fc.uuid(), fc.constantFrom('', '00000000-0000-0000-0000-000000000000'));
    const texts = fc.constantFrom(...TEXTS, ...(bad ? UNSTORABLE : []));
    const pattern = (schema as unknown as { _zod: { bag: { patterns?: Set<RegExp> } } })._zod.bag.patterns;
    const [first] = pattern ?? [];
    return first && !def.format ? fc.oneof(fc.stringMatching(first), texts) : texts;
  }
  return fc.jsonValue({ maxDepth: 2 });
}

/**
 * A content that is near one which was taken: most of it stays, here and there a field is extreme, missing, or said twice.
 * So it gets past the shapes, and further than content made from nothing.
 */
export function near(schema: Schema, value: unknown, bad = false): fc.Arbitrary<unknown> {
  const def = defOf(schema);
  if (['optional', 'nullable', 'default', 'readonly'].includes(def.type))
    return near(def.innerType as Schema, value, bad);
  if (value === undefined) return extreme(schema, bad);
  if (def.type === 'object' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const given = value as Record<string, unknown>;
    const shape = (schema as z.ZodObject).shape;
    const fields = Object.entries(shape).map(([name, field]) => {
      const known = given[name];
      const rare = { weight: 1, arbitrary: extreme(field as Schema, bad) };
      const none = { weight: 1, arbitrary: fc.constant(undefined) };
      return [
        name,
        known === undefined
          ? fc.oneof({ ...none, weight: 10 }, rare)
          : fc.oneof(
              { weight: 8, arbitrary: fc.constant(known) },
              { weight: 5, arbitrary: near(field as Schema, known, bad) },
              rare,
              none,
            ),
      ] as const;
    });
    return fc.record(Object.fromEntries(fields));
  }
  if (def.type === 'array' && Array.isArray(value) && value.length > 0) {
    const element = def.element as Schema;
    const each = value.length > 40 ? fc.constant(value) : fc.tuple(...value.map((one) => near(element, one, bad)));
    return fc.oneof(
      { weight: 8, arbitrary: each as fc.Arbitrary<unknown> },
      { weight: 1, arbitrary: fc.constant([...value, ...value]) },
      { weight: 1, arbitrary: fc.constant([]) },
    );
  }
  return fc.oneof({ weight: 1, arbitrary: fc.constant(value) }, { weight: 3, arbitrary: extreme(schema, bad) });
}
