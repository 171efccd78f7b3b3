import fc from 'fast-check';
import {
  balanceOf,
  type CarryOver,
  carryOverFault,
  checkInvariant,
  counterEntries,
  entriesOf,
  left,
  type Movement,
  type Posting,
  shortFault,
} from '../../domain/budget.ts';

const dossier = 'a';
const post = (movement: Movement, to: string | null = dossier): Posting => ({
  budgetLine: '2026-01',
  dossier: movement.kind === 'allotted' ? null : to,
  entries: entriesOf(movement),
});
const allEntries = (postings: readonly Posting[]) => postings.flatMap(({ entries }) => entries);
const allotted = post({ kind: 'allotted', amount: 1_000n });

describe('the life of a reservation', () => {
  it('goes from approval to settlement and leaves the line with what was not spent', () => {
    const ledger = [
      allotted,
      post({ kind: 'reserved', amount: 500n }),
      post({ kind: 'reduced', amount: 100n }),
      post({ kind: 'advanced', amount: 150n }),
      post({ kind: 'paid', amount: 200n, advanceCleared: 150n }),
      post({ kind: 'released', amount: 50n }),
    ];
    expect(checkInvariant(ledger)).toEqual([]);
    const line = balanceOf(allEntries(ledger));
    expect(line).toEqual({
      allotment: -1_000n,
      available: 650n,
      reserved: 0n,
      advanced: 0n,
      spent: 350n,
      receivable: 0n,
      recovered: 0n,
    });
    expect(left(line)).toBe(650n);
  });

  it('turns an advance above the support due into a receivable, recovered only when the money came', () => {
    const ledger = [
      allotted,
      post({ kind: 'reserved', amount: 500n }),
      post({ kind: 'advanced', amount: 300n }),
      post({ kind: 'paid', amount: 0n, advanceCleared: 120n }),
      post({ kind: 'receivable', amount: 180n, from: 'advanced' }),
      post({ kind: 'released', amount: 200n }),
    ];
    expect(balanceOf(allEntries(ledger))).toMatchObject({
      available: 700n,
      advanced: 0n,
      spent: 120n,
      receivable: 180n,
    });
    const recovered = [...ledger, post({ kind: 'recovered', amount: 180n })];
    expect(checkInvariant(recovered)).toEqual([]);
    expect(balanceOf(allEntries(recovered))).toMatchObject({ available: 700n, receivable: 0n, recovered: 180n });
  });

  it('can be undone by counter-entry alone, which leaves nothing behind', () => {
    const entries = entriesOf({ kind: 'paid', amount: 7n, advanceCleared: 3n });
    expect(balanceOf([...entries, ...counterEntries(entries)])).toEqual(balanceOf([]));
  });
});

describe('a movement', () => {
  it.each<[Movement]>([
    [{ kind: 'reserved', amount: 0n }],
    [{ kind: 'released', amount: -1n }],
    [{ kind: 'paid', amount: 0n, advanceCleared: 0n }],
    [{ kind: 'paid', amount: -1n, advanceCleared: 5n }],
    [{ kind: 'paid', amount: 5n, advanceCleared: -1n }],
    [{ kind: 'receivable', amount: 0n, from: 'spent' }],
  ])('of nothing is refused: %p', (movement) => {
    expect(() => entriesOf(movement)).toThrow(RangeError);
  });

  it('reserves the last đồng of a line and not one more', () => {
    const line = balanceOf(allotted.entries);
    const fault = (amount: bigint) =>
      shortFault(entriesOf({ kind: 'reserved', amount }), { line, dossier: balanceOf([]) });
    expect(fault(1_000n)).toBeNull();
    expect(fault(1_001n)).toEqual({
      path: 'available',
      code: 'budget-short',
      message: {
        vi: 'Cần 1.001 đ nhưng dòng ngân sách chỉ có 1.000 đ.',
        en: '1,001 VND are needed, but the budget line has only 1,000 VND.',
      },
    });
  });

  it('never pays out of another dossier’s reservation', () => {
    const others = [allotted, post({ kind: 'reserved', amount: 500n }, 'b')];
    const balance = { line: balanceOf(allEntries(others)), dossier: balanceOf([]) };
    expect(shortFault(entriesOf({ kind: 'paid', amount: 1n, advanceCleared: 0n }), balance)?.code).toBe(
      'reserved-short',
    );
    expect(
      checkInvariant([...others, post({ kind: 'released', amount: 500n })]).map(({ path, code }) => [path, code]),
    ).toEqual([['postings.2.reserved', 'reserved-short']]);
  });
});

describe('a ledger', () => {
  it('is told which posting does not balance', () => {
    const lopsided: Posting = { budgetLine: '2026-01', dossier, entries: [{ account: 'available', amount: 5n }] };
    expect(checkInvariant([allotted, lopsided]).map(({ path, code }) => [path, code])).toEqual([
      ['postings.1', 'unbalanced'],
    ]);
  });

  it('keeps lines apart', () => {
    const elsewhere = { ...post({ kind: 'reserved', amount: 10n }), budgetLine: '2027-01' };
    expect(checkInvariant([allotted, elsewhere]).map(({ code }) => code)).toEqual(['budget-short']);
  });

  const amounts = fc.bigInt(1n, 500n);
  const movements: fc.Arbitrary<Movement> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('allotted', 'reserved', 'reduced', 'advanced', 'recovered', 'released'),
      amount: amounts,
    }) as fc.Arbitrary<Movement>,
    fc.record({ kind: fc.constant('paid' as const), amount: amounts, advanceCleared: fc.bigInt(0n, 100n) }),
    fc.record({
      kind: fc.constant('receivable' as const),
      amount: amounts,
      from: fc.constantFrom('advanced' as const, 'spent' as const),
    }),
  );
  const attempts = fc.array(fc.tuple(movements, fc.constantFrom('a', 'b')), { maxLength: 40 });

  it('that refuses what is short stays sound, sums to zero, and its dossiers make up its line', () => {
    fc.assert(
      fc.property(attempts, (tried) => {
        const ledger: Posting[] = [allotted];
        const of = (name: string | null) => balanceOf(allEntries(ledger.filter((posting) => posting.dossier === name)));
        for (const [movement, name] of tried) {
          const posting = post(movement, name);
          const balance = { line: balanceOf(allEntries(ledger)), dossier: of(posting.dossier) };
          if (shortFault(posting.entries, balance) === null) ledger.push(posting);
        }
        expect(checkInvariant(ledger)).toEqual([]);
        const line = balanceOf(allEntries(ledger));
        expect(Object.values(line).reduce((sum, amount) => sum + amount, 0n)).toBe(0n);
        for (const account of ['reserved', 'advanced', 'spent', 'receivable', 'recovered'] as const) {
          expect(of('a')[account] + of('b')[account]).toBe(line[account]);
          expect(of('a')[account] >= 0n && of('b')[account] >= 0n).toBe(true);
        }
        expect(left(line) >= 0n).toBe(true);
      }),
    );
  });
});

describe('money of another year', () => {
  const carried = (changed: Partial<CarryOver> = {}): CarryOver => ({
    fromYear: 2026,
    toYear: 2027,
    basis: { kind: 'contract-signed', on: '2026-12-31' },
    approved: true,
    ...changed,
  });

  it('is not needed within the year of the line', () => {
    expect([carryOverFault(2026, '2026-01-01', null), carryOverFault(2026, '2026-12-31', null)]).toEqual([null, null]);
  });

  it.each<[string, CarryOver | null, string | null]>([
    ['no carry-over', null, 'carry-over-missing'],
    ['one from another year', carried({ fromYear: 2025 }), 'carry-over-missing'],
    ['one to another year', carried({ toYear: 2028 }), 'carry-over-missing'],
    ['one that nobody approved', carried({ approved: false }), 'carry-over-unapproved'],
    [
      'a contract signed on 1 January',
      carried({ basis: { kind: 'contract-signed', on: '2027-01-01' } }),
      'carry-over-basis',
    ],
    ['a contract signed on 31 December', carried(), null],
    ['a tender completed before', carried({ basis: { kind: 'tender-completed', on: '2026-11-02' } }), null],
  ])('is paid on 1 January with %s: %s', (_, carryOver, code) => {
    expect(carryOverFault(2026, '2027-01-01', carryOver)?.code ?? null).toBe(code);
  });

  it('is refused with what to do', () => {
    expect(carryOverFault(2026, '2027-01-01', null)?.message.en).toBe(
      'Money of 2026 is not carried over to 2027: finance records the carry-over, an approver approves it.',
    );
  });
});
