/**
 * Outcomes that beneficiaries report some months after the settlement. A dossier is closed then and its workflow has ended: what is owed
 * follows from the day of the settlement and the programme's data, and a row is there only of what was reported.
 */
import { z } from 'zod';
import { formatDay, legalDay } from '../domain/dates.ts';
import { answerFaults, type OutcomeAnswers, type OutcomeDue, outcomesDue } from '../domain/outcomes.ts';
import { LETTER, STATE, SUBJECT, splitKey } from '../domain/process.ts';
import type { Programme } from '../domain/programme.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { PROGRAMMES } from '../programmes/index.ts';
import { keyOf, type Tx } from './case.ts';
import { businessNow } from './drafts.ts';
import { fault, refuseIf } from './handler.ts';
import { MOST_DONG, signatory, text, upTo, whole } from './shapes.ts';

const { stage, state } = splitKey(STATE.settled);

/**
 * The reports that settled dossiers owe, whether they came or not: one row for each dossier and number of months.
 * @param withinDays of those alone that became due in so many days
 */
export function owed(withinDays = 36_500): Prisma.Sql {
  const rules = PROGRAMMES.flatMap(({ definition, outcomes }) =>
    outcomes.after.map((months) => ({ definition, months, days: outcomes.answerWithinDays })),
  );
  return Prisma.sql`
    SELECT a.id, a.code, a."agencyId", a."programmeId", a."enterpriseId", rule.months, due.on AS "dueOn", due.on + rule.days AS "lastDay"
    FROM jsonb_to_recordset(${JSON.stringify(rules)}::jsonb) AS rule(definition text, months int, days int)
      JOIN "Programme" run ON run.definition = rule.definition
      JOIN "Application" a ON a."programmeId" = run.id AND a.stage = ${stage} AND a.state = ${state}
        AND a."closedAt" < business_now() - rule.months * interval '1 month' + interval '2 days'
        AND a."closedAt" > business_now() - rule.months * interval '1 month' - (${withinDays}::int + 3) * interval '1 day'
      CROSS JOIN LATERAL (SELECT ((a."closedAt" AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + rule.months * interval '1 month')::date AS on) due
    WHERE due.on <= (business_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
      AND due.on > (business_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - ${withinDays}::int`;
}

/** Whether a row of `owed` was not reported yet. @param row its alias */
export const unreported = (row: Prisma.Sql): Prisma.Sql => Prisma.sql`
  NOT EXISTS (SELECT FROM "OutcomeReport" report WHERE report."applicationId" = ${row}.id AND report.months = ${row}.months)`;

/** How long after its day a report is still asked for by letter: what is older, supervisors see. */
const ASKED_FOR_DAYS = 365;

/**
 * Writes the letter that asks for a report, on the day on which it is due. Its id follows from the dossier and the months, so that
 * however often this is called, and whoever dies in between, it is written once.
 *
 * @returns how many were written
 */
export async function askForOutcomes(database: Pick<Database, '$executeRaw'>): Promise<number> {
  return database.$executeRaw`
    INSERT INTO "Letter" (id, subject, "subjectId", code, version, name, "partyId", facts, example, "createdAt")
    SELECT md5('outcome/' || o.id || '/' || o.months)::uuid, ${SUBJECT.application}, o.id, o.code, 0, ${LETTER.outcomeAsked}, o."enterpriseId",
      jsonb_build_object('months', o.months, 'lastDay', o."lastDay"), agency.example, business_now()
    FROM (${owed(ASKED_FOR_DAYS)}) o JOIN "Agency" agency ON agency.id = o."agencyId"
    WHERE ${unreported(Prisma.sql`o`)}
    ON CONFLICT (id) DO NOTHING`;
}

export const reportBody = z.strictObject({
  /** Which report: so many months after the settlement. */
  months: whole(1, 120),
  /** By question, as the programme asks them. */
  answers: z.record(upTo(24), z.union([z.number().min(-MOST_DONG).max(MOST_DONG), upTo(4_000)])),
  /** Who reports for the enterprise. */
  signatory,
  /** Why it corrects what was reported before; needed then. */
  reason: text.optional(),
});
type ReportBody = z.infer<typeof reportBody>;

/**
 * Keeps a report. One that comes late is taken; one that comes again is a correction, and both stay.
 *
 * @param application of the reporting party, locked
 * @throws Refused `guarded` where the dossier owes none yet, `invalid` with everything that is wrong with it
 */
export async function reportOutcome(
  tx: Tx,
  application: { id: string; stage: string; state: string; closedAt: Date | null; enterpriseId: string },
  rules: Programme,
  body: ReportBody,
): Promise<void> {
  const { months, answers, signatory: by, reason } = body;
  const at = await businessNow(tx);
  const today = legalDay(at);
  const dues = duesOf(application, rules);
  refuseIf(
    [dues.length === 0 && fault('', 'not-settled', 'Hồ sơ chưa quyết toán.', 'The application is not settled.')],
    'guarded',
  );
  const due = dues.find((one) => one.months === months);
  const before = await tx.outcomeReport.count({ where: { applicationId: application.id, months } });
  refuseIf([
    !due && noSuchReport(dues),
    due &&
      due.dueOn > today &&
      fault(
        'months',
        'not-due',
        `Kỳ báo cáo này bắt đầu từ ${formatDay(due.dueOn)}.`,
        `This report is due from ${formatDay(due.dueOn)} on.`,
      ),
    before > 0 &&
      reason === undefined &&
      fault(
        'reason',
        'correction-without-reason',
        'Kỳ này đã được báo cáo: hãy nêu lý do đính chính.',
        'This was reported before: say why it is corrected.',
      ),
    ...answerFaults(rules.outcomes.questions, answers),
  ]);
  await tx.outcomeReport.create({
    data: {
      ...{ applicationId: application.id, months, version: before + 1, answers, signatory: by, at },
      ...{ partyId: application.enterpriseId, reason: before > 0 ? (reason ?? null) : null },
    },
  });
}

function noSuchReport(dues: readonly OutcomeDue[]) {
  const known = dues.map(({ months }) => months).join(', ');
  const vi = `Chương trình yêu cầu báo cáo sau: ${known} tháng.`;
  return fault('months', 'no-such-report', vi, `Reports are due after: ${known} months.`);
}

/** The reports that a dossier owes, due or not; none where it was not settled. */
export function duesOf(
  application: { stage: string; state: string; closedAt: Date | null },
  { outcomes }: Programme,
): OutcomeDue[] {
  return keyOf(application) === STATE.settled && application.closedAt
    ? outcomesDue(outcomes, legalDay(application.closedAt))
    : [];
}

/** A report as it was handed in. */
export type Reported = {
  months: number;
  version: number;
  answers: OutcomeAnswers;
  signatory: { name: string; capacity: string };
  reason: string | null;
  at: Date;
};

/** Everything that was reported of a dossier, oldest first. */
export async function reportsOf(database: Pick<Database, 'outcomeReport'>, applicationId: string): Promise<Reported[]> {
  const rows = await database.outcomeReport.findMany({
    where: { applicationId },
    orderBy: [{ months: 'asc' }, { version: 'asc' }],
  });
  return rows.map(({ months, version, reason, at, ...row }) => ({
    ...{ months, version, reason, at },
    answers: row.answers as OutcomeAnswers,
    signatory: row.signatory as Reported['signatory'],
  }));
}
