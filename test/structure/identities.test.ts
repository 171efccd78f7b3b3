import { parse, productFiles, walk } from '../support/source.ts';

type Call = { callee?: { type: string; property?: { value?: string } } };

/** What is compared by another spelling than domain/identity.ts gives it, each with why that is right. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'domain/identity.ts': 'the rule itself',
  'domain/money.ts': 'an amount is read, not a name',
  'records/documents.ts': 'the name of a file is shown, not compared',
  'programmes/faults.ts': "says that a programme's text is composed",
};

it('normalises what people type in one place', () => {
  const elsewhere = productFiles().filter((file) => {
    let normalises = false;
    walk(parse(file), (node) => {
      const { callee } = node as Call;
      if (callee?.type === 'MemberExpression' && callee.property?.value === 'normalize') normalises = true;
    });
    return normalises && !(file in OTHERWISE);
  });
  expect(elsewhere).toEqual([]);
});
