import { type ClaimLine, claimedBase, claimFaults, verify } from '../../domain/claim.ts';

const invoice = { sellerTaxCode: '0100047516', symbol: '1C26TAA', number: '00000123', date: '2026-05-04' };
const line = (changed: Partial<ClaimLine> = {}): ClaimLine => ({
  description: 'Đào tạo 5S, đợt 1',
  net: 10_000_000n,
  vatRateBp: 800,
  vat: 800_000n,
  gross: 10_800_000n,
  invoice,
  ...changed,
});
const codes = (...lines: ClaimLine[]) => claimFaults(lines).map(({ path, code }) => [path, code]);

describe('a claim', () => {
  it('is sound when its amounts and invoices are', () => {
    expect(codes(line())).toEqual([]);
    expect(codes(line({ vatRateBp: 0, vat: 0n, gross: 10_000_000n }))).toEqual([]);
  });

  it('has at least one line', () => {
    expect(codes()).toEqual([['lines', 'claim-empty']]);
  });

  it.each<[string, Partial<ClaimLine>, string[][]]>([
    ['net and VAT do not make gross', { gross: 10_800_001n }, [['lines.0.gross', 'gross-differs']]],
    ['net is nothing', { net: 0n, vat: 0n, gross: 0n }, [['lines.0.net', 'not-positive']]],
    ['VAT is negative', { vatRateBp: 0, vat: -1n, gross: 9_999_999n }, [['lines.0.vat', 'negative']]],
    ['the rate is above all', { vatRateBp: 10_001 }, [['lines.0.vatRateBp', 'vat-rate']]],
    ['the rate is no whole basis point', { vatRateBp: 0.8 }, [['lines.0.vatRateBp', 'vat-rate']]],
    ['nothing is said of the work', { description: '  ' }, [['lines.0.description', 'description-missing']]],
    [
      'the invoice is incomplete',
      { invoice: { sellerTaxCode: '0100047517', symbol: '', number: ' ', date: '2026-02-30' } },
      [
        ['lines.0.invoice.sellerTaxCode', 'tax-code-check-digit'],
        ['lines.0.invoice.symbol', 'invoice-symbol'],
        ['lines.0.invoice.number', 'invoice-number'],
        ['lines.0.invoice.date', 'invoice-date'],
      ],
    ],
  ])('is told, with the place, that %s', (_, changed, faults) => {
    expect(codes(line(changed))).toEqual(faults);
  });

  it.each([
    [1_000_006n, 80_000n, true],
    [1_000_006n, 80_001n, true],
    [1_000_006n, 79_999n, false],
    [1_000_006n, 80_002n, false],
    [1_000_000n, 80_001n, true],
    [1_000_000n, 79_999n, true],
    [1_000_000n, 80_002n, false],
  ])('with 8 %% on %i may carry VAT of %i: %s, for a seller rounds by at most one đồng', (net, vat, right) => {
    expect(codes(line({ net, vat, gross: net + vat }))).toEqual(right ? [] : [['lines.0.vat', 'vat-differs']]);
  });

  it('may spread an invoice over several lines, but not claim the same work of it twice', () => {
    expect(codes(line(), line({ description: 'Đào tạo 5S, đợt 2' }))).toEqual([]);
    const disguised = { ...invoice, sellerTaxCode: '01 0004 7516', symbol: '1c26taa', number: '123' };
    expect(codes(line(), line({ description: ' đào tạo 5s,  ĐỢT 1 ', invoice: disguised }))).toEqual([
      ['lines.1', 'line-twice'],
    ]);
    expect(codes(line(), line({ invoice: { ...invoice, number: '124' } }))).toEqual([]);
  });

  it('gives an invoice one day', () => {
    const otherDay = line({ description: 'Đào tạo 5S, đợt 2', invoice: { ...invoice, date: '2026-05-05' } });
    expect(codes(line(), otherDay)).toEqual([['lines.1.invoice.date', 'invoice-dates-differ']]);
  });
});

describe('the verification', () => {
  const lines = [line(), line({ net: 3n, vatRateBp: 1000, vat: 1n, gross: 4n })];

  it('accepts whole lines with their VAT to the đồng, in the base of the programme', () => {
    expect(verify(lines, [{ accepted: 10_000_000n }, { accepted: 3n }], 'net', 10_000_003n)).toEqual({
      verification: { acceptedBase: 10_000_003n, acceptedGross: 10_800_004n, notAccepted: 0n },
      faults: [],
    });
    expect(verify(lines, [{ accepted: 10_800_000n }, { accepted: 4n }], 'gross', 10_800_004n)).toEqual({
      verification: { acceptedBase: 10_800_004n, acceptedGross: 10_800_004n, notAccepted: 0n },
      faults: [],
    });
    expect([claimedBase(lines[0]!, 'net'), claimedBase(lines[0]!, 'gross')]).toEqual([10_000_000n, 10_800_000n]);
  });

  it('accepts a part or nothing of a line with a reason, and its share of the VAT rounded down', () => {
    const verdicts = [
      { accepted: 5_000_001n, reason: 'vượt định mức' },
      { accepted: 0n, reason: 'ngoài hợp đồng' },
    ];
    expect(verify(lines, verdicts, 'net', 20_000_000n).verification).toEqual({
      acceptedBase: 5_000_001n,
      acceptedGross: 5_400_001n,
      notAccepted: 5_000_002n,
    });
  });

  it.each([
    [[{ accepted: 10_000_000n }], [['verdicts', 'verdicts-missing']]],
    [
      [{ accepted: 10_000_001n }, { accepted: -1n }],
      [
        ['verdicts.0.accepted', 'accepted-range'],
        ['verdicts.1.accepted', 'accepted-range'],
      ],
    ],
    [[{ accepted: 9_999_999n }, { accepted: 3n }], [['verdicts.0.reason', 'reason-missing']]],
    [[{ accepted: 9_999_999n, reason: ' ' }, { accepted: 3n }], [['verdicts.0.reason', 'reason-missing']]],
  ])('of %p is refused: %p', (verdicts, faults) => {
    const result = verify(lines, verdicts, 'net', 20_000_000n);
    expect(result.verification).toBeNull();
    expect(result.faults.map(({ path, code }) => [path, code])).toEqual(faults);
  });

  it('never goes a đồng above what inspection accepted', () => {
    const verdicts = [{ accepted: 10_000_000n }, { accepted: 3n }];
    expect(verify(lines, verdicts, 'net', 10_000_002n).faults.map(({ code }) => code)).toEqual(['above-inspection']);
  });
});
