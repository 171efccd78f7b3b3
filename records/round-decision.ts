/** A selection round is ranked from the members' scores, and decided by its chair, product by product; or called off. */
import { z } from 'zod';
import type { Judged } from '../domain/conditions.ts';
import { legalDay } from '../domain/dates.ts';
import { type Fault, Refused } from '../domain/errors.ts';
import { ACTION, LETTER, RECIPIENT, STATE, SUBJECT } from '../domain/process.ts';
import { pointsOf, rankProducts, validUntil } from '../domain/selection.ts';
import type { Prisma, RoundProduct } from '../prisma/generated/client.ts';
import { bring } from './attach.ts';
import type { Application, Case, Tx } from './case.ts';
import { chairOf, sittingCouncil } from './council.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { recognise } from './recognition.ts';
import { incomplete, inRound, productsIn } from './round-entries.ts';
import { roundTermsOf } from './round-terms.ts';
import { documents, text } from './shapes.ts';
import { asJson } from './terms.ts';

const rank = handler({
  body: {},
  run: async ({ tx, case: found }): Promise<Effects> => {
    const terms = roundTermsOf(found);
    const members = (await sittingCouncil(tx, found)).map(({ personId }) => personId);
    const products = await productsIn(tx, found);
    const scores = await tx.productScore.findMany({
      where: { productId: { in: products.map(({ id }) => id) }, personId: { in: members } },
    });
    const needed = products.length * terms.criteria.length;
    const silent = members.filter((id) => scores.filter(({ personId }) => personId === id).length < needed);
    refuseIf(
      [
        ...(await incomplete(tx, found, members.length)),
        silent.length > 0 &&
          fault(
            '',
            'scores-incomplete',
            `Còn ${silent.length} thành viên hội đồng chưa chấm.`,
            `${silent.length} member(s) of the council have not scored every product.`,
          ),
      ],
      'guarded',
    );
    const given = (productId: string, personId: string) =>
      Object.fromEntries(
        scores
          .filter((score) => score.productId === productId && score.personId === personId)
          .map(({ criterion, points }) => [criterion, points]),
      );
    const scored = products.map(({ id, no }) => ({
      ...{ id, no },
      points: pointsOf(
        terms.criteria,
        members.map((member) => given(id, member)),
      ),
    }));
    const ranking = rankProducts(scored, terms);
    await tx.$executeRaw`
      UPDATE "RoundProduct" product SET points = done.points, rank = done.rank, passed = done.passed, proposed = done.proposed
      FROM jsonb_populate_recordset(NULL::"RoundProduct", ${JSON.stringify(ranking)}::jsonb) done WHERE product.id = done.id`;
    return { data: asJson({ ranking }) };
  },
});

const decisions = z
  .array(z.strictObject({ product: z.uuid(), recognised: z.boolean(), reason: text.optional() }))
  .min(1)
  .max(2_000);

const decide = handler({
  body: { decisions, documents: documents.optional() },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body, now } = act;
    await mustBeChair(tx, found, act.actor.principal);
    await bring(act, body.documents);
    const terms = roundTermsOf(found);
    const products = await productsIn(tx, found);
    const unmet = await conditionsNotMet(tx, inRound(found));
    refuseIf(decisionFaults(body.decisions, products, unmet));
    const on = (body as { instrument?: { date?: string } }).instrument?.date ?? legalDay(now);
    const until = validUntil(on, terms.validYears);
    const chosen = products.map((product) => ({
      ...product,
      ...body.decisions.find((decision) => decision.product === product.id)!,
      name: product.product,
      application: found.applications.find(({ id }) => id === product.applicationId)!,
    }));
    const recognised = chosen.filter((one) => one.recognised);
    const firstTimes = await recognise(
      tx,
      found.round!,
      recognised.map(({ application, name }) => ({ application, product: name })),
      { on, until },
    );
    const decided = chosen.map(({ id, recognised: yes, reason = null }) => ({ id, recognised: yes, reason }));
    await tx.$executeRaw`
      UPDATE "RoundProduct" product SET recognised = done.recognised, reason = done.reason
      FROM jsonb_populate_recordset(NULL::"RoundProduct", ${JSON.stringify(decided)}::jsonb) done WHERE product.id = done.id`;
    const results = chosen.map((one) => {
      const at = recognised.indexOf(one);
      return {
        ...{ applicationId: one.applicationId, name: one.name, points: one.points, needed: terms.passBp },
        ...{ rank: one.rank, recognised: one.recognised, reason: one.reason ?? null },
        firstTime: at < 0 ? null : firstTimes[at]!,
        validUntil: one.recognised ? until : null,
      };
    });
    const entries = inRound(found).map((application): [string, Effects] => {
      const own = results
        .filter(({ applicationId }) => applicationId === application.id)
        .map(({ applicationId: _, ...result }) => result);
      const any = own.some((result) => result.recognised);
      const letter = any ? LETTER.recognised : LETTER.notRecognised;
      const facts = { title: found.round!.title, on, products: own };
      return [
        application.id,
        {
          to: any ? STATE.recognised : STATE.notRecognised,
          data: asJson({ on, products: own }),
          letters: [{ letter, to: RECIPIENT.enterprise, facts: asJson(facts) }],
        },
      ];
    });
    return {
      data: asJson({ on, until, decisions: decided }),
      entries: Object.fromEntries(entries),
    };
  },
});

type Decisions = z.infer<typeof decisions>;

/** What a decision lacks: every product is decided once, and where it departs from the ranking or from a condition, it says why. */
function decisionFaults(given: Decisions, products: readonly RoundProduct[], unmet: ReadonlySet<string>): Fault[] {
  return [
    ...given.flatMap(({ product: id, recognised, reason }, index): Fault[] => {
      const path = `decisions.${index}`;
      const product = products.find((candidate) => candidate.id === id);
      if (!product)
        return [fault(`${path}.product`, 'no-such-product', 'Không có sản phẩm này.', 'There is no such product.')];
      if (given.findIndex((other) => other.product === id) < index)
        return [fault(`${path}.product`, 'decided-twice', 'Đã quyết định.', 'It is decided twice.')];
      if (reason !== undefined) return [];
      const ineligible = recognised && unmet.has(product.applicationId);
      if (recognised === product.proposed && !ineligible) return [];
      const said = ineligible
        ? { vi: 'Hồ sơ có điều kiện không đạt', en: 'The dossier does not meet a condition' }
        : { vi: 'Quyết định khác kết quả xếp hạng', en: 'The decision departs from the ranking' };
      return [fault(`${path}.reason`, 'reason-missing', `${said.vi}: hãy nêu lý do.`, `${said.en}: give the reason.`)];
    }),
    ...products
      .filter(({ id }) => !given.some(({ product }) => product === id))
      .map(({ no, product }) =>
        fault('decisions', 'undecided', `Chưa quyết định: ${no}. ${product}`, `Not decided: ${no}. ${product}`),
      ),
  ];
}

/** Dossiers of which the facts said, when they were submitted, that a condition is not met. */
async function conditionsNotMet(tx: Tx, applications: readonly Application[]): Promise<Set<string>> {
  const kept = await tx.eligibility.findMany({ where: { applicationId: { in: applications.map(({ id }) => id) } } });
  const fails = ({ evaluation }: { evaluation: Prisma.JsonValue }) =>
    (evaluation as unknown as { conditions: Judged[] }).conditions.some(({ verdict }) => verdict === 'not-met');
  return new Set(kept.filter(fails).map(({ applicationId }) => applicationId));
}

/** @throws Refused `not-yours` for whoever is not the chair that was appointed for this round */
async function mustBeChair(tx: Tx, found: Case, principal: { kind: string; id?: string }): Promise<void> {
  const chair = await chairOf(tx, found);
  if (chair?.personId === principal.id) return;
  const en = 'Only the chair that was appointed for this round may do this.';
  throw new Refused('not-yours', [fault('', 'not-the-chair', 'Dành cho chủ tịch hội đồng của đợt xét chọn này.', en)]);
}

const cancel = handler({
  body: { reason: text },
  run: async ({ tx, case: found, body, actor }): Promise<Effects> => {
    await mustBeChair(tx, found, actor.principal);
    const own: Effects = { facts: { reasons: [{ text: body.reason }] }, data: { reason: body.reason } };
    return {
      data: { reason: body.reason },
      entries: Object.fromEntries(found.applications.map(({ id }) => [id, own])),
    };
  },
});

export const roundDecision: Handlers = {
  [SUBJECT.round]: {
    [ACTION.rankProducts]: rank,
    [ACTION.decideRound]: decide,
    [ACTION.cancelRound]: cancel,
  },
};
