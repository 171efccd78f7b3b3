/** Administration of what registers say of a party: facts from a day on, each with its source, added to and never changed. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import { BENEFICIARY_KINDS, SECTOR_GROUPS } from '../domain/facts.ts';
import { normaliseTaxCode, TAX_CODE_FAULTS, taxCodeFault } from '../domain/tax-code.ts';
import type { PartyFacts } from '../prisma/generated/client.ts';
import { businessNow } from '../records/drafts.ts';
import { fault, refuseIf } from '../records/handler.ts';
import { dateOf, day, figure, line, upTo, whole } from '../records/shapes.ts';
import { audited, administrators as policy, tag } from './administration.ts';
import { guarded } from './guarded.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { amount, idParams, instant, day as shownDay } from './schemas.ts';
import { dayOf, dong as shownDong } from './shown.ts';

const statement = {
  asOf: day.describe('From which day on they hold.'),
  source: line.describe('The register or document that says so.'),
  legalKind: z.enum(BENEFICIARY_KINDS).optional(),
  province: z
    .string()
    .regex(/^\d{2}$/)
    .optional()
    .describe('Code of the province as of 1/7/2025.'),
  vsic: z
    .array(z.string().regex(/^\d{2,5}$/))
    .max(200)
    .optional(),
  sectorGroup: z.enum(SECTOR_GROUPS).optional(),
  insuredStaff: whole(0, 1_000_000).optional(),
  revenue: figure.optional(),
  capital: figure.optional(),
  recognisedUntil: day.optional().describe('Until when a recognition of a product of its is valid.'),
  predecessors: z
    .array(upTo(20))
    .max(20)
    .optional()
    .describe('Tax codes that it has taken over by law: their support counts as its own.'),
};

const factsView = z
  .object({
    id: z.uuid(),
    asOf: shownDay,
    source: z.string(),
    legalKind: z.string().nullable(),
    province: z.string().nullable(),
    vsic: z.array(z.string()),
    sectorGroup: z.string().nullable(),
    insuredStaff: z.int().nullable(),
    revenue: amount.nullable(),
    capital: amount.nullable(),
    recognisedUntil: shownDay.nullable(),
    predecessors: z.array(z.string()),
    recordedAt: instant,
    recordedBy: z.uuid(),
  })
  .meta({ id: 'PartyFacts' });

const viewOf = ({ partyId: _, ...row }: PartyFacts) => ({
  ...row,
  asOf: legalDay(row.asOf),
  revenue: shownDong(row.revenue),
  capital: shownDong(row.capital),
  recognisedUntil: dayOf(row.recognisedUntil),
  recordedAt: row.recordedAt.toISOString(),
});

const list = route({
  method: 'get',
  path: '/admin/parties/{id}/facts',
  tag,
  summary: 'What registers say of a party, the latest first',
  policy,
  effect: 'read',
  params: idParams,
  answer: { status: 200, body: z.object({ items: z.array(factsView) }) },
  handle: async ({ params }, { database }) => {
    if (!(await database.party.count({ where: { id: params.id } }))) throw new Problem('not-found');
    const rows = await database.partyFacts.findMany({
      where: { partyId: params.id },
      orderBy: [{ asOf: 'desc' }, { id: 'desc' }],
    });
    return ok({ items: rows.map(viewOf) });
  },
});

const add = route({
  method: 'post',
  path: '/admin/parties/{id}/facts',
  tag,
  summary: 'Record what a register says of a party from a day on',
  description:
    'Only the facts given are said; of each the latest by its day holds. Dossiers that were submitted before keep what they were judged by.',
  policy,
  effect: 'once',
  params: idParams,
  body: z.strictObject(statement),
  answer: { status: 201, body: factsView },
  handle: ({ who, params, body, once }) =>
    once(async (tx) => {
      if (!(await tx.party.count({ where: { id: params.id } }))) throw new Problem('not-found');
      const { asOf, source, predecessors = [], recognisedUntil, revenue, capital, ...rest } = body;
      const said = Object.keys(body).filter((name) => !['asOf', 'source'].includes(name));
      await guarded(async () =>
        refuseIf([
          said.length === 0 && fault('', 'nothing-said', 'Hãy ghi ít nhất một thông tin.', 'Give at least one fact.'),
          ...predecessors.map((taxCode, at) => {
            const wrong = taxCodeFault(taxCode) ?? (normaliseTaxCode(taxCode).length === 10 ? null : 'tax-code-length');
            return wrong && fault(`predecessors.${at}`, wrong, TAX_CODE_FAULTS[wrong].vi, TAX_CODE_FAULTS[wrong].en);
          }),
        ]),
      );
      const row = await tx.partyFacts.create({
        data: {
          ...rest,
          ...{ partyId: params.id, asOf: dateOf(asOf), source, predecessors: predecessors.map(normaliseTaxCode) },
          revenue: revenue === undefined ? null : BigInt(revenue),
          capital: capital === undefined ? null : BigInt(capital),
          recognisedUntil: recognisedUntil ? dateOf(recognisedUntil) : null,
          recordedAt: await businessNow(tx),
          recordedBy: who.id,
        },
      });
      await audited(tx, who, 'record-facts', { party: params.id, facts: row.id, said });
      return { status: 201, body: viewOf(row) };
    }),
});

export const facts: readonly Route[] = [list, add];
