/** Administration of an agency: its own words and hours, its programmes, and the audit of it all. */
import { z } from 'zod';
import type { Agency, Programme, Superior } from '../prisma/generated/client.ts';
import { PROGRAMMES } from '../programmes/index.ts';
import type { Tx } from '../records/case.ts';
import { businessNow } from '../records/drafts.ts';
import { fault, refuseIf } from '../records/handler.ts';
import { email, line, text, upTo } from '../records/shapes.ts';
import { agenciesOf, audited, mustAdminister, administrators as policy, tag } from './administration.ts';
import { guarded } from './guarded.ts';
import { page, readCursor } from './paging.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual, instant, pageOf, pageQuery } from './schemas.ts';

const hours = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const agencyView = z
  .object({
    id: z.string(),
    name: bilingual,
    email: z.string(),
    complaint: bilingual.describe('How to complain against a refusal, in the agency’s own words.'),
    officeClosesAt: hours.describe('A due day ends then.'),
    head: z
      .uuid()
      .nullable()
      .describe('Who is told what stays late although the supervisors were; while nobody is named, the approvers are.'),
    superiors: z
      .array(z.object({ name: z.string(), email: z.string() }))
      .describe(
        'Who is above the agency: with each week that a late task stays open after the head was told, one more of them is told.',
      ),
    example: z.boolean(),
  })
  .meta({ id: 'Agency' });
type Whole = Agency & { superiors: Superior[] };
const include = { superiors: { where: { endedAt: null }, orderBy: { no: 'asc' } } } as const;
const agencyOf = (row: Whole) => ({
  id: row.id,
  name: { vi: row.nameVi, en: row.nameEn },
  email: row.email,
  complaint: { vi: row.complaintVi, en: row.complaintEn },
  officeClosesAt: row.officeClosesAt,
  head: row.headPersonId,
  superiors: row.superiors.map(({ name, email }) => ({ name, email })),
  example: row.example,
});

const agencies = route({
  method: 'get',
  path: '/admin/agencies',
  tag,
  summary: 'The agencies that you administer',
  policy,
  effect: 'read',
  answer: { status: 200, body: z.object({ items: z.array(agencyView) }) },
  handle: async ({ who }, { database }) => {
    const rows = await database.agency.findMany({
      where: { id: { in: agenciesOf(who) } },
      include,
      orderBy: { id: 'asc' },
    });
    return ok({ items: rows.map(agencyOf) });
  },
});

const words = z.strictObject({ vi: text, en: text });
const editAgency = route({
  method: 'patch',
  path: '/admin/agencies/{id}',
  tag,
  summary: 'Change an agency’s name, address, wording on complaints, close of office, head, and who is above it',
  policy,
  effect: 'repeatable',
  params: z.strictObject({ id: upTo(60) }),
  body: z
    .strictObject({
      ...{ name: words, email, complaint: words, officeClosesAt: hours },
      head: z.uuid().nullable(),
      superiors: z.array(z.strictObject({ name: line, email })).max(5),
    })
    .partial(),
  answer: { status: 200, body: agencyView },
  handle: async ({ who, params, body }, { database }) => {
    mustAdminister(who, params.id);
    const { name, email, complaint, officeClosesAt, head, superiors } = body;
    const row = await database.$transaction(async (tx) => {
      const known = head ? await tx.assignment.count({ where: { agencyId: params.id, personId: head } }) : 1;
      await guarded(async () =>
        refuseIf([
          known === 0 &&
            fault('head', 'no-such-person', 'Không có người này.', 'There is no such person on this agency’s staff.'),
        ]),
      );
      await audited(tx, who, 'change-agency', { agency: params.id, changed: Object.keys(body) });
      if (superiors) await namesAbove(tx, params.id, superiors);
      return tx.agency.update({
        where: { id: params.id },
        include,
        data: {
          ...{ nameVi: name?.vi, nameEn: name?.en, email, officeClosesAt },
          ...{ complaintVi: complaint?.vi, complaintEn: complaint?.en },
          headPersonId: head,
        },
      });
    });
    return ok(agencyOf(row));
  },
});

/** Those named before are kept for the letters that were written to them, and are told no more. */
async function namesAbove(tx: Tx, agencyId: string, superiors: readonly { name: string; email: string }[]) {
  await tx.superior.updateMany({ where: { agencyId, endedAt: null }, data: { endedAt: await businessNow(tx) } });
  await tx.superior.createMany({ data: superiors.map((superior, no) => ({ agencyId, no: no + 1, ...superior })) });
}

const programmeView = z
  .object({
    ...{ id: z.string(), agency: z.string(), definition: z.string(), name: bilingual, example: z.boolean() },
    assumed: z.boolean().describe('Open in an assumed successor of its period: an example, never a real installation.'),
  })
  .meta({ id: 'AdministeredProgramme' });
const programmeOf = ({ id, agencyId, definition, example, assumed }: Programme) => ({
  ...{ id, agency: agencyId, definition, example, assumed },
  name: PROGRAMMES.find((programme) => programme.definition === definition)?.name ?? { vi: definition, en: definition },
});

const programmes = route({
  method: 'get',
  path: '/admin/programmes',
  tag,
  summary: 'The programmes of your agencies, and the rules that this build carries',
  policy,
  effect: 'read',
  answer: {
    status: 200,
    body: z.object({
      items: z.array(programmeView),
      definitions: z.array(z.object({ definition: z.string(), name: bilingual })),
    }),
  },
  handle: async ({ who }, { database }) => {
    const rows = await database.programme.findMany({
      where: { agencyId: { in: agenciesOf(who) } },
      orderBy: { id: 'asc' },
    });
    return ok({
      items: rows.map(programmeOf),
      definitions: PROGRAMMES.map(({ definition, name }) => ({ definition, name })),
    });
  },
});

const runProgramme = route({
  method: 'post',
  path: '/admin/programmes',
  tag,
  summary: 'Run a programme: its id is the prefix of its codes',
  policy,
  effect: 'once',
  body: z.strictObject({
    id: z.string().regex(/^[A-Z][A-Z0-9]{1,11}$/),
    agency: upTo(60),
    definition: z.string().regex(/^\d{3}$/),
  }),
  answer: { status: 201, body: programmeView },
  handle: ({ who, body, once }) =>
    once(async (tx) => {
      mustAdminister(who, body.agency);
      const carried = PROGRAMMES.some(({ definition }) => definition === body.definition);
      const taken = await tx.programme.count({ where: { id: body.id } });
      await guarded(async () => {
        refuseIf([
          !carried &&
            fault('definition', 'no-such-definition', 'Không có bộ quy định này.', 'This build carries no such rules.'),
        ]);
        refuseIf([taken > 0 && fault('id', 'taken', 'Tiền tố này đã dùng.', 'This prefix is taken.')], 'duplicate');
      });
      const row = await tx.programme.create({
        data: { id: body.id, agencyId: body.agency, definition: body.definition },
      });
      await audited(tx, who, 'create-programme', {
        programme: row.id,
        agency: row.agencyId,
        definition: row.definition,
      });
      return { status: 201, body: programmeOf(row) };
    }),
});

const auditView = z
  .object({
    id: z.uuid(),
    at: instant,
    actor: z.looseObject({ kind: z.string() }),
    action: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AdministrationEvent' });

const audit = route({
  method: 'get',
  path: '/admin/audit',
  tag,
  summary: 'What administrators have done, the newest first',
  policy,
  effect: 'read',
  query: z.strictObject(pageQuery),
  answer: { status: 200, body: pageOf(auditView) },
  handle: async ({ who, query }, { database }) => {
    const after = readCursor(query.cursor, ['id']);
    const colleagues = await database.assignment.findMany({
      where: { agencyId: { in: agenciesOf(who) } },
      select: { personId: true },
      distinct: ['personId'],
    });
    const actors = colleagues.map(({ personId }) => personId);
    const rows = await database.adminEvent.findMany({
      where: {
        OR: [
          ...actors.map((id) => ({ actor: { path: ['id'], equals: id } })),
          ...agenciesOf(who).map((agency) => ({ data: { path: ['agency'], equals: agency } })),
        ],
        ...(after ? { id: { lt: after[0]! } } : {}),
      },
      orderBy: { id: 'desc' },
      take: query.limit + 1,
    });
    return ok(
      page(
        rows,
        query.limit,
        (row) => ({ ...row, at: row.at.toISOString() }),
        (row) => [row.id],
      ),
    );
  },
});

export const agency: readonly Route[] = [agencies, editAgency, programmes, runProgramme, audit];
