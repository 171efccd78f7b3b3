/** The support agreement (thỏa thuận hỗ trợ) with an enterprise that carries the work out itself: drafted, signed by both, ended with its dossier. */
import type { Fault } from '../domain/errors.ts';
import { formatPercent } from '../domain/numbers.ts';
import { ACTION, LETTER, RECIPIENT, STATE, SUBJECT } from '../domain/process.ts';
import { ROUTES } from '../domain/route.ts';
import { type Agreement, Prisma } from '../prisma/generated/client.ts';
import { attach, bring } from './attach.ts';
import { type Case, itemOf, type Tx } from './case.ts';
import { workDay } from './day-bounds.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { heldReference, numbered, unreadableReference } from './references.ts';
import { reductionOf } from './reservation.ts';
import { basisPoints, dateOf, documentId, documents, dong, line, text } from './shapes.ts';
import { agencySignature, partySignature } from './signature.ts';
import { datesFaults } from './terms-check.ts';

/** @throws RangeError where the dossier has no agreement, although the table has led it to one */
function agreementOf(found: Case): Agreement {
  if (!found.agreement) throw new RangeError(`${found.row.code} has no agreement.`);
  return found.agreement;
}

/** An agreement's number is given once in an agency, however it is spelt. */
async function numberFault(tx: Tx, found: Case, number: string): Promise<Fault | null> {
  const numberKey = await heldReference(tx, 'agreement', found.row.agencyId, number);
  const unreadable = unreadableReference(numberKey, 'number');
  if (unreadable) return unreadable;
  const taken = await tx.agreement.findFirst({
    where: { numberKey, application: { agencyId: found.row.agencyId }, applicationId: { not: found.row.id } },
    select: { number: true },
  });
  if (!taken) return null;
  const en = `Agreement number ${taken.number} is taken.`;
  return fault('number', 'number-taken', `Số thỏa thuận ${taken.number} đã dùng.`, en);
}

const draft = handler({
  body: {
    number: line,
    /** What the work costs, in đồng before VAT: the base that the support is a share of. */
    value: dong.min(1),
    /** What is to be delivered, as the inspection will look for it. */
    result: text,
    startOn: workDay,
    endOn: workDay,
    /** Of the value, in basis points; none where the support is paid after completion. */
    advanceRateBp: basisPoints.default(0),
    documents: documents.optional(),
  },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body, now } = act;
    const item = itemOf(found.programme, found.application!);
    const most = item.support?.advanceRateBp ?? 0;
    refuseIf([
      await numberFault(tx, found, body.number),
      ...datesFaults(body, now),
      body.advanceRateBp > most &&
        fault(
          'advanceRateBp',
          'advance-too-high',
          `Mức tạm ứng cao nhất là ${formatPercent(most, 'vi')}.`,
          `The highest advance is ${formatPercent(most, 'en')}.`,
        ),
    ]);
    await bring(act, body.documents);
    const { number, result, advanceRateBp } = body;
    const terms = {
      ...{ ...numbered(number), result, advanceRateBp, value: BigInt(body.value) },
      ...{ startOn: dateOf(body.startOn), endOn: dateOf(body.endOn) },
    };
    // One that was returned keeps its row; whoever had signed signs what it says now.
    if (found.agreement)
      await tx.agreement.update({
        where: { id: found.agreement.id },
        data: { ...terms, agencySigned: Prisma.DbNull, enterpriseSigned: Prisma.DbNull },
      });
    else await tx.agreement.create({ data: { ...terms, applicationId: found.row.id } });
    const noTender = item.route ? ROUTES[item.route].noTender : undefined;
    const { value, startOn, endOn } = body;
    return {
      data: {
        number,
        value,
        result,
        startOn,
        endOn,
        advanceRateBp,
        ...(noTender ? { noTender: { ...noTender } } : {}),
      },
      facts: { number, value, result, startOn, endOn },
    };
  },
});

const CALLED = { vi: 'Thỏa thuận', en: 'agreement' };

/** One party signs; with the other's signature the agreement is in force, and the reservation shrinks to what it can cost. */
const sign = handler({
  body: {
    /** The enterprise's signed file; the agency's comes with its instrument. */
    documentId: documentId.optional(),
  },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, actor, now } = act;
    const agreement = agreementOf(found);
    const signature = actor.party
      ? partySignature(act)
      : agencySignature(act, { number: agreement.number, called: CALLED });
    const to = { subject: SUBJECT.application, subjectId: found.row.id };
    const file = signature.documentId ? [{ kind: 'signed-agreement', documentId: signature.documentId }] : [];
    await attach(tx, to, file, now);
    const other = actor.party ? agreement.agencySigned : agreement.enterpriseSigned;
    const signed = actor.party ? { enterpriseSigned: signature } : { agencySigned: signature };
    await tx.agreement.update({
      where: { id: agreement.id },
      data: { ...signed, ...(other ? { inForceAt: now } : {}) },
    });
    const data = { number: agreement.number, on: signature.on };
    if (!other) return { to: STATE.signingAgreement, data };
    return {
      to: STATE.delivering,
      endOn: agreement.endOn,
      money: await reductionOf(tx, found, found.application!, agreement.value),
      data,
      letters: [{ letter: LETTER.agreementInForce, to: RECIPIENT.enterprise, facts: { number: agreement.number } }],
    };
  },
});

/** The enterprise did not sign in time: silence never binds anybody, so the dossier is stopped; it may be reopened. */
const lapse = handler({
  body: {},
  run: (): Effects => ({ data: { lapsed: true }, facts: { reasons: [{ text: ACTION.lapseAgreement }], lapsed: true } }),
});

/** An agreement ends with its dossier: one that was not in force yet has lapsed. */
export async function endAgreement(tx: Tx, { agreement, now }: Case): Promise<void> {
  if (!agreement) return;
  const ended = agreement.inForceAt ? { endedAt: now } : { lapsedAt: now };
  await tx.agreement.update({ where: { id: agreement.id }, data: ended });
}

export const agreement: Handlers = {
  [SUBJECT.application]: {
    [ACTION.draftAgreement]: draft,
    [ACTION.sign]: sign,
    [ACTION.lapseAgreement]: lapse,
  },
};
