import fc from 'fast-check';
import { dayNumber, dayOfNumber } from '../../domain/dates.ts';
import {
  answerFaults,
  monthsAfter,
  type OutcomeQuestion,
  outcomeStanding,
  outcomesDue,
} from '../../domain/outcomes.ts';

const SOURCE = { document: 'Mức do cơ quan quy định (ví dụ)', certainty: 'set-by-agency-example' } as const;
const question = (code: string, answer: OutcomeQuestion['answer'], required = true): OutcomeQuestion => ({
  ...{ code, answer, required, text: { vi: code, en: code } },
});

describe('when a report is due', () => {
  it.each([
    ['2026-05-13', 6, '2026-11-13'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2027-08-31', 6, '2028-02-29'],
    ['2026-12-31', 12, '2027-12-31'],
    ['2026-06-30', 6, '2026-12-30'],
    ['2026-07-15', 5, '2026-12-15'],
  ])('%s and %i months is %s', (day, months, later) => {
    expect(monthsAfter(day, months)).toBe(later);
  });

  it('never before a day that is earlier, and never more than two days apart from going month by month', () => {
    const days = fc.integer({ min: dayNumber('2020-01-01'), max: dayNumber('2040-01-01') }).map(dayOfNumber);
    fc.assert(
      fc.property(days, days, fc.integer({ min: 1, max: 36 }), (a, b, months) => {
        const [first, second] = a <= b ? [a, b] : [b, a];
        expect(monthsAfter(first, months) <= monthsAfter(second, months)).toBe(true);
        const steps = Array.from({ length: months }).reduce<string>((day) => monthsAfter(day, 1), first);
        expect(Math.abs(dayNumber(steps) - dayNumber(monthsAfter(first, months)))).toBeLessThan(4);
      }),
    );
  });

  const rule = { after: [6, 12], answerWithinDays: 30, questions: [], source: SOURCE };
  const [half] = outcomesDue(rule, '2026-05-13') as [ReturnType<typeof outcomesDue>[number]];

  it('the days of both reports follow from the day of the settlement', () => {
    expect(outcomesDue(rule, '2026-05-13')).toEqual([
      { months: 6, dueOn: '2026-11-13', lastDay: '2026-12-13' },
      { months: 12, dueOn: '2027-05-13', lastDay: '2027-06-12' },
    ]);
  });

  it.each([
    ['2026-11-12', false, 'not-due'],
    ['2026-11-13', false, 'due'],
    ['2026-12-13', false, 'due'],
    ['2026-12-14', false, 'late'],
    ['2026-12-14', true, 'reported'],
  ] as const)('on %s (reported: %p) it is %s', (today, reported, standing) => {
    expect(outcomeStanding(half, today, reported)).toBe(standing);
  });
});

describe('answers', () => {
  const questions = [question('JOBS', 'count'), question('REVENUE', 'percent'), question('WORDS', 'text', false)];
  const faults = (answers: Record<string, number | string>) =>
    Object.fromEntries(answerFaults(questions, answers).map(({ path, code }) => [path, code]));

  it('fit their questions, and one that may be left out may be', () => {
    expect(faults({ JOBS: 120, REVENUE: -12.5 })).toEqual({});
    expect(faults({ JOBS: 0, REVENUE: 0, WORDS: 'Ít sản phẩm lỗi hơn' })).toEqual({});
  });

  it('that do not are all named at once, with those of no question', () => {
    expect(faults({ JOBS: 1.5, WORDS: ' ', PROFIT: 3 })).toEqual({
      'answers.PROFIT': 'no-such-question',
      'answers.JOBS': 'not-an-answer',
      'answers.REVENUE': 'missing',
      'answers.WORDS': 'not-an-answer',
    });
    expect(faults({ JOBS: -1, REVENUE: -101 })).toEqual({
      'answers.JOBS': 'not-an-answer',
      'answers.REVENUE': 'not-an-answer',
    });
    expect(faults({ JOBS: 'nhiều', REVENUE: Number.NaN })).toMatchObject({ 'answers.JOBS': 'not-an-answer' });
  });
});
