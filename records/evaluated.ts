/** Evaluates an application from the database: for a check before anything is submitted, at submission, and with the ceilings of now. */
import { type CeilingUse, ceilingsOver, settledCeilings, usedOf } from '../domain/ceilings.ts';
import { type Judged, withOverlaps } from '../domain/conditions.ts';
import { type Day, legalDay } from '../domain/dates.ts';
import { type Evaluation, evaluate, settledOf } from '../domain/eligibility.ts';
import { contentOf, overlapping } from '../domain/overlap.ts';
import type { Programme, SupportItem } from '../domain/programme.ts';
import { sizeClassOf } from '../domain/size-class.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Application, Tx } from './case.ts';
import { itemOf } from './case.ts';
import { applicantOf, type Declared, dossiersOf, factsOf, yearOf } from './enterprise.ts';
import { dateOf } from './shapes.ts';

type Reader = Pick<Tx, '$queryRaw'>;

/** Who asks for what. */
export type Asked = {
  programme: Programme;
  programmeId: string;
  agencyId: string;
  item: SupportItem;
  enterpriseId: string;
  /** The application's own code; null before there is one. */
  code: string | null;
  content: Declared & { estimate: number };
  on: Day;
  /** Whether decisions about the same tax codes wait until this transaction ends. */
  hold: boolean;
};

/** By the rules and facts in force on a day; two statements. @returns the evaluation, and its ceilings with what is used of them */
export async function evaluationFor(
  tx: Reader,
  asked: Asked,
): Promise<{ evaluation: Evaluation; uses: readonly CeilingUse[] }> {
  const { programme, programmeId, agencyId, item, code, content, on } = asked;
  const applicant = await applicantOf(tx, { partyId: asked.enterpriseId, programmeId, agencyId }, on, asked.hold);
  const dossiers = await dossiersOf(tx, applicant);
  const facts = factsOf(applicant, content, on);
  const own = { code, content: contentOf(programme.definition, item), submittedAt: null };
  const place = {
    code,
    agencyId,
    programmeId,
    item: item.code,
    year: Number(on.slice(0, 4)),
    period: programme.period,
  };
  const ceilings = ceilingsOver(item, programme, applicant.run);
  const uses = usedOf(settledCeilings(ceilings, sizeClassOf(facts).class), place, dossiers);
  const overlaps = overlapping(dossiers, own).map((dossier) => dossier.code);
  return { evaluation: evaluate(item, { on, facts, overlaps, estimate: BigInt(content.estimate), uses }), uses };
}

/** Keeps an evaluation with the application that is submitted; it is never changed. */
export async function keepEvaluation(
  tx: Pick<Tx, 'eligibility'>,
  applicationId: string,
  kept: Evaluation,
): Promise<void> {
  const evaluation = kept as unknown as Prisma.InputJsonObject;
  await tx.eligibility.create({ data: { applicationId, on: dateOf(kept.on), evaluation } });
}

/** An application's evaluation of its submission, with the ceilings and the overlap of now. */
export type Present = { kept: Evaluation; conditions: readonly Judged[]; uses: readonly CeilingUse[] };

/**
 * What an appraisal starts from and a decision is held to; two statements.
 * @param hold whether grants to the same tax codes wait until this transaction ends
 * @throws RangeError where the application was never submitted
 */
export async function presentOf(
  tx: Reader,
  programme: Programme,
  application: Application,
  now: Date,
  hold = false,
): Promise<Present> {
  const { id, code, agencyId, programmeId, enterpriseId, submittedAt } = application;
  const year = yearOf(now);
  const day = legalDay(now);
  const applicant = await applicantOf(
    tx,
    { partyId: enterpriseId, programmeId, agencyId, applicationId: id },
    day,
    hold,
  );
  const kept = applicant.evaluation;
  if (!kept) throw new RangeError(`${code} has no evaluation: it was never submitted.`);
  const dossiers = await dossiersOf(tx, applicant);
  const item = itemOf(programme, application);
  const own = { code, content: contentOf(programme.definition, item), submittedAt };
  const place = { code, agencyId, programmeId, item: item.code, year, period: programme.period };
  const overlaps = overlapping(dossiers, own).map((dossier) => dossier.code);
  // Held to the levels of its submission, and to whatever else covers it now.
  const settled = kept.ceilings.map(settledOf);
  const since = ceilingsOver(item, programme, applicant.run).filter(
    ({ code }) => !settled.some((ceiling) => ceiling.code === code),
  );
  const facts = factsOf(applicant, application.content as Declared, day);
  const ceilings = [...settled, ...settledCeilings(since, sizeClassOf(facts).class)];
  return {
    kept,
    conditions: kept.conditions.map((judged) => withOverlaps(judged, { on: kept.on, facts: {}, overlaps })),
    uses: usedOf(ceilings, place, dossiers),
  };
}
