/** A package from its opening to its approval, and what becomes of it when a part leaves or the tender is given up. */

import { z } from 'zod';
import type { Fault } from '../domain/errors.ts';
import { ACTION, LETTER, RECIPIENT, STATE, SUBJECT } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { type ContractTerms, candidateOf, contractWith } from './award.ts';
import { type Case, keyOf, type Tx } from './case.ts';
import { workDay } from './day-bounds.ts';
import { METHOD, VENUE } from './guards.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { liveParts, servedParts } from './parts.ts';
import { basisPoints, dong, key, line, subjectCode, text, whole } from './shapes.ts';
import {
  asJson,
  consultantReference,
  consultantsNamed,
  prices,
  pricesOf,
  type Terms,
  termsOf,
  totalOf,
} from './terms.ts';
import { checkTerms } from './terms-check.ts';

const openPackage = handler({
  body: { applications: z.array(subjectCode).min(1).max(100), title: line },
  run: async ({ tx, case: found, body }): Promise<Effects> => {
    const faults = body.applications.flatMap((code, index): Fault[] => {
      const path = `applications.${index}`;
      const application = found.applications.find((candidate) => candidate.code === code);
      // Another agency's dossier answers exactly like a missing one.
      if (!application || application.agencyId !== found.row.agencyId)
        return [fault(path, 'no-such-application', `Không có hồ sơ ${code}.`, `There is no application ${code}.`)];
      if (application.programmeId !== found.row.programmeId) {
        const vi = `${code} thuộc chương trình ${application.programmeId}.`;
        return [fault(path, 'another-programme', vi, `${code} belongs to programme ${application.programmeId}.`)];
      }
      if (keyOf(application) !== STATE.awaitingPackage || application.packageId !== null) {
        const en = `${code} is not waiting for a package: it is in ${keyOf(application)}.`;
        return [fault(path, 'not-waiting', `${code} không chờ lập gói thầu (${keyOf(application)}).`, en)];
      }
      const twice = body.applications.indexOf(code) < index;
      return twice ? [fault(path, 'named-twice', `${code} đã có.`, `${code} is named twice.`)] : [];
    });
    refuseIf(faults);
    const data = body.applications.map((code, index) => ({
      packageId: found.row.id,
      applicationId: found.applications.find((application) => application.code === code)!.id,
      no: index + 1,
    }));
    await tx.part.createMany({ data });
    return { package: { title: body.title }, data: { title: body.title, applications: body.applications } };
  },
});

const bilingual = z.strictObject({ vi: line, en: line });

const prepareBody = {
  method: z.enum(METHOD),
  venue: z.enum(VENUE),
  /** The most that each part may cost, in đồng; together the package price (giá gói thầu). */
  parts: z
    .array(z.strictObject({ application: subjectCode, ceiling: dong.min(1) }))
    .min(1)
    .max(100),
  requirements: text,
  /** The services are to be given from–to. */
  startOn: workDay,
  endOn: workDay,
  advanceRateBp: basisPoints,
  /** Open and limited: technical criteria, weights in basis points making 10000; K in percent. */
  criteria: z
    .array(
      z.strictObject({
        key,
        group: z.enum(['experience', 'reputation', 'methodology', 'staff', 'transfer']),
        name: bilingual,
        weightBp: basisPoints,
        minimumBp: basisPoints.optional(),
      }),
    )
    .max(50)
    .optional(),
  technicalWeight: whole(0, 100).optional(),
  /** Direct appointment: the requirements that the proposal is examined against, each met or not. */
  examination: z
    .array(z.strictObject({ key, name: bilingual }))
    .max(50)
    .optional(),
  /** Working days from invitation to closing. */
  biddingDays: whole(1, 250).optional(),
  /** Limited and direct: who is invited, by id or tax code. */
  invited: z.array(consultantReference).max(50).optional(),
  /** By the head's decision: with whom, at which prices. */
  consultant: consultantReference.optional(),
  prices: prices.optional(),
};
export type Prepared = z.infer<z.ZodObject<typeof prepareBody>>;

const prepare = handler({
  body: prepareBody,
  run: async ({ tx, case: found, body, now }): Promise<Effects> => {
    const invited = await consultantsNamed(tx, found, body.invited ?? [], (index) => `invited.${index}`);
    const chosen = await consultantsNamed(tx, found, body.consultant ? [body.consultant] : [], () => 'consultant');
    const rule = found.programme.procurement.methods.find(
      (row) => row.method === body.method && row.venue === body.venue,
    );
    refuseIf([...(await checkTerms(tx, found, body, rule, now)), ...invited.faults, ...chosen.faults]);
    for (const { part, application } of servedParts(found)) {
      const ceiling = BigInt(body.parts.find((given) => given.application === application.code)!.ceiling);
      await tx.part.updateMany({ where: { id: part.id }, data: { ceiling } });
    }
    const terms: Terms = {
      requirements: body.requirements,
      criteria: body.criteria ?? [],
      examination: body.examination ?? [],
      technicalWeight: body.technicalWeight ?? null,
      priceWeight: body.technicalWeight === undefined ? null : 100 - body.technicalWeight,
      biddingDays: body.biddingDays ?? null,
      minimumBids: rule?.minimumBids ?? 1,
      startOn: body.startOn,
      endOn: body.endOn,
      advanceRateBp: body.advanceRateBp,
      invited: invited.parties.map((party) => party.id),
      consultantId: chosen.parties[0]?.id ?? null,
      prices: body.prices ?? [],
    };
    const ceiling = body.parts.reduce((sum, part) => sum + BigInt(part.ceiling), 0n);
    return {
      package: { method: body.method, venue: body.venue, ceiling, terms: asJson(terms) },
      data: asJson({ ...terms, method: body.method, venue: body.venue, parts: body.parts, ceiling: Number(ceiling) }),
    };
  },
});

/** By the head's decision (small value) the approval itself names the consultant; otherwise the bidding begins. */
const approve = handler({
  body: {},
  run: async ({ tx, case: found }): Promise<Effects> => {
    const terms = termsOf(found);
    if (found.package!.method !== METHOD.headDecision || !terms.consultantId) return { to: STATE.bidding };
    await contractWith(tx, found, { consultantId: terms.consultantId, prices: terms.prices, terms });
    return { to: STATE.contracting, consultantId: terms.consultantId, data: asJson({ prices: terms.prices }) };
  },
});

const returnIt = handler({ body: { reason: text }, run: ({ body }) => ({ data: { reason: body.reason } }) });

const cancel = handler({
  body: { reason: text },
  run: async ({ tx, case: found, body, now }): Promise<Effects> => {
    await endContract(tx, found, now);
    return { data: { reason: body.reason } };
  },
});

/** A contract that was not in force yet ends with its package. */
const endContract = (tx: Tx, found: Case, now: Date) =>
  tx.contract.updateMany({ where: { packageId: found.row.id, lapsedAt: null }, data: { lapsedAt: now } });

/**
 * A part left between closing and signing, and the tender goes on without it: its price falls away. What was drafted or
 * signed with that part in it is drafted again.
 */
const continueWithout = handler({
  body: { reason: text.optional() },
  run: async ({ tx, case: found }): Promise<Effects> => {
    const left = found.parts.filter((part) => part.leftAt);
    await tx.part.updateMany({ where: { id: { in: left.map((part) => part.id) } }, data: { price: null } });
    const data = { parts: liveParts(found).map((part) => part.no) };
    const candidate = await candidateOf(tx, found);
    const consultantId = found.contract?.consultantId ?? candidate?.consultantId;
    const to = consultantId ? { partyId: consultantId } : RECIPIENT.bidders;
    const effects: Effects = { data, letters: [{ letter: LETTER.packageChanged, to, facts: data }] };
    if (!found.contract) return effects;
    const terms = found.contract.terms as unknown as ContractTerms;
    const kept = pricesOf(found, terms.prices);
    await tx.contract.update({
      where: { id: found.contract.id },
      data: {
        total: totalOf(kept),
        terms: asJson({ ...terms, prices: kept }),
        agencySigned: Prisma.DbNull,
        consultantSigned: Prisma.DbNull,
      },
    });
    return { ...effects, anew: true };
  },
});

export const tendering: Handlers = {
  [SUBJECT.package]: {
    [ACTION.openPackage]: openPackage,
    [ACTION.prepare]: prepare,
    [ACTION.approve]: approve,
    [ACTION.return]: returnIt,
    [ACTION.cancel]: cancel,
    [ACTION.continueWithout]: continueWithout,
  },
};
