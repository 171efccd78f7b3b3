/** Administration of budget lines: a programme's money of a year, allotted by decisions. */
import { z } from 'zod';
import { balanceOf, type Entry } from '../domain/budget.ts';
import { dongToJson, formatDong } from '../domain/money.ts';
import type { BudgetLine } from '../prisma/generated/client.ts';
import type { Tx } from '../records/case.ts';
import { businessNow } from '../records/drafts.ts';
import { fault, refuseIf } from '../records/handler.ts';
import { entriesOf } from '../records/ledger.ts';
import { code, dong, line, MOST_FIGURE, year } from '../records/shapes.ts';
import { agenciesOf, audited, mustAdminister, administrators as policy, tag } from './administration.ts';
import { guarded } from './guarded.ts';
import { ok, type Route, route } from './route.ts';
import { amount, idParams } from './schemas.ts';

const lineView = z
  .object({
    id: z.uuid(),
    programme: z.string(),
    year: z.int(),
    name: z.string(),
    allotted: amount,
    available: amount,
    reserved: amount,
    advanced: amount,
    spent: amount,
    receivable: amount,
    recovered: amount,
  })
  .meta({ id: 'AdministeredBudgetLine' });

/** Budget lines with what stands on their accounts, in đồng. */
async function linesOf(tx: Tx, rows: readonly BudgetLine[]) {
  const sums = await tx.entry.groupBy({
    by: ['lineId', 'account'],
    where: { lineId: { in: rows.map(({ id }) => id) } },
    _sum: { amount: true },
  });
  return rows.map((row) => {
    const own = sums.filter(({ lineId }) => lineId === row.id);
    const entries = own.map(({ account, _sum }) => ({
      account: account as Entry['account'],
      amount: _sum.amount ?? 0n,
    }));
    const { allotment, ...held } = balanceOf(entries);
    const amounts = Object.entries(held).map(([name, value]) => [name, dongToJson(value)] as const);
    const { id, programmeId: programme, year, name } = row;
    return { id, programme, year, name, allotted: dongToJson(-allotment), ...Object.fromEntries(amounts) };
  });
}

const lineOf = async (tx: Tx, row: BudgetLine) => (await linesOf(tx, [row]))[0]!;

const list = route({
  method: 'get',
  path: '/admin/budgets',
  tag,
  summary: 'The budget lines of your agencies’ programmes',
  policy,
  effect: 'read',
  query: z.strictObject({ year: z.coerce.number().pipe(year).optional() }),
  answer: { status: 200, body: z.object({ items: z.array(lineView) }) },
  handle: async ({ who, query }, { database }) => {
    const items = await database.$transaction(async (tx) => {
      const rows = await tx.budgetLine.findMany({
        where: { year: query.year, programme: { agencyId: { in: agenciesOf(who) } } },
        orderBy: [{ year: 'asc' }, { id: 'asc' }],
      });
      return linesOf(tx, rows);
    });
    return ok({ items });
  },
});

const createLine = route({
  method: 'post',
  path: '/admin/budgets',
  tag,
  summary: 'Open a budget line of a programme and year',
  policy,
  effect: 'once',
  body: z.strictObject({ programme: code, year, name: line }),
  answer: { status: 201, body: lineView },
  handle: ({ who, body, once }) =>
    once(async (tx) => {
      const programme = await tx.programme.findUnique({ where: { id: body.programme } });
      mustAdminister(who, programme?.agencyId);
      const data = { programmeId: body.programme, year: body.year, name: body.name };
      const known = await tx.budgetLine.count({ where: data });
      await guarded(async () =>
        refuseIf(
          [known > 0 && fault('name', 'taken', 'Dòng ngân sách này đã có.', 'There is such a line already.')],
          'duplicate',
        ),
      );
      const row = await tx.budgetLine.create({ data });
      await audited(tx, who, 'create-budget-line', { line: row.id, ...data });
      return { status: 201, body: await lineOf(tx, row) };
    }),
});

const tooMuch = fault(
  'amount',
  'line-too-large',
  `Một dòng ngân sách có nhiều nhất ${formatDong(BigInt(MOST_FIGURE), 'vi')}.`,
  `A budget line has at most ${formatDong(BigInt(MOST_FIGURE), 'en')}.`,
);

const allot = route({
  method: 'post',
  path: '/admin/budgets/{id}/allotments',
  tag,
  summary: 'Give a budget line money, by the decision that the reason names',
  policy,
  effect: 'once',
  params: idParams,
  body: z.strictObject({ amount: dong.min(1), reason: line }),
  answer: { status: 201, body: lineView },
  handle: ({ who, params, body, once }) =>
    once(async (tx) => {
      const row = await tx.budgetLine.findUnique({ where: { id: params.id }, include: { programme: true } });
      mustAdminister(who, row?.programme.agencyId);
      const [before] = await linesOf(tx, [row!]);
      await guarded(async () => refuseIf([before!.allotted + body.amount > MOST_FIGURE && tooMuch]));
      const posting = {
        kind: 'allotted' as const,
        amount: BigInt(body.amount),
        lineId: row!.id,
        applicationId: null,
        reason: body.reason,
      };
      await tx.entry.createMany({ data: entriesOf([posting], await businessNow(tx)) });
      await audited(tx, who, 'allot', { line: row!.id, amount: body.amount, reason: body.reason });
      return { status: 201, body: await lineOf(tx, row!) };
    }),
});

export const budgets: readonly Route[] = [list, createLine, allot];
