/** The contract: drafted, signed by both, acknowledged by the enterprises it serves; lapsed unsigned, or liquidated at its end. */
import { legalDay } from '../domain/dates.ts';
import type { Fault } from '../domain/errors.ts';
import { ACTION, LETTER, RECIPIENT, STATE, SUBJECT } from '../domain/process.ts';
import type { Contract } from '../prisma/generated/client.ts';
import { attach, bring } from './attach.ts';
import { nextCandidate } from './award.ts';
import { type Case, keyOf, type Tx } from './case.ts';
import { workDay } from './day-bounds.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { isSigned, liveParts, paysCounterpart, servedParts, unacknowledged } from './parts.ts';
import { heldReference, numbered, unreadableReference } from './references.ts';
import { basisPoints, dateOf, documentId, documents, line } from './shapes.ts';
import { agencySignature, partySignature } from './signature.ts';
import { advanceFaults } from './terms-check.ts';

/** The contract of a package that has one. */
export function contractOf(found: Case): Contract {
  if (!found.contract) throw new RangeError(`${found.row.code} has no contract.`);
  return found.contract;
}

/** A contract's number is given once in an agency, however it is spelt. */
export async function numberFault(tx: Tx, found: Case, number: string, path: string): Promise<Fault | null> {
  const numberKey = await heldReference(tx, 'contract', found.row.agencyId, number);
  const unreadable = unreadableReference(numberKey, path);
  if (unreadable) return unreadable;
  const taken = await tx.contract.findFirst({
    where: { numberKey, package: { agencyId: found.row.agencyId }, packageId: { not: found.package!.id } },
    select: { number: true },
  });
  if (!taken) return null;
  return fault(
    path,
    'number-taken',
    `Số hợp đồng ${taken.number} đã dùng.`,
    `Contract number ${taken.number} is taken.`,
  );
}

const draft = handler({
  body: {
    number: line,
    /** From–to and the advance as the package was approved, unless others are given. */
    startOn: workDay.optional(),
    endOn: workDay.optional(),
    advanceRateBp: basisPoints.optional(),
    documents: documents.optional(),
  },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body, now } = act;
    const contract = contractOf(found);
    const advanceRateBp = body.advanceRateBp ?? contract.advanceRateBp;
    const startOn = body.startOn ?? legalDay(contract.startOn!);
    const endOn = body.endOn ?? legalDay(contract.endOn!);
    refuseIf([
      await numberFault(tx, found, body.number, 'number'),
      endOn <= legalDay(now) &&
        fault('endOn', 'in-the-past', 'Ngày kết thúc phải sau hôm nay.', 'The end must lie after today.'),
      endOn < startOn &&
        fault('endOn', 'before-start', 'Ngày kết thúc trước ngày bắt đầu.', 'The end lies before the start.'),
      ...advanceFaults(found, { advanceRateBp }),
    ]);
    await bring(act, body.documents);
    const drafted = { ...numbered(body.number), startOn: dateOf(startOn), endOn: dateOf(endOn), advanceRateBp };
    await tx.contract.update({ where: { id: contract.id }, data: drafted });
    const data = { number: body.number, startOn, endOn, advanceRateBp, total: Number(contract.total) };
    return { data, facts: { number: body.number, total: Number(contract.total) } };
  },
});

const CALLED = { vi: 'Hợp đồng', en: 'contract' };

/** One party signs; with the other's signature, and the agreement of every enterprise that pays a counterpart, it is in force. */
const sign = handler({
  body: {
    /** The consultant's signed file; the agency's comes with its instrument. */
    documentId: documentId.optional(),
  },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, actor, now } = act;
    const contract = contractOf(found);
    const signature = actor.party
      ? partySignature(act)
      : agencySignature(act, { number: contract.number, called: CALLED });
    const to = { subject: SUBJECT.package, subjectId: found.row.id };
    const file = signature.documentId ? [{ kind: 'signed-contract', documentId: signature.documentId }] : [];
    await attach(tx, to, file, now);
    const signed = actor.party ? { consultantSigned: signature } : { agencySigned: signature };
    const inForce = isSigned({ ...contract, ...signed }) && unacknowledged(found).length === 0;
    await tx.contract.update({
      where: { id: contract.id },
      data: { ...signed, ...(inForce ? { inForceAt: now } : {}) },
    });
    const data = { number: contract.number, on: signature.on };
    if (!inForce) return { to: STATE.contracting, data };
    const facts = { number: contract.number };
    return { to: STATE.inForce, data, letters: [{ letter: LETTER.contractInForce, to: RECIPIENT.consultant, facts }] };
  },
});

/** The consultant did not sign in time: the next in the ranking, or a new package. */
const lapseContract = handler({
  body: {},
  run: async ({ tx, case: found, now }): Promise<Effects> => {
    await tx.contract.update({ where: { id: contractOf(found).id }, data: { lapsedAt: now } });
    await tx.part.updateMany({ where: { packageId: found.row.id }, data: { price: null } });
    return nextCandidate(tx, found, ACTION.lapseContract);
  },
});

/** After the last part has closed. Where none was settled the contract was terminated. */
const liquidate = handler({
  body: { documents: documents.optional() },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body, now } = act;
    const open = liveParts(found).filter((part) => !part.closedAt);
    refuseIf(
      [
        open.length > 0 &&
          fault('', 'parts-open', `Còn ${open.length} phần chưa kết thúc.`, `${open.length} part(s) are still open.`),
      ],
      'guarded',
    );
    await bring(act, body.documents);
    await tx.contract.update({ where: { id: contractOf(found).id }, data: { liquidatedAt: now } });
    const settled = servedParts(found).some(({ application }) => keyOf(application) === STATE.settled);
    return { to: settled ? STATE.liquidated : STATE.terminated, facts: { number: contractOf(found).number } };
  },
});

/** The enterprise acknowledges the award; where it pays a counterpart this is its own agreement to the contract. */
const acknowledge = handler({
  body: {},
  run: ({ case: found }): Effects => ({
    application: { acknowledged: ACTION.acknowledge },
    to: found.contract?.inForceAt ? STATE.delivering : STATE.acknowledging,
  }),
});

/** Silence acknowledges what costs the enterprise nothing; it never agrees to pay. */
const lapseAcknowledgement = handler({
  body: {},
  run: ({ case: found }): Effects => {
    if (!paysCounterpart(found, found.application!)) {
      const data = { acknowledgedBySilence: true };
      const to = found.contract?.inForceAt ? STATE.delivering : STATE.acknowledging;
      return { to, application: { acknowledged: ACTION.lapseAcknowledgement }, data, facts: data };
    }
    const facts = { reasons: [{ text: ACTION.lapseAcknowledgement }], lapsed: true };
    return { to: STATE.stopped, facts, letters: [{ letter: LETTER.stopped, to: RECIPIENT.enterprise }] };
  },
});

export const contract: Handlers = {
  [SUBJECT.package]: {
    [ACTION.draft]: draft,
    [ACTION.sign]: sign,
    [ACTION.lapseContract]: lapseContract,
    [ACTION.liquidate]: liquidate,
  },
  [SUBJECT.application]: {
    [ACTION.acknowledge]: acknowledge,
    [ACTION.lapseAcknowledgement]: lapseAcknowledgement,
  },
};
