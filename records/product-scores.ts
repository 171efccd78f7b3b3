/** The scores that each member of a round's council gives alone. */
import { z } from 'zod';
import type { Fault } from '../domain/errors.ts';
import { ACTION, STAGE, SUBJECT } from '../domain/process.ts';
import { memberOf } from './council.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { HUNDRED } from './panel.ts';
import { roundTermsOf } from './round-terms.ts';
import { line, points, text } from './shapes.ts';

const score = handler({
  body: {
    /** 0 to 100 for each criterion of each product, with at most two decimals. */
    scores: z
      .array(
        z.strictObject({
          product: z.uuid(),
          criterion: line,
          points: points.multipleOf(0.01),
          comment: text,
        }),
      )
      .min(1)
      .max(5_000),
  },
  run: async ({ tx, case: found, body, actor, now }): Promise<Effects> => {
    const member = await memberOf(tx, found, actor.principal as { id?: string });
    const { criteria } = roundTermsOf(found);
    const undeclared = fault(
      '',
      'interest-undeclared',
      'Hãy khai báo có hay không xung đột lợi ích trước khi chấm.',
      'Declare first whether you have an interest in this round.',
    );
    refuseIf([(member.noInterestAt === null || member.chair) && undeclared], 'guarded');
    const products = await tx.roundProduct.findMany({
      where: { roundId: found.row.id, application: { stage: STAGE.selection } },
      orderBy: { no: 'asc' },
    });
    const places = products.flatMap(({ id, no }) => criteria.map(({ key, name }) => ({ id, no, key, name })));
    refuseIf([
      ...body.scores.flatMap(({ product, criterion }, index): Fault[] => {
        const at = `scores.${index}`;
        if (!places.some((place) => place.id === product && place.key === criterion))
          return [fault(at, 'nothing-to-score', 'Không có sản phẩm, tiêu chí này.', 'No such product and criterion.')];
        const first = body.scores.findIndex((other) => other.product === product && other.criterion === criterion);
        return first < index ? [fault(at, 'scored-twice', 'Đã chấm mục này.', 'This was scored twice.')] : [];
      }),
      ...places
        .filter(({ id, key }) => !body.scores.some((one) => one.product === id && one.criterion === key))
        .map(({ no, name }) =>
          fault(
            'scores',
            'score-missing',
            `Chưa chấm sản phẩm ${no}: ${name.vi}.`,
            `Product ${no} is not scored: ${name.en}.`,
          ),
        ),
    ]);
    await tx.productScore.createMany({
      data: body.scores.map(({ product, criterion, points, comment }) => ({
        ...{ productId: product, personId: member.personId, criterion, comment, at: now },
        points: Math.round(points * HUNDRED),
      })),
    });
    // Each scores alone: the audit says that it was done, the scores themselves are read after the ranking.
    return { data: { products: products.length } };
  },
});

export const productScores: Handlers = { [SUBJECT.round]: { [ACTION.score]: score } };
