/** Changing a contract in force by a numbered annex (phụ lục): one side proposes, the other agrees, the approver decides. Never a higher value. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import type { Fault } from '../domain/errors.ts';
import { formatDong } from '../domain/money.ts';
import { ACTION, SUBJECT, TASK } from '../domain/process.ts';
import type { Annex } from '../prisma/generated/client.ts';
import { bring, uploaderOf } from './attach.ts';
import type { ContractTerms } from './award.ts';
import type { Case, Tx } from './case.ts';
import { contractOf } from './contract.ts';
import { workDay } from './day-bounds.ts';
import { moveDueDates } from './due.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { liveParts, servedParts } from './parts.ts';
import { dateOf, documents, line, text } from './shapes.ts';
import { asJson, prices } from './terms.ts';

const KIND = { dates: 'dates', experts: 'experts', scope: 'scope' } as const;

const expert = z.strictObject({
  name: line,
  role: line,
  /** The expert whose place is taken; without it one is added. */
  replaces: line.optional(),
  /** Why the new expert is equal or better: what the other side agrees to. */
  qualification: text,
});

const changes = z.strictObject({
  kind: z.enum(KIND),
  text,
  newEndOn: workDay.optional(),
  experts: z.array(expert).min(1).max(50).optional(),
  /** Parts whose value becomes lower, in đồng. */
  prices: prices.optional(),
});
type Changes = z.infer<typeof changes>;

const propose = handler({
  body: { ...changes.shape, documents: documents.optional() },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body, actor, now } = act;
    const contract = contractOf(found);
    const annexes = await tx.annex.findMany({ where: { contractId: contract.id } });
    const { kind, text: words, newEndOn, experts, prices: lower } = body;
    refuseIf(
      [
        annexes.some((annex) => annex.decidedAt === null) &&
          fault('', 'change-under-way', 'Đang có một thay đổi chờ quyết định.', 'Another change is still undecided.'),
      ],
      'guarded',
    );
    refuseIf([...kindFaults(body), ...dateFaults(found, newEndOn, now), ...priceFaults(found, lower ?? [])]);
    await bring(act, body.documents);
    const no = 1 + Math.max(0, ...annexes.map((annex) => annex.no));
    const proposed = asJson({ kind, text: words, newEndOn, experts, prices: lower });
    const proposedBy = uploaderOf(actor.principal);
    await tx.annex.create({ data: { contractId: contract.id, no, changes: proposed, proposedBy } });
    const data = { annex: no, ...proposed };
    return { data, facts: data, opens: [actor.party ? TASK.agreeForAgency : TASK.agreeToChange] };
  },
});

function kindFaults({ kind, newEndOn, experts }: Changes): Fault[] {
  if (kind === KIND.dates && !newEndOn)
    return [fault('newEndOn', 'date-missing', 'Hãy nêu ngày kết thúc mới.', 'Give the new end of the contract.')];
  if (kind === KIND.experts && !experts)
    return [fault('experts', 'experts-missing', 'Hãy nêu chuyên gia thay thế.', 'Name the experts.')];
  return [];
}

function dateFaults(found: Case, newEndOn: string | undefined, now: Date): Fault[] {
  const { startOn } = contractOf(found);
  if (!newEndOn) return [];
  if (newEndOn <= legalDay(now))
    return [fault('newEndOn', 'in-the-past', 'Ngày kết thúc phải sau hôm nay.', 'The end must lie after today.')];
  if (startOn && newEndOn < legalDay(startOn))
    return [fault('newEndOn', 'before-start', 'Ngày kết thúc trước ngày bắt đầu.', 'The end lies before the start.')];
  return [];
}

function priceFaults(found: Case, given: z.infer<typeof prices>): Fault[] {
  return given.flatMap(({ application: code, price }, index): Fault[] => {
    const served = servedParts(found).find(({ application }) => application.code === code);
    const twice = given.findIndex((other) => other.application === code) < index;
    if (!served || served.part.closedAt || twice) {
      const vi = `${code} không phải một phần còn mở của hợp đồng này, hoặc đã có.`;
      const en = `${code} is no open part of this contract, or named twice.`;
      return [fault(`prices.${index}.application`, 'no-such-part', vi, en)];
    }
    const present = served.part.price ?? 0n;
    if (BigInt(price) <= present) return [];
    const vi = `Giá trị không được cao hơn ${formatDong(present, 'vi')}.`;
    return [
      fault(`prices.${index}.price`, 'higher-value', vi, `The value may not exceed ${formatDong(present, 'en')}.`),
    ];
  });
}

/** The annex that is neither approved nor declined. */
async function underWay(tx: Tx, found: Case): Promise<Annex> {
  return tx.annex.findFirstOrThrow({ where: { contractId: contractOf(found).id, decidedAt: null } });
}

const idOf = (annex: Annex) => ({ contractId_no: { contractId: annex.contractId, no: annex.no } });

const agree = handler({
  body: {},
  run: async ({ tx, case: found, now }): Promise<Effects> => {
    const annex = await underWay(tx, found);
    await tx.annex.update({ where: idOf(annex), data: { agreedAt: now } });
    return { data: { annex: annex.no } };
  },
});

async function end(tx: Tx, found: Case, now: Date, why: { reason?: string; lapsed?: boolean }): Promise<Effects> {
  const annex = await underWay(tx, found);
  await tx.annex.update({ where: idOf(annex), data: { decidedAt: now, approved: false } });
  const data = { annex: annex.no, approved: false, ...why };
  return { data, facts: data };
}

const decline = handler({
  body: { reason: text },
  run: ({ tx, case: found, body, now }): Promise<Effects> => end(tx, found, now, { reason: body.reason }),
});

/** The consultant's silence on a change agrees to nothing. */
const lapse = handler({
  body: {},
  run: ({ tx, case: found, now }): Promise<Effects> => end(tx, found, now, { lapsed: true }),
});

const approve = handler({
  body: {},
  run: async ({ tx, case: found, body, now }): Promise<Effects> => {
    const contract = contractOf(found);
    const annex = await underWay(tx, found);
    const changed = changes.parse(annex.changes);
    // Time went by since it was proposed: what it changes may have ended or moved.
    refuseIf([...dateFaults(found, changed.newEndOn, now), ...priceFaults(found, changed.prices ?? [])], 'guarded');
    const number = body.instrument?.number ?? null;
    await tx.annex.update({ where: idOf(annex), data: { decidedAt: now, approved: true, number } });
    for (const { part, application } of servedParts(found)) {
      const lower = changed.prices?.find((price) => price.application === application.code);
      if (!lower) continue;
      part.price = BigInt(lower.price);
      await tx.part.updateMany({ where: { id: part.id }, data: { price: part.price } });
    }
    const endOn = changed.newEndOn ? dateOf(changed.newEndOn) : undefined;
    const total = liveParts(found).reduce((sum, part) => sum + (part.price ?? 0n), 0n);
    const terms = changedTerms(found, contract.terms as unknown as ContractTerms, changed);
    await tx.contract.update({ where: { id: contract.id }, data: { total, terms: asJson(terms), endOn } });
    await moveDueDates(tx, found, found.row.id, endOn);
    const facts = { annex: annex.no, approved: true, ...asJson(annex.changes) };
    return { data: { ...facts, total: Number(total) }, facts, endOn };
  },
});

function changedTerms(found: Case, terms: ContractTerms, { experts }: Changes): ContractTerms {
  const given = experts ?? [];
  const kept = terms.experts.filter(({ name }) => !given.some((expert) => expert.replaces === name));
  return {
    ...terms,
    experts: [...kept, ...given.map(({ name, role }) => ({ name, role }))],
    prices: servedParts(found).map(({ part, application }) => ({
      application: application.code,
      price: Number(part.price ?? 0n),
    })),
  };
}

export const annexes: Handlers = {
  [SUBJECT.package]: {
    [ACTION.proposeChange]: propose,
    [ACTION.agreeChange]: agree,
    [ACTION.declineChange]: decline,
    [ACTION.lapseChange]: lapse,
    [ACTION.approveChange]: approve,
  },
};
