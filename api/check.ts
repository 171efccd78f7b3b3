/** The check before anything is submitted: may I, up to how much, and why not. Nothing is written. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import type { Bilingual } from '../domain/fault.ts';
import { PARTY_ROLE } from '../domain/process.ts';
import type { SupportItem } from '../domain/programme.ts';
import { closedOn, itemClosedOn } from '../domain/programme-period.ts';
import { isSelected } from '../domain/route.ts';
import type { Database } from '../prisma/database.ts';
import { programmeOf, whyNoApplications } from '../programmes/index.ts';
import { openRoundFor } from '../records/entry.ts';
import { evaluationFor } from '../records/evaluated.ts';
import { fault } from '../records/handler.ts';
import { code, upTo } from '../records/shapes.ts';
import { applicationContent } from '../records/submission.ts';
import { evaluationShown, evaluationView } from './eligibility-view.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual } from './schemas.ts';
import { READING_ROLES } from './visibility.ts';
import { rolesIn, type SignedIn } from './who.ts';

const { estimate, businessLines, declared } = applicationContent.shape;

const check = route({
  method: 'post',
  path: '/programmes/{id}/check',
  tag: 'Programmes',
  summary: 'What an enterprise may get, up to how much and why not, before anything is submitted',
  description:
    'Enterprises ask for themselves; staff of the agency name one. Judged by the rules, facts and ceilings of today; nothing is written.',
  policy: { for: 'signed-in' },
  effect: 'read',
  params: z.strictObject({ id: code }),
  body: z.strictObject({
    item: code,
    estimate: estimate.optional().describe('Of an item that pays support.'),
    businessLines,
    declared,
    taxCode: upTo(20).optional().describe('For staff: whose. Enterprises ask for themselves.'),
  }),
  answer: {
    status: 200,
    body: z
      .object({
        closed: bilingual.nullable().describe('Why no application is taken now, whatever the conditions say.'),
        evaluation: evaluationView,
      })
      .meta({ id: 'Check' }),
  },
  handle: async ({ who, params, body }, { database }) => {
    const { row, enterpriseId, now } = await look(database, who, params.id, body.taxCode);
    const programme = programmeOf(row.definition);
    const item = programme.items.find((candidate) => candidate.code === body.item);
    if (!item) {
      const en = 'The programme has no such item.';
      throw new Problem('invalid', {
        faults: [fault('item', 'no-such-item', 'Chương trình không có nội dung này.', en)],
      });
    }
    if (!enterpriseId) {
      const vi = 'Hãy ghi mã số thuế của một doanh nghiệp đã đăng ký.';
      const en = 'Give the tax code of a registered enterprise.';
      throw new Problem('invalid', { faults: [fault('taxCode', 'no-such-enterprise', vi, en)] });
    }
    if (!isSelected(item) && body.estimate === undefined) {
      const vi = 'Hãy ghi chi phí dự kiến.';
      throw new Problem('invalid', { faults: [fault('estimate', 'missing', vi, 'Give the estimated cost.')] });
    }
    const on = legalDay(now);
    const { evaluation } = await evaluationFor(database, {
      ...{ programme, programmeId: row.id, agencyId: row.agencyId, item, enterpriseId, code: null },
      ...{ content: { ...body, estimate: body.estimate ?? 0 }, on, hold: false },
    });
    const closed =
      whyNoApplications(item) ??
      closedOn(programme, on, row.assumed) ??
      itemClosedOn(item, on) ??
      (await noRound(database, row.id, item, now));
    return ok({ closed, evaluation: evaluationShown(evaluation) });
  },
});

/** Why an item of a selection round takes no application now; null of any other, and while a round takes them. */
async function noRound(
  database: Database,
  programmeId: string,
  item: SupportItem,
  now: Date,
): Promise<Bilingual | null> {
  if (!isSelected(item)) return null;
  const { faults } = await openRoundFor(database, { programmeId, item: item.code }, now);
  return faults[0]?.message ?? null;
}

type Row = {
  id: string;
  agencyId: string;
  definition: string;
  assumed: boolean;
  enterpriseId: string | null;
  now: Date;
};

/**
 * The programme, and whose check it is: the caller's own, or of the enterprise that staff name.
 * @throws Problem `not-found` without such a programme; `not-allowed` for whoever may not ask; `invalid` where an enterprise names one
 */
async function look(database: Database, who: SignedIn, id: string, taxCode: string | undefined) {
  const own = who.kind === 'party';
  const [row] = await database.$queryRaw<Row[]>`
    SELECT programme.id, programme."agencyId", programme.definition, programme.assumed, business_now() AS now,
      (SELECT party.id FROM "Party" party WHERE party.kind = ${PARTY_ROLE.enterprise} AND
        CASE WHEN ${own} THEN party.id = ${who.id}::uuid ELSE party."taxCode" = ${taxCode ?? ''} END) AS "enterpriseId"
    FROM "Programme" programme WHERE programme.id = ${id}`;
  if (!row) throw new Problem('not-found');
  const may = own
    ? who.as === PARTY_ROLE.enterprise
    : rolesIn(who, row.agencyId, row.id).some((role) => READING_ROLES.includes(role));
  if (!may) throw new Problem('not-allowed');
  if (own && taxCode !== undefined) {
    const vi = 'Doanh nghiệp chỉ kiểm tra cho chính mình.';
    throw new Problem('invalid', {
      faults: [fault('taxCode', 'not-yours', vi, 'An enterprise asks for itself alone.')],
    });
  }
  return { row, enterpriseId: row.enterpriseId, now: row.now };
}

export const checks: readonly Route[] = [check];
