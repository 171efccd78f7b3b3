/** The selection round (đợt xét chọn): announced, closed, and its products listed for the council. */
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { endOfOffice } from '../domain/calendar.ts';
import { legalDay } from '../domain/dates.ts';
import { productKeyOf } from '../domain/identity.ts';
import { ACTION, STAGE, STATE, SUBJECT } from '../domain/process.ts';
import { termsFaults } from '../domain/selection.ts';
import { appointed, councilBody, councilFaults, sittingCouncil } from './council.ts';
import { collectionDay } from './day-bounds.ts';
import { openRoundOf, productsOf, submissionsOnTheirWay } from './entry.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { closedFault } from './periods.ts';
import { incomplete, inRound } from './round-entries.ts';
import { type RoundTerms, roundItemOf } from './round-terms.ts';
import { key, line, whole } from './shapes.ts';
import { asJson } from './terms.ts';

/** What is sent to open a round; rules that are not named are the programme's own. */
export const announcement = {
  title: line,
  /** The last day of the collection, to the close of office. */
  closingOn: collectionDay,
  criteria: z
    .array(
      z.strictObject({
        key: key,
        name: z.strictObject({ vi: line, en: line }),
        weightBp: whole(1, 10_000),
      }),
    )
    .min(1)
    .max(50)
    .optional(),
  passBp: whole(1, 10_000).optional(),
  most: whole(1, 1_000).nullable().optional(),
  validYears: whole(1, 20).optional(),
  council: z.strictObject(councilBody).optional(),
};

const openRound = handler({
  body: announcement,
  run: async ({ tx, case: found, body, actor, now }): Promise<Effects> => {
    const item = roundItemOf(found);
    const rule = item.selection;
    if (!rule) throw new RangeError(`${item.code} has no selection, and ${found.row.code} is a round of it.`);
    const { criteria = rule.criteria, passBp = rule.passBp, validYears = rule.validYears } = body;
    const most = body.most === undefined ? rule.most : body.most;
    const terms: RoundTerms = { criteria, passBp, most, validYears, minimumMembers: rule.minimumMembers };
    const closingAt = endOfOffice(found.calendar, body.closingOn);
    const other = await openRoundOf(tx, found.round!);
    refuseIf([
      ...termsFaults(terms),
      closingAt <= now &&
        fault('closingOn', 'in-the-past', 'Ngày đóng nhận hồ sơ đã qua.', 'The closing day has passed.'),
      closedFault(found.programme, item, legalDay(now), found.assumed, { programme: '', item: '' }),
      other &&
        fault(
          '',
          'another-round',
          `Đợt xét chọn ${other.code} đang nhận hồ sơ.`,
          `The round ${other.code} takes applications of this item now.`,
        ),
      ...(body.council ? await councilFaults(tx, found, body.council, terms, actor, 'council.') : []),
    ]);
    if (body.council) await appointed(tx, found, body.council, now);
    const data = { ...terms, title: body.title, closingOn: body.closingOn, council: body.council ?? null };
    return { round: { title: body.title, terms: asJson(terms), closingAt }, data: asJson(data) };
  },
});

/** Nothing was entered in time: there is nothing to select, and the round ends by itself. */
const closeCollecting = handler({
  body: {},
  run: async ({ tx, case: found }): Promise<Effects> => {
    const live = found.applications.filter((application) => application.stage !== STAGE.closed);
    const coming = live.length > 0 ? 0 : await submissionsOnTheirWay(tx, found.round!);
    return {
      to: live.length > 0 || coming > 0 ? STATE.compiling : STATE.empty,
      data: { applications: live.map(({ code }) => code) },
    };
  },
});

const compileProducts = handler({
  body: {},
  run: async ({ tx, case: found }): Promise<Effects> => {
    const entered = inRound(found);
    if (entered.length === 0) return { to: STATE.empty, data: { products: 0 } };
    const members = await sittingCouncil(tx, found);
    refuseIf(await incomplete(tx, found, members.length), 'guarded');
    const listed = entered.flatMap((application) =>
      productsOf(application).map((product) => ({ application, product })),
    );
    const data = listed.map(({ application, product: { name, description, vsic } }, index) => ({
      ...{ id: uuid(), roundId: found.row.id, applicationId: application.id, no: index + 1 },
      ...{ product: name, productKey: productKeyOf(name), description, vsic },
    }));
    await tx.roundProduct.createMany({ data });
    return {
      to: STATE.scoringProducts,
      data: { products: data.length, applications: entered.map(({ code }) => code) },
    };
  },
});

export const selection: Handlers = {
  [SUBJECT.round]: {
    [ACTION.openRound]: openRound,
    [ACTION.closeCollecting]: closeCollecting,
    [ACTION.compileProducts]: compileProducts,
  },
};
