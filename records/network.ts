/** A package tendered on the national e-procurement network (Hệ thống mạng đấu thầu quốc gia): its result is recorded here. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import type { Fault } from '../domain/errors.ts';
import { ACTION, STATE, SUBJECT } from '../domain/process.ts';
import { bring } from './attach.ts';
import { contractWith, failing } from './award.ts';
import type { Case, Tx } from './case.ts';
import { numberFault } from './contract.ts';
import { pastDay, workDay } from './day-bounds.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { servedParts } from './parts.ts';
import { numbered } from './references.ts';
import { basisPoints, dateOf, documents, dong, line, points, signatory, text, whole } from './shapes.ts';
import { asJson, consultantReference, consultantsNamed, prices, pricesFaults, termsOf, totalOf } from './terms.ts';
import { advanceFaults } from './terms-check.ts';

const resultBody = {
  notice: z.strictObject({ number: line, link: z.url({ protocol: /^https$/ }).max(500) }),
  /** Who bid there, with what the network published of the evaluation; prices in đồng. */
  bidders: z
    .array(
      z.strictObject({
        name: line,
        taxCode: line,
        price: dong.optional(),
        technicalPoints: points.optional(),
        combinedPoints: points.optional(),
        rank: whole(1, 999).optional(),
      }),
    )
    .max(100),
  /** No contract came of it. */
  failed: z.boolean().optional(),
  consultant: consultantReference.optional(),
  contract: z
    .strictObject({
      number: line,
      signedOn: pastDay,
      startOn: workDay,
      endOn: workDay,
      advanceRateBp: basisPoints.optional(),
      agency: signatory,
      consultant: signatory,
    })
    .optional(),
  prices: prices.optional(),
  reason: text.optional(),
  /** Minutes, evaluation report, result, contract. */
  documents: documents.min(1),
};
type Result = z.infer<z.ZodObject<typeof resultBody>>;

const recordResult = handler({
  body: resultBody,
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body, now } = act;
    const { notice, bidders } = body;
    const named = await consultantsNamed(tx, found, body.consultant ? [body.consultant] : [], () => 'consultant');
    refuseIf(body.failed ? failureFaults(body) : [...(await contractFaults(tx, found, body, now)), ...named.faults]);
    await bring(act, body.documents);
    if (body.failed) return { ...failing(body.reason!), data: asJson({ notice, bidders, reason: body.reason }) };

    const signed = body.contract!;
    const consultantId = named.parties[0]!.id;
    const { requirements, advanceRateBp } = termsOf(found);
    const id = await contractWith(tx, found, {
      consultantId,
      prices: body.prices!,
      terms: {
        requirements,
        startOn: signed.startOn,
        endOn: signed.endOn,
        advanceRateBp: signed.advanceRateBp ?? advanceRateBp,
      },
    });
    const on = signed.signedOn;
    await tx.contract.update({
      where: { id },
      data: {
        ...numbered(signed.number),
        agencySigned: { ...signed.agency, on, documentId: null },
        consultantSigned: { ...signed.consultant, on, documentId: null },
        inForceAt: now,
      },
    });
    const total = Number(totalOf(body.prices!));
    return {
      to: STATE.inForce,
      consultantId,
      endOn: dateOf(signed.endOn),
      data: asJson({ notice, bidders, number: signed.number, signedOn: on, prices: body.prices, total }),
      facts: asJson({ number: signed.number, total, notice }),
    };
  },
});

function failureFaults({ reason, contract, prices: given, consultant }: Result): Fault[] {
  const faults: Fault[] = [];
  if (!reason) faults.push(fault('reason', 'reason-missing', 'Hãy nêu lý do.', 'Say why it failed.'));
  if (contract || given || consultant) {
    const en = 'A tender that failed has no contract.';
    faults.push(fault('failed', 'failed-with-contract', 'Gói thầu không thành thì không có hợp đồng.', en));
  }
  return faults;
}

async function contractFaults(tx: Tx, found: Case, given: Result, now: Date): Promise<Fault[]> {
  const faults: Fault[] = pricesFaults(found, given.prices ?? []);
  const ceilings = new Map(servedParts(found).map(({ part, application }) => [application.code, part.ceiling]));
  for (const [index, { application, price }] of (given.prices ?? []).entries()) {
    const ceiling = ceilings.get(application);
    if (ceiling && BigInt(price) > ceiling)
      faults.push(
        fault(`prices.${index}.price`, 'above-ceiling', 'Giá vượt giá trần.', 'The price is above the ceiling.'),
      );
  }
  if (!given.consultant)
    faults.push(fault('consultant', 'consultant-missing', 'Hãy nêu đơn vị trúng thầu.', 'Name the winner.'));
  const { contract } = given;
  if (!contract) {
    faults.push(fault('contract', 'contract-missing', 'Hãy nêu hợp đồng đã ký.', 'Give the contract that was signed.'));
    return faults;
  }
  const taken = await numberFault(tx, found, contract.number, 'contract.number');
  if (taken) faults.push(taken);
  if (contract.signedOn > legalDay(now)) {
    const en = 'The day of signing has not come yet.';
    faults.push(fault('contract.signedOn', 'in-the-future', 'Ngày ký chưa đến.', en));
  }
  if (contract.endOn < contract.startOn || contract.endOn <= legalDay(now)) {
    const en = 'The end must lie after today and not before the start.';
    faults.push(fault('contract.endOn', 'end-too-early', 'Ngày kết thúc phải sau hôm nay và ngày bắt đầu.', en));
  }
  const { advanceRateBp } = contract;
  return advanceRateBp === undefined ? faults : [...faults, ...advanceFaults(found, { advanceRateBp })];
}

export const network: Handlers = { [SUBJECT.package]: { [ACTION.recordResult]: recordResult } };
