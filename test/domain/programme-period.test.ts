import fc from 'fast-check';
import { dayNumber, dayOfNumber } from '../../domain/dates.ts';
import { assumedOn, closedOn, itemClosedOn } from '../../domain/programme-period.ts';

const plan = {
  period: { from: '2021-01-01', to: '2025-12-31' },
  assumedPeriod: {
    from: '2027-01-01',
    to: '2030-12-31',
    name: { vi: 'Kế hoạch sau (giả định – ví dụ)', en: 'The next plan (assumed – example)' },
  },
};
const NOT_BEGUN = 'The programme has not begun: applications are taken from 01/01/2021 to 31/12/2025.';
const OVER = 'The programme is over: applications were taken from 01/01/2021 to 31/12/2025.';

describe('a programme takes applications', () => {
  it.each([
    ['2020-12-31', false, NOT_BEGUN],
    ['2021-01-01', false, undefined],
    ['2025-12-31', false, undefined],
    ['2026-01-01', false, OVER],
    ['2028-01-01', false, OVER],
    ['2020-12-31', true, NOT_BEGUN],
    ['2025-12-31', true, undefined],
    ['2026-06-01', true, 'The programme has not begun: applications are taken from 01/01/2027 to 31/12/2030.'],
    ['2027-01-01', true, undefined],
    ['2030-12-31', true, undefined],
    ['2031-01-01', true, 'The programme is over: applications were taken from 01/01/2027 to 31/12/2030.'],
  ])('on the days of its period alone: %s, assumed %s', (day, assumed, said) => {
    expect(closedOn(plan, day, assumed)?.en).toBe(said);
  });

  it('in no period that is only assumed, where the agency does not work with it', () => {
    const days = fc.integer({ min: dayNumber('2026-01-01'), max: dayNumber('2040-12-31') }).map(dayOfNumber);
    fc.assert(fc.property(days, (day) => closedOn(plan, day, false) !== undefined));
  });

  it('without a successor until it is over, whatever the agency works with', () => {
    expect(closedOn({ period: plan.period }, '2026-01-01', true)?.en).toBe(OVER);
    expect(closedOn({ period: plan.period }, '2026-01-01', true)?.vi).toBe(
      'Chương trình đã kết thúc: nhận hồ sơ từ 01/01/2021 đến 31/12/2025.',
    );
  });
});

describe('the assumed successor', () => {
  it.each([
    ['2025-12-31', true, false],
    ['2026-12-31', true, false],
    ['2027-01-01', true, true],
    ['2030-12-31', true, true],
    ['2031-01-01', true, false],
    ['2027-01-01', false, false],
  ])('is what the agency works by on its days, where it works with it: %s, assumed %s', (day, assumed, expected) => {
    expect(assumedOn(plan, day, assumed)).toBe(expected ? plan.assumedPeriod : undefined);
  });
});

describe('an item that the document names for a part of the period', () => {
  const item = { during: { from: '2026-01-01', to: '2030-12-31' } };

  it.each([
    ['2025-12-31', 'Applications for this item are taken from 01/01/2026 to 31/12/2030 only.'],
    ['2026-01-01', undefined],
    ['2030-12-31', undefined],
    ['2031-01-01', 'Applications for this item are taken from 01/01/2026 to 31/12/2030 only.'],
  ])('is open in that part alone: %s', (day, said) => {
    expect(itemClosedOn(item, day)?.en).toBe(said);
  });

  it('is open throughout where nothing is said', () => {
    expect(itemClosedOn({}, '1999-01-01')).toBeUndefined();
  });
});
