/** Delegations (ủy quyền): somebody's role acted with by another, in their name, from–to. One's own, or for somebody who cannot. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import { DELEGABLE } from '../domain/delegation.ts';
import { ROLE, STAFF_ROLE, type StaffRole } from '../domain/process.ts';
import type { Tx } from '../records/case.ts';
import { delegate, endDelegation, NAMES, type NamedDelegation } from '../records/delegation.ts';
import { businessNow } from '../records/drafts.ts';
import { handBackTasks } from '../records/leaving.ts';
import { code, dateOf, day, line, text, upTo } from '../records/shapes.ts';
import { inTransaction } from '../records/transaction.ts';
import { audited } from './administration.ts';
import { guarded } from './guarded.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { idParams, instant, pageOf, pageQuery } from './schemas.ts';
import { dayOf, iso } from './shown.ts';
import type { Person } from './who.ts';

const tag = 'Delegation';
const policy = { for: 'staff', roles: Object.values(STAFF_ROLE) } as const;

const named = z.object({ id: z.uuid(), name: z.string() });
const instrument = z.strictObject({ signatory: line, capacity: line, number: line.optional(), date: day.optional() });
const delegationView = z
  .object({
    id: z.uuid(),
    agency: z.string(),
    delegator: named.describe('Whose role it is (người ủy quyền).'),
    delegate: named.describe('Who acts with it, in the delegator’s name (người được ủy quyền).'),
    role: z.string().nullable().describe('Null: every role of the delegator that may be delegated.'),
    programme: z.string().nullable().describe('Null: all for which the delegator holds the role.'),
    from: day,
    to: day.describe('The first day without it.'),
    running: z.boolean().describe('Today.'),
    reason: z.string(),
    instrument: instrument.nullable(),
    createdAt: instant,
    createdBy: z.uuid(),
    endedAt: instant.nullable().describe('When it was ended before its day.'),
    endedBy: z.uuid().nullable(),
  })
  .meta({ id: 'Delegation' });

function viewOf(row: NamedDelegation, now: Date): z.infer<typeof delegationView> {
  const today = dateOf(legalDay(now));
  return {
    id: row.id,
    agency: row.agencyId,
    ...{ delegator: row.delegator, delegate: row.delegate, role: row.role, programme: row.programmeId },
    from: legalDay(row.fromDay),
    to: dayOf(row.toDay)!,
    running: row.endedAt === null && row.fromDay <= today && row.toDay > today,
    reason: row.reason,
    instrument: row.instrument as z.infer<typeof instrument> | null,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    endedAt: iso(row.endedAt),
    endedBy: row.endedBy,
  };
}

/** Agencies in which somebody may delegate for another who is ill or cannot be reached, and end what was delegated. */
const agenciesFor = (who: Person): string[] => [
  ...new Set(who.held.filter(({ role }) => STANDING_IN.includes(role)).map(({ agencyId }) => agencyId)),
];
const STANDING_IN: readonly StaffRole[] = [ROLE.supervisor, ROLE.administrator];

const list = route({
  method: 'get',
  path: '/delegations',
  tag,
  summary: 'Delegations, the newest first',
  description: 'Your own, given and received; supervisors and administrators see those of their agencies.',
  policy,
  effect: 'read',
  query: z.strictObject(pageQuery),
  answer: { status: 200, body: pageOf(delegationView) },
  handle: async ({ who, query }, { database }) => {
    const after = readCursor(query.cursor, ['id']);
    const [clock] = await database.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`;
    const rows = await database.delegation.findMany({
      where: {
        OR: [{ fromPersonId: who.id }, { toPersonId: who.id }, { agencyId: { in: agenciesFor(who) } }],
        ...(after ? { id: { lt: after[0]! } } : {}),
      },
      include: NAMES,
      orderBy: { id: 'desc' },
      take: query.limit + 1,
    });
    return ok(
      page(
        rows,
        query.limit,
        (row) => viewOf(row, clock!.now),
        (row) => [row.id],
      ),
    );
  },
});

const create = route({
  method: 'post',
  path: '/delegations',
  tag,
  summary: 'Delegate a role, or all that may be, to a colleague from–to',
  description:
    'What the delegate then does stands in the audit with both names (thay mặt). A delegated role cannot be delegated on. Supervisors and ' +
    'administrators delegate for somebody who cannot, though never to themselves. Where rule 1 is known to bar the delegate from something open, ' +
    'that is named and nothing is delegated; with `partly` the rest is, and they stay barred from it. Rule 1 is asked again, about both, whenever ' +
    'the delegate acts.',
  policy,
  effect: 'once',
  body: z.strictObject({
    agency: upTo(60),
    delegator: z.uuid().optional().describe('Without it: you.'),
    delegate: z.uuid(),
    role: z
      .enum(DELEGABLE as [StaffRole, ...StaffRole[]])
      .optional()
      .describe('Without it: all that may be delegated.'),
    programme: code.optional().describe('Without it: all for which the delegator holds the role.'),
    from: day,
    to: day.describe('The first day without it.'),
    reason: text,
    instrument: instrument.optional().describe('What it rests on, where something was issued.'),
    partly: z.boolean().default(false),
  }),
  answer: { status: 201, body: delegationView },
  handle: ({ who, body, once }) =>
    once(async (tx) => {
      const {
        agency: agencyId,
        delegator: delegatorId = who.id,
        delegate: delegateId,
        programme: programmeId,
        ...rest
      } = body;
      mustBeFor(who, agencyId, delegatorId);
      const now = await businessNow(tx);
      const wanted = { agencyId, delegatorId, delegateId, programmeId, ...rest };
      const { id } = await guarded(() => delegate(tx, wanted, who.id, now));
      const [role, programme] = [rest.role ?? null, programmeId ?? null];
      const data = { delegation: id, agency: agencyId, delegator: delegatorId, delegate: delegateId, role, programme };
      await audited(tx, who, 'delegate', { ...data, from: rest.from, to: rest.to });
      return { status: 201, body: viewOf(await find(tx, id), now) };
    }),
});

/** One's own in an agency where one works; for another, supervisors and administrators. @throws Problem as for a missing agency */
function mustBeFor(who: Person, agencyId: string, delegatorId: string): void {
  if (!who.held.some((held) => held.agencyId === agencyId)) throw new Problem('not-found');
  if (delegatorId !== who.id && !agenciesFor(who).includes(agencyId))
    throw new Problem('not-allowed', {
      detail: {
        vi: 'Chỉ ủy quyền cho người khác thay cho chính mình; người giám sát hoặc người quản trị làm thay người vắng mặt.',
        en: 'Delegate your own roles; a supervisor or administrator does so for somebody who is away.',
      },
    });
}

const find = (tx: Tx, id: string): Promise<NamedDelegation> =>
  tx.delegation.findUniqueOrThrow({ where: { id }, include: NAMES });

const end = route({
  method: 'post',
  path: '/delegations/{id}/end',
  tag,
  summary: 'End a delegation before its day: either of the two, a supervisor or an administrator',
  description:
    'Tasks that the delegate holds by it alone go back to everybody who may take them; of one that its day has ended, only this is done.',
  policy,
  effect: 'repeatable',
  params: idParams,
  body: z.strictObject({}),
  answer: { status: 200, body: delegationView },
  handle: async ({ who, params }, { database }) => {
    const answer = await inTransaction(database, async (tx) => {
      const found = await tx.delegation.findUnique({ where: { id: params.id } });
      const own = found && [found.fromPersonId, found.toPersonId].includes(who.id);
      if (!found || !(own || agenciesFor(who).includes(found.agencyId))) throw new Problem('not-found');
      const now = await businessNow(tx);
      const { row, released, ended } = await endDelegation(tx, found.id, who.id, now);
      if (ended || released.length > 0)
        await audited(tx, who, 'end-delegation', { delegation: row.id, agency: row.agencyId, released });
      return { to: row.toPersonId, view: viewOf(row, now) };
    });
    await handBackTasks({ database }, answer.to);
    return ok(answer.view);
  },
});

export const delegations: readonly Route[] = [list, create, end];
