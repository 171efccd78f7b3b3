import fc from 'fast-check';
import { productKeyOf, referenceKey } from '../../domain/identity.ts';
import { type Invoice, invoiceFaults, invoiceIdentity, invoiceKey, parseSymbol } from '../../domain/invoice.ts';
import { normaliseTaxCode, taxCodeFault } from '../../domain/tax-code.ts';
import { SPELLINGS, spellings } from '../support/spellings.ts';

const invoice: Invoice = { sellerTaxCode: '0100047516', symbol: '1C26TTH', number: '15', date: '2026-05-04' };
const keyOf = (given: Partial<Invoice>) => invoiceKey(invoiceIdentity({ ...invoice, ...given })!);
const faultsOf = (given: Partial<Invoice>) =>
  invoiceFaults({ ...invoice, ...given }, 'invoice').map(({ path, code }) => [path, code]);

describe('an invoice', () => {
  it.each([
    ['C26TTH', { form: null, mark: 'C', year: 26, kind: 'T', series: 'TH' }],
    ['1C26TTH', { form: '1', mark: 'C', year: 26, kind: 'T', series: 'TH' }],
    ['2k09dyy', { form: '2', mark: 'K', year: 9, kind: 'D', series: 'YY' }],
  ])('has the symbol %s by its parts', (symbol, parts) => {
    expect(parseSymbol(symbol)).toEqual(parts);
  });

  it.each([
    { symbol: 'C26TTH' },
    { symbol: ' 1c26 tth ' },
    { symbol: '1\u0421\u200b26\u0422TH' },
    { symbol: '１Ｃ２６ＴＴＨ' },
    { number: '00000015' },
    { number: ' 0 0 15' },
    { number: '１５' },
    { number: '1\u200b5' },
    { sellerTaxCode: '0100047516-001' },
    { sellerTaxCode: '０１０００４７５１６' },
    { sellerTaxCode: '01 0004.7516' },
  ])('is the same with %j', (given) => {
    expect(faultsOf(given)).toEqual([]);
    expect(keyOf(given)).toBe('0100047516/C26TTH/15');
  });

  it.each<[Partial<Invoice>, string[]]>([
    [{ number: '15.' }, ['invoice.number', 'invoice-number']],
    [{ number: 'No15' }, ['invoice.number', 'invoice-number']],
    [{ number: '123456789' }, ['invoice.number', 'invoice-number']],
    [{ number: '0' }, ['invoice.number', 'invoice-number']],
    [{ number: '٣' }, ['invoice.number', 'invoice-number']],
    [{ symbol: '1C26TT' }, ['invoice.symbol', 'invoice-symbol']],
    [{ symbol: '1C2026TTH' }, ['invoice.symbol', 'invoice-symbol']],
    [{ symbol: '1A26TTH' }, ['invoice.symbol', 'invoice-symbol']],
    [{ symbol: '1C26T.TH' }, ['invoice.symbol', 'invoice-symbol']],
    [{ symbol: '1C26TĐH' }, ['invoice.symbol', 'invoice-symbol']],
    [{ symbol: '01GTKT0/001' }, ['invoice.symbol', 'invoice-symbol']],
    [{ sellerTaxCode: '0100047517' }, ['invoice.sellerTaxCode', 'tax-code-check-digit']],
  ])('that cannot be read is refused by field: %j', (given, fault) => {
    expect(faultsOf(given)).toEqual([fault]);
    if (!('date' in given)) expect(invoiceIdentity({ ...invoice, ...given })).toBeNull();
  });

  it('says what is expected', () => {
    const [symbol, number] = invoiceFaults({ ...invoice, symbol: '?', number: '15.' }, 'invoice');
    expect(symbol!.message.vi).toContain('1C26TTH');
    expect(number!.message.vi).toContain('8 chữ số');
  });

  it.each([
    { number: '16' },
    { symbol: '1K26TTH' },
    { symbol: '1C25TTH' },
    { symbol: '1C26DTH' },
    { symbol: '1C26TTK' },
  ])('is another one with %j', (given) => expect(keyOf(given)).not.toBe(keyOf({})));

  it('is known by no more and no less than its parts, however each is spelt', () => {
    const part = fc.record({
      mark: fc.constantFrom('C', 'K'),
      year: fc.integer({ min: 22, max: 30 }),
      letters: fc.string({ unit: fc.constantFrom(...'TDYH'), minLength: 3, maxLength: 3 }),
      serial: fc.integer({ min: 1, max: 99_999_999 }),
    });
    fc.assert(
      fc.property(part, part, fc.nat(), fc.nat(), (one, other, at, there) => {
        const typedAs = ({ mark, year, letters, serial }: typeof one, spelling: number) => ({
          symbol: spellings(`${mark}${year}${letters}`)[spelling % 5]!,
          number: String(serial).padStart(spelling % 2 ? 8 : 1, '0'),
        });
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(keyOf(typedAs(one, at)) === keyOf(typedAs(other, there))).toBe(same);
      }),
    );
  });
});

describe('a tax code', () => {
  it.each(spellings('0100047516-001'))('is the same as "%s"', (spelt) => {
    expect(taxCodeFault(spelt)).toBeNull();
    expect(normaliseTaxCode(spelt)).toBe('0100047516-001');
  });
});

describe('a reference', () => {
  const kinds = ['12/2026/HĐ-TV', '05/QĐ-SKHCN', 'KB-2026-0513'];
  it.each(kinds.flatMap((kind) => spellings(kind).map((spelt) => [kind, spelt])))(
    '%s is the same as "%s"',
    (kind, spelt) => {
      expect(referenceKey(spelt)).toBe(referenceKey(kind));
    },
  );

  it.each([
    ['Số: 12/HĐ', '12/HĐ'],
    ['№ 12/HĐ', '12/HĐ'],
    ['012/HĐ', '12/HĐ'],
    ['12/HD', '12/HĐ'],
    ['12–HĐ', '12-HĐ'],
  ])('%s is %s', (one, other) => {
    expect(referenceKey(one)).toBe(referenceKey(other));
  });

  it.each([
    ['12/HĐ', '12/QĐ'],
    ['12/HĐ', '120/HĐ'],
    ['1.2/HĐ', '12/HĐ'],
    ['HĐ 1/2', 'HĐ 12'],
    ['KB-10', 'KB-1'],
  ])('%s is not %s', (one, other) => {
    expect(referenceKey(one)).not.toBe(referenceKey(other));
  });
});

describe('a product', () => {
  it.each(spellings('Máy bơm CT-5'))('is the same as "%s"', (spelt) => {
    expect(productKeyOf(spelt)).toBe(productKeyOf('Máy bơm CT-5'));
  });

  it('is another with other letters, marks or words', () => {
    const all = ['Máy bơm', 'May bom', 'Máybơm', 'Màng lọc 5 µm', 'Màng lọc 5 mm', 'Đèn LED', 'Den LED'].map(
      productKeyOf,
    );
    expect(new Set(all).size).toBe(all.length);
  });
});

test('the spellings that these are tried in are all there', () => {
  expect(SPELLINGS).toEqual(['zero-width', 'full-width', 'look-alikes', 'decomposed', 'case', 'blanks', 'points']);
});
