/** Nominations (giới thiệu) for a selection round: a department or association invites an enterprise to apply. Never a decision, never a submission. */
import { ACTION, LETTER, PARTY_ROLE, SUBJECT } from '../domain/process.ts';
import { normaliseTaxCode, TAX_CODE_FAULTS, taxCodeFault } from '../domain/tax-code.ts';
import { bring, uploaderOf } from './attach.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { documents, line, text } from './shapes.ts';

export const nominationBody = {
  taxCode: line,
  /** As the nominating body names it. */
  enterprise: line,
  reason: text,
  /** Who nominates, where staff record what they received on paper; a body that acts itself is named by its account. */
  body: line.optional(),
  documents: documents.optional(),
};

const nominate = handler({
  body: nominationBody,
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body, actor, now } = act;
    const { party } = actor;
    const wrong = taxCodeFault(body.taxCode);
    const taxCode = wrong ? body.taxCode : normaliseTaxCode(body.taxCode);
    const nominator = party?.name ?? body.body ?? '';
    const known = await tx.nomination.findFirst({ where: { roundId: found.row.id, taxCode, body: nominator } });
    refuseIf([
      wrong && fault('taxCode', wrong, TAX_CODE_FAULTS[wrong].vi, TAX_CODE_FAULTS[wrong].en),
      party &&
        body.body !== undefined &&
        fault('body', 'named-by-account', 'Đơn vị giới thiệu là chính tài khoản này.', 'The account itself nominates.'),
      !party &&
        body.body === undefined &&
        fault('body', 'missing', 'Hãy ghi tên đơn vị giới thiệu.', 'Name the body that nominates.'),
      !party &&
        (body.documents ?? []).length === 0 &&
        fault('documents', 'missing', 'Hãy đính kèm văn bản giới thiệu.', 'Attach the document that nominates.'),
      known &&
        fault('taxCode', 'nominated-before', 'Đơn vị này đã được giới thiệu.', 'That body has nominated it already.'),
    ]);
    await bring(act, body.documents);
    const enterprise = await tx.party.findUnique({
      where: { kind_taxCode: { kind: PARTY_ROLE.enterprise, taxCode } },
      select: { id: true },
    });
    await tx.nomination.create({
      data: {
        ...{ roundId: found.row.id, taxCode, enterprise: body.enterprise, enterpriseId: enterprise?.id ?? null },
        ...{ body: nominator, nominatorId: party?.id ?? null, reason: body.reason, at: now },
        ...{ documentId: body.documents?.[0]?.documentId ?? null, by: uploaderOf(actor.principal) },
      },
    });
    const round = found.round!;
    const facts = {
      ...{ body: nominator, why: body.reason, title: round.title },
      closingAt: round.closingAt?.toISOString() ?? null,
    };
    return {
      data: { taxCode, enterprise: body.enterprise, body: nominator, registered: enterprise !== null },
      letters: enterprise ? [{ letter: LETTER.nominated, to: { partyId: enterprise.id }, facts }] : [],
    };
  },
});

export const nominations: Handlers = { [SUBJECT.round]: { [ACTION.nominate]: nominate } };
