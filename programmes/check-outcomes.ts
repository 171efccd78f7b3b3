/** What may be wrong with what beneficiaries are asked after the settlement. */
import type { Programme } from '../domain/programme.ts';
import { repeated, sourceFaults, textFaults } from './faults.ts';

/** @returns every fault, each beginning with its place */
export function* outcomeFaults({ outcomes }: Pick<Programme, 'outcomes'>): Generator<string> {
  const { after, answerWithinDays, questions, source } = outcomes;
  for (const [index, months] of after.entries()) {
    if (!Number.isSafeInteger(months) || months < 1) yield `outcomes.after: ${months} is not a number of months`;
    if (index > 0 && months <= after[index - 1]!) yield `outcomes.after: ${months} does not come after the one before`;
  }
  if (!Number.isSafeInteger(answerWithinDays) || answerWithinDays < 1)
    yield `outcomes.answerWithinDays: ${answerWithinDays} is not a number of days`;
  if (after.length > 0 && questions.length === 0) yield 'outcomes.questions: there are none';
  for (const code of repeated(questions.map((question) => question.code)))
    yield `outcomes.questions.${code}: is there twice`;
  for (const { code, text } of questions) {
    if (!/^[A-Z0-9-]{1,24}$/.test(code)) yield `outcomes.questions.${code}: must be capitals and digits`;
    yield* textFaults(`outcomes.questions.${code}`, text);
  }
  yield* sourceFaults('outcomes', source);
}
