import { parse, productFiles, walk } from '../support/source.ts';

type Node = {
  type: string;
  callee?: { type: string; value?: string; property?: { value?: string }; object?: { value?: string } };
  operator?: string;
};

/** Where numbers become text for readers: domain/numbers.ts, and money in domain/money.ts. */
const FORMATTERS = ['domain/numbers.ts', 'domain/money.ts'];
/** What is measured or shown to operators, in English alone. */
const ELSEWHERE = /^(bench|commands|embedded|worker)\//;

it('writes numbers that people read in one place: no other file has decimals of its own', () => {
  const found: string[] = [];
  for (const file of productFiles().filter((one) => !FORMATTERS.includes(one) && !ELSEWHERE.test(one))) {
    walk(parse(file), (node, within) => {
      const { type, callee, operator } = node as Node;
      const called =
        type === 'CallExpression' && callee?.type === 'MemberExpression' ? callee.property?.value : undefined;
      if (called === 'toFixed' || called === 'toLocaleString' || called === 'toPrecision')
        found.push(`${file}: ${called}`);
      const made = (node as { callee?: { object?: { value?: string } } }).callee?.object?.value;
      if (type === 'NewExpression' && made === 'Intl') found.push(`${file}: Intl`);
      // A quotient inside a text is a number that nobody has formatted.
      if (type === 'BinaryExpression' && operator === '/' && within.at(-1)?.type === 'TemplateLiteral')
        found.push(`${file}: a quotient in a text`);
    });
  }
  expect(found).toEqual([]);
});
