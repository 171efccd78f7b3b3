/** What a beneficiary reports some months after the settlement: when it is due, how it stands, and whether answers fit the questions. Pure. */
import { type Day, dayNumber, dayOfNumber } from './dates.ts';
import type { Fault } from './fault.ts';
import type { Source, Text } from './programme.ts';

/** `count`: a whole number; `percent`: a change, which may be negative; `text`: in the beneficiary's own words. */
export type OutcomeQuestion = { code: string; text: Text; answer: 'count' | 'percent' | 'text'; required: boolean };

/** The agency's data: how many months after the settlement is reported, within how many days, and what is asked. */
export type OutcomeRule = {
  after: readonly number[];
  answerWithinDays: number;
  questions: readonly OutcomeQuestion[];
  source: Source;
};

export const OUTCOME_STANDINGS = ['not-due', 'due', 'late', 'reported'] as const;
export type OutcomeStanding = (typeof OUTCOME_STANDINGS)[number];

/** One report that a settled dossier owes. */
export type OutcomeDue = { months: number; dueOn: Day; lastDay: Day };

/** The same day some months later; the last of its month where that has no such day. */
export function monthsAfter(day: Day, months: number): Day {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const later = year * 12 + month - 1 + months;
  const first = `${String(Math.floor(later / 12)).padStart(4, '0')}-${String((later % 12) + 1).padStart(2, '0')}-01`;
  const next = `${String(Math.floor((later + 1) / 12)).padStart(4, '0')}-${String(((later + 1) % 12) + 1).padStart(2, '0')}-01`;
  const days = dayNumber(next) - dayNumber(first);
  return dayOfNumber(dayNumber(first) + Math.min(date, days) - 1);
}

/** The reports that a dossier owes. @param settledOn the day of its settlement */
export const outcomesDue = ({ after, answerWithinDays }: OutcomeRule, settledOn: Day): OutcomeDue[] =>
  after.map((months) => {
    const dueOn = monthsAfter(settledOn, months);
    return { months, dueOn, lastDay: dayOfNumber(dayNumber(dueOn) + answerWithinDays) };
  });

/** How a report stands on a day; one that came late is reported all the same. */
export function outcomeStanding({ dueOn, lastDay }: OutcomeDue, today: Day, reported: boolean): OutcomeStanding {
  if (reported) return 'reported';
  if (today < dueOn) return 'not-due';
  return today > lastDay ? 'late' : 'due';
}

export type OutcomeAnswers = Readonly<Record<string, number | string>>;

/** @returns everything that is wrong with answers, by question */
export function answerFaults(questions: readonly OutcomeQuestion[], answers: OutcomeAnswers): Fault[] {
  const known = new Set(questions.map(({ code }) => code));
  const strangers = Object.keys(answers).filter((code) => !known.has(code));
  return [
    ...strangers.map((code) => wrong(code, 'no-such-question', 'Không có câu hỏi này.', 'There is no such question.')),
    ...questions.flatMap(({ code, answer, required }): Fault[] => {
      const given = answers[code];
      if (given === undefined)
        return required ? [wrong(code, 'missing', 'Hãy trả lời câu hỏi này.', 'Answer this question.')] : [];
      return fits(answer, given) ? [] : [wrong(code, 'not-an-answer', ...EXPECTED[answer])];
    }),
  ];
}

const wrong = (code: string, name: string, vi: string, en: string): Fault => ({
  path: `answers.${code}`,
  code: name,
  message: { vi, en },
});

/** The most that is taken of a count, and of a change in percent. */
const MOST = { count: 10_000_000, percent: 100_000 };

function fits(answer: OutcomeQuestion['answer'], given: number | string): boolean {
  if (answer === 'text') return typeof given === 'string' && given.trim() !== '' && given.length <= 4_000;
  if (typeof given !== 'number' || !Number.isFinite(given)) return false;
  return answer === 'count'
    ? Number.isInteger(given) && given >= 0 && given <= MOST.count
    : given >= -100 && given <= MOST.percent;
}

const EXPECTED: Record<OutcomeQuestion['answer'], [vi: string, en: string]> = {
  count: ['Hãy ghi một số nguyên không âm.', 'Give a whole number that is not negative.'],
  percent: ['Hãy ghi mức thay đổi theo %, từ -100 trở lên.', 'Give the change in percent, -100 or more.'],
  text: ['Hãy trả lời bằng lời, tối đa 4.000 ký tự.', 'Answer in words, 4,000 characters at most.'],
};
