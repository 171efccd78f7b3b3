import { z } from 'zod';
import { ROUTES } from '../../api/routes.ts';
import { process } from '../../domain/process.ts';
import { bodySchema } from '../../records/handlers.ts';
import { MOST_DONG, MOST_FIGURE } from '../../records/shapes.ts';

/** What every field of every input must refuse, so that neither code nor database ever meets it. */

type Checked = { _zod: { def: Record<string, unknown> & { type: string } } } & z.ZodType;
type Found = { place: string; lets: string };

const LONG = 25_001;
const TEXTS: Record<string, string> = {
  'text without end': 'a'.repeat(LONG),
  'digits without end': '1'.repeat(LONG),
  NUL: 'abcdefgh\0ijklm',
  'half of a character': 'abcdefgh\ud800ijklm',
};
const DAYS: Record<string, string> = {
  'the year 0': '0000-01-01',
  'the year 9999': '9999-12-31',
  'a day before 1990': '1989-12-31',
  'a day after 2100': '2101-01-02',
};
const NUMBERS: Record<string, number> = {
  '2^53': 2 ** 53,
  '2^53-1': Number.MAX_SAFE_INTEGER,
  '-2^53': -(2 ** 53),
  '1e300': 1e300,
};
const COLUMN: Record<string, number> = { '2^31': 2 ** 31, '-2^31-1': -(2 ** 31) - 1 };

const lets = (schema: z.ZodType, given: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(given)
    .filter(([, value]) => schema.safeParse(value).success)
    .map(([name]) => name);

/** Money is bounded by its own top, a hundred times that where no sum is made of it; every other integer by what a column holds. */
const isMoney = (schema: z.ZodType): boolean =>
  [MOST_DONG, MOST_FIGURE].some((most) => schema.safeParse(most).success && !schema.safeParse(most + 1).success);

/** Two thousand amounts or fewer are added up, and their sum stays exact. */
const MOST_SUMMED = Math.floor(Number.MAX_SAFE_INTEGER / MOST_DONG);

function leaf(schema: Checked): string[] {
  const { type, format } = schema._zod.def;
  if (type === 'string') {
    if (format === 'date') return lets(schema, DAYS);
    if (format === 'datetime')
      return lets(schema, Object.fromEntries(Object.entries(DAYS).map(([name, on]) => [name, `${on}T00:00:00Z`])));
    return lets(schema, TEXTS);
  }
  if (type === 'number') {
    const whole = schema.safeParse(1.5).error?.issues.some((issue) => issue.code === 'invalid_type');
    return isMoney(schema) ? [] : lets(schema, whole ? { ...NUMBERS, ...COLUMN } : NUMBERS);
  }
  return ['enum', 'literal', 'boolean', 'null', 'undefined'].includes(type) ? [] : [`anything (${type})`];
}

function* holes(schema: Checked, place: string): Generator<Found> {
  const { def } = schema._zod;
  const inner = (one: unknown, where: string) => holes(one as Checked, where);
  switch (def.type) {
    case 'object':
      for (const [name, field] of Object.entries((schema as unknown as z.ZodObject).shape))
        yield* inner(field, `${place}.${name}`);
      return;
    case 'array': {
      const most = [MOST_SUMMED + 1, 5_001].map((count) => tooMany(schema, count));
      if (!most[1]) yield { place, lets: 'a list without end' };
      if (!most[0] && holdsMoney(def.element as Checked)) yield { place, lets: 'more amounts than a sum can hold' };
      yield* inner(def.element, `${place}[]`);
      return;
    }
    case 'record':
      yield* inner(def.keyType, `${place}{name}`);
      yield* inner(def.valueType, `${place}{}`);
      return;
    case 'union':
      for (const option of def.options as Checked[]) yield* inner(option, place);
      return;
    case 'pipe':
      // Of a conversion what comes out of it counts.
      yield* inner((def.in as Checked)._zod.def.coerce ? def.out : def.in, place);
      return;
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      yield* inner(def.innerType, place);
      return;
    default:
      for (const hole of leaf(schema)) yield { place, lets: hole };
  }
}

const tooMany = (schema: z.ZodType, count: number): boolean =>
  Boolean(schema.safeParse(Array(count).fill(0)).error?.issues.some(({ code }) => code === 'too_big'));

function holdsMoney(schema: Checked): boolean {
  const { def } = schema._zod;
  if (def.type === 'number') return isMoney(schema);
  if (def.type === 'object')
    return Object.values((schema as unknown as z.ZodObject).shape).some((field) => holdsMoney(field as Checked));
  return def.innerType ? holdsMoney(def.innerType as Checked) : false;
}

/** Every part of every request, and every body of every action, for staff and for parties. */
const inputs: readonly (readonly [string, z.ZodType])[] = [
  ...ROUTES.flatMap(({ method, path, params, query, body }) =>
    Object.entries({ params, query, body }).flatMap(([part, schema]) =>
      schema ? [[`${method} ${path} ${part}`, schema] as const] : [],
    ),
  ),
  ...process().actions.flatMap((row) =>
    [true, false].map((outside) => [`${row.subject} ${row.name}`, bodySchema(row, outside)] as const),
  ),
];

const found = (all: typeof inputs): string[] => [
  ...new Set(
    all.flatMap(([name, schema]) =>
      [...holes(schema as Checked, name)].map(({ place, lets: what }) => `${place} lets ${what} through`),
    ),
  ),
];

test('every field of every input is bounded: days, instants, numbers, money, text, lists', () => {
  expect(inputs.length).toBeGreaterThan(250);
  expect(found(inputs)).toEqual([]);
});

test('a field that forgot its bounds is found', () => {
  const forgetful = z.strictObject({
    day: z.iso.date(),
    at: z.iso.datetime().optional(),
    count: z.array(z.int().min(0)).max(3),
    note: z.string().trim().min(1),
    any: z.unknown(),
    prices: z.array(z.strictObject({ price: z.int().max(MOST_DONG) })).max(5_000),
    open: z.array(z.boolean()),
  });
  const places = [...holes(forgetful as unknown as Checked, 'it')].map(({ place }) => place);
  expect([...new Set(places)].sort()).toEqual([
    'it.any',
    'it.at',
    'it.count[]',
    'it.day',
    'it.note',
    'it.open',
    'it.prices',
  ]);
});
