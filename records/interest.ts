/** A conflict of interest declared by somebody who sits on a panel or council: once, for good, and it bars from what is open. */
import { capacityFor } from '../domain/delegation.ts';
import { LETTER, RECIPIENT } from '../domain/process.ts';
import type { Case, Task, Tx } from './case.ts';
import { fault, handler, refuseIf } from './handler.ts';
import { staffWith } from './lock.ts';
import { text } from './shapes.ts';

type Sitting = { personId: string; interest: string | null };

/** A task that nobody may take now, as supervisors are told of it. */
type Left = { task: string; role: string; barred: string[] };

/** How one kind of appointment keeps its members. */
type Seats<Member extends Sitting> = {
  /** @throws Refused `not-yours` where the person does not sit there */
  memberOf(tx: Tx, found: Case, principal: { id?: string }): Promise<Member>;
  keep(tx: Tx, member: Member, data: { interest?: string; noInterestAt: Date | null }): Promise<void>;
  /** Ids of the open tasks that end with an interest. */
  closes(found: Case, personId: string): string[];
  /** What else the person leaves behind. */
  leaves?(tx: Tx, found: Case, personId: string): Promise<Left[]>;
};

/**
 * @returns the handler of `declare-interest` for members of a panel or council; an interest once declared stays, and supervisors are
 *   told of each task that nobody may take because of it
 */
export const interestDeclared = <Member extends Sitting>({ memberOf, keep, closes, leaves }: Seats<Member>) =>
  handler({
    /** What the interest is; null: there is none. Once declared it stays. */
    body: { interest: text.nullable() },
    run: async ({ tx, case: found, body, actor, now }) => {
      const member = await memberOf(tx, found, actor.principal as { id?: string });
      refuseIf([
        member.interest !== null &&
          fault(
            'interest',
            'declared-before',
            'Đã khai báo xung đột lợi ích, không thể rút lại.',
            'An interest was declared before and stays.',
          ),
      ]);
      if (body.interest === null) {
        await keep(tx, member, { noInterestAt: now });
        return { data: { interest: false } };
      }
      await keep(tx, member, { interest: body.interest, noInterestAt: null });
      const left = [
        ...((await leaves?.(tx, found, member.personId)) ?? []),
        ...(await barFromOpenTasks(tx, found, member.personId)),
      ];
      return {
        data: { interest: true },
        closes: closes(found, member.personId),
        letters: left.map((facts) => ({ letter: LETTER.nobodyEligible, to: RECIPIENT.supervisor, facts })),
      };
    },
  });

/**
 * Bars a person, and whoever acts on their behalf, from the open tasks of a package or round and its applications, and releases those
 * held.
 * @returns tasks that nobody may take now
 */
export async function barFromOpenTasks(
  tx: Tx,
  found: Case,
  personId: string,
  these: (task: Task) => boolean = () => true,
) {
  const left: Left[] = [];
  for (const task of found.tasks.filter((open) => !open.reserved && open.partyId === null && these(open))) {
    const barred = [...new Set([...task.barred, personId])];
    const holding = found.staff.find((member) => member.id === task.personId);
    const loses = task.personId === personId || (holding && !capacityFor(holding, task.role, barred));
    const holder = loses ? null : task.personId;
    await tx.task.updateMany({ where: { id: task.id }, data: { barred, personId: holder } });
    Object.assign(task, { barred, personId: holder });
    const holders = staffWith(found, task.role);
    const concerned = holders.some((member) => member.id === personId);
    if (holder === null && concerned && holders.every((member) => !capacityFor(member, task.role, barred)))
      left.push({ task: task.name, role: task.role, barred: holders.map(({ id }) => id) });
  }
  return left;
}
