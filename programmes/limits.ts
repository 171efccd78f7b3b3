/** Time limits and rounds of the procedure. None of the five sources states a limit: each says what it rests on, most are examples until an agency sets its own. */
import type { Limit, Programme } from '../domain/programme.ts';
import { EXAMPLE_OUTCOMES } from './outcomes.ts';
import { AGENCY } from './sources.ts';

const days = (workingDays: number): Limit => ({ workingDays, source: AGENCY });

/** How long each step may take, what the clock does around a due day, and how often work may go back. */
export const EXAMPLE_PROCEDURE: Pick<
  Programme,
  'limits' | 'lateness' | 'supplementRounds' | 'pauseReasons' | 'pauseCap' | 'correctionRounds' | 'outcomes'
> = {
  limits: {
    intake: days(3),
    supplement: days(10),
    appraisal: days(8),
    decision: days(4),
    'second-decision': days(2),
    // The 14 working days of the decree on small and medium enterprises bind none of the programmes: none rests on it.
    'one-stop': days(15),
    extension: days(5),
    'longest-bidding': days(40),
    'longest-engagement': days(500),
    'longest-collection': days(120),
    'longest-answer': days(20),
    pause: days(30),
    'package-forming': days(15),
    preparation: days(10),
    'package-approval': days(5),
    invitation: days(3),
    bidding: days(7),
    'few-bids': days(3),
    opening: days(1),
    scoring: days(7),
    'technical-approval': days(3),
    'financial-opening': days(2),
    negotiation: days(5),
    award: days(5),
    leaver: days(3),
    drafting: days(5),
    signing: days(7),
    acknowledgement: days(5),
    delivery: days(60),
    termination: days(5),
    confirmation: days(7),
    objection: days(5),
    inspection: days(10),
    countersignature: days(3),
    correction: days(15),
    acceptance: days(5),
    claim: days(30),
    verification: days(5),
    'payment-approval': days(3),
    payment: days(5),
    recovery: days(20),
    contract: days(120),
    change: days(5),
    liquidation: days(15),
    collection: days(20),
    compilation: days(5),
    'product-scoring': days(10),
    ranking: days(3),
    'round-decision': days(5),
  },
  lateness: { remindBefore: 2, escalateAfter: 2, headAfter: 3, againEvery: 5, source: AGENCY },
  pauseReasons: [
    {
      code: 'force-majeure',
      text: {
        vi: 'Thiên tai, dịch bệnh, sự cố bất khả kháng làm gián đoạn việc thẩm định',
        en: 'A natural disaster, an epidemic or another force majeure interrupts the appraisal',
      },
      source: AGENCY,
      requires: 'instrument',
    },
  ],
  pauseCap: { times: 2, workingDays: 40, source: AGENCY },
  supplementRounds: {
    submission: 1,
    eligibility: 1,
    source: {
      document: 'Quy định về cơ chế một cửa (Nghị định 118/2025/NĐ-CP)',
      certainty: 'S',
      note: {
        vi: 'Theo quy định cũ, yêu cầu bổ sung bằng văn bản một lần cho mỗi lượt xem xét; chưa xác nhận ở văn bản mới.',
        en: 'An older rule: a supplement is asked for in writing once in each review; not confirmed in the new decree.',
      },
    },
  },
  correctionRounds: { count: 2, source: AGENCY },
  outcomes: EXAMPLE_OUTCOMES,
};
