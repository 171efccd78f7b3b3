/** Handing over every open task of somebody who leaves or stays away, in one act: each becomes a decision in its own dossier's audit. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { legalDay } from '../domain/dates.ts';
import type { Fault } from '../domain/fault.ts';
import { ACTION, ROLE } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Tx } from '../records/case.ts';
import { businessNow } from '../records/drafts.ts';
import { fault } from '../records/handler.ts';
import { rolesOn } from '../records/held.ts';
import { dateOf, text } from '../records/shapes.ts';
import { HINDRANCE, hindranceOf } from '../records/tasks.ts';
import { canonical, digest, principalOf } from './once.ts';
import { Problem } from './problem.ts';
import { type Route, route } from './route.ts';
import { bilingual } from './schemas.ts';
import { scopeOf, within } from './visibility.ts';
import { holderOf, type Person } from './who.ts';

type HeldTask = {
  id: string;
  subject: string;
  code: string;
  name: string;
  role: string;
  programmeId: string;
  agencyId: string;
  partyId: string | null;
  barred: string[];
  reserved: boolean;
  closedAt: Date | null;
};

const taskView = z.object({ id: z.uuid(), code: z.string(), name: z.string(), title: bilingual });

/** What somebody holds, within what the supervisor oversees, in the order in which it was opened. */
const heldBy = (tx: Tx, who: Person, personId: string): Promise<HeldTask[]> => tx.$queryRaw<HeldTask[]>`
  SELECT t.id, t.subject, t.code, t.name, t.role, t."programmeId", t."agencyId", t."partyId", t.barred, t.reserved, t."closedAt"
  FROM "Task" t WHERE t."personId" = ${personId}::uuid AND t."closedAt" IS NULL
    AND ${within(scopeOf(who, [ROLE.supervisor]), Prisma.sql`t`)} ORDER BY t.id`;

/** What stands between the successor and a task: nothing, or the fault. Whose it is alone is nobody else's. */
function hindrance(task: HeldTask, successor: Pick<Person, 'id' | 'held'> | null) {
  if (task.reserved) return HINDRANCE.reserved;
  return successor && hindranceOf(task, holderOf(successor, task.agencyId, task.programmeId));
}

/**
 * @returns the successor with all roles of today; null where the tasks go back to everybody who may take them
 * @throws Problem `invalid` where it is nobody else on the staff that the supervisor oversees
 */
async function successorOf(tx: Tx, who: Person, { from, to }: { from: string; to: string | null }, today: Date) {
  if (to === null) return null;
  const held = await rolesOn(tx, to, today);
  const mine = scopeOf(who, [ROLE.supervisor]).map(({ agencyId }) => agencyId);
  if (to !== from && held.some(({ agencyId }) => mine.includes(agencyId))) return { id: to, held };
  const [vi, en] = ['Hãy chọn một người khác đang làm việc tại cơ quan.', 'Name another person on the agency’s staff.'];
  throw new Problem('invalid', { faults: [fault('to', 'no-such-person', vi, en)] });
}

const handOver = route({
  method: 'post',
  path: '/supervision/hand-over',
  tag: 'Supervision',
  summary: 'Hand over every open task of one person to another, or back to everybody who may take it, in one act',
  description:
    'For somebody who leaves or is away. Each task becomes a reassignment in the audit of its own dossier: they are stored together, and ' +
    'recorded one after another within seconds. What the successor may not take (role, rule 1, a task for that person alone) is named, ' +
    'and nothing is handed over; with `partly` the rest is. A member’s own scores go to nobody: the panel or the council is appointed anew.',
  policy: { for: 'staff', roles: [ROLE.supervisor] },
  effect: 'once',
  body: z.strictObject({
    from: z.uuid(),
    to: z.uuid().nullable().describe('Null: nobody in particular; whoever may take a task, claims it.'),
    reason: text,
    partly: z.boolean().default(false),
  }),
  answer: {
    status: 202,
    body: z.object({
      handedOver: z.array(taskView),
      left: z.array(taskView.extend({ why: bilingual })).describe('What stays with its holder, and why.'),
    }),
  },
  handle: ({ who, body, key, once }) =>
    once(async (tx) => {
      const tasks = await heldBy(tx, who, body.from);
      const now = await businessNow(tx);
      const successor = await successorOf(tx, who, body, dateOf(legalDay(now)));
      if ((await tx.person.count({ where: { id: body.from } })) === 0)
        throw new Problem('invalid', {
          faults: [fault('from', 'no-such-person', 'Không có người này.', 'There is no such person.')],
        });
      const seen = tasks.map((task) => ({ task, why: hindrance(task, successor) }));
      const hindered = seen.flatMap(({ task, why }) => (why ? [{ task, why }] : []));
      if (hindered.length > 0 && !body.partly)
        throw new Problem('guarded', { faults: hindered.map(({ task, why }): Fault => ({ ...why, path: task.code })) });
      const moved = seen.filter(({ why }) => !why).map(({ task }) => task);
      await store(tx, who, moved, { to: body.to, reason: body.reason, key: key(), receivedAt: now });
      const view = (task: HeldTask) => ({
        id: task.id,
        code: task.code,
        name: task.name,
        title: wordOf('task', task.name),
      });
      const left = hindered.map(({ task, why }) => ({ ...view(task), why: why.message }));
      return { status: 202, body: { handedOver: moved.map(view), left } };
    }),
});

/** Stores a reassignment for each task; the dispatcher brings them to their workflows, whatever is killed meanwhile. */
async function store(tx: Tx, who: Person, tasks: readonly HeldTask[], handing: Handing): Promise<void> {
  const { to, reason, key, receivedAt } = handing;
  await tx.decision.createMany({
    data: tasks.map(({ id: task, subject, code }) => {
      const body = { task, to, reason };
      const id = digest(principalOf(who), subject, code, ACTION.reassign, task, key);
      const principal = { kind: who.kind, id: who.id };
      return {
        id,
        subject,
        code,
        action: ACTION.reassign,
        principal,
        body,
        bodyHash: digest(canonical(body)),
        receivedAt,
      };
    }),
    skipDuplicates: true,
  });
}

type Handing = { to: string | null; reason: string; key: string; receivedAt: Date };

export const handOvers: readonly Route[] = [handOver];
