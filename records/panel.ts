/** The expert panel (tổ chuyên gia): who is on it, whose interests bar them, and the scores that each gives alone. */
import { z } from 'zod';
import { capacityFor } from '../domain/delegation.ts';
import { Refused } from '../domain/errors.ts';
import { ACTION, process, ROLE, STATE, SUBJECT, TASK, type TaskName, taskOf } from '../domain/process.ts';
import { type Criterion, checkScores } from '../domain/scoring.ts';
import type { PanelMember } from '../prisma/generated/client.ts';
import { type Case, keyOf, type Task, type Tx } from './case.ts';
import { METHOD } from './guards.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { barFromOpenTasks, interestDeclared } from './interest.ts';
import { staffWith } from './lock.ts';
import { line, points, text } from './shapes.ts';
import { asJson, liveBids, type Requirement, termsOf } from './terms.ts';

/** Scores are kept in hundredths of a point. */
export const HUNDRED = 100;

/** The members who may score: appointed, not replaced, without a declared interest. */
export const sittingMembers = (tx: Tx, found: Case): Promise<PanelMember[]> =>
  tx.panelMember.findMany({
    where: { packageId: found.package!.id, replacedAt: null, interest: null },
    orderBy: { personId: 'asc' },
  });

/** The fault where a panel has fewer members than the programme asks for, with the rule's source. */
export function panelTooSmall(found: Case, members: number) {
  const { minimum, source } = found.programme.procurement.panelMembers;
  if (members >= minimum) return null;
  const vi = `Tổ chuyên gia cần ít nhất ${minimum} thành viên, hiện có ${members} (${source.document}, ${source.certainty}).`;
  const en = `The panel needs at least ${minimum} members and has ${members} (${source.document}, ${source.certainty}).`;
  return fault('members', 'panel-too-small', vi, en);
}

const appointPanel = handler({
  body: { members: z.array(z.uuid()).min(1).max(20), reason: text.optional() },
  run: async ({ tx, case: found, body, now }): Promise<Effects> => {
    const packageId = found.package!.id;
    const table = process(found.row.process);
    const known = await tx.panelMember.findMany({ where: { packageId } });
    const holders = staffWith(found, ROLE.panel);
    const outside = staffWith(found, ROLE.approver).filter((one) => capacityFor(one, ROLE.approver, body.members));
    refuseIf([
      ...body.members.flatMap((id, index) => {
        const path = `members.${index}`;
        if (!holders.some((holder) => holder.id === id)) {
          const en = 'Does not hold the panel role in this agency for this programme today.';
          return [fault(path, 'not-on-the-panel-list', 'Không có vai trò tổ chuyên gia.', en)];
        }
        if (known.some((member) => member.personId === id && member.interest !== null)) {
          const en = 'Has declared an interest in this package.';
          return [fault(path, 'has-an-interest', 'Đã khai báo xung đột lợi ích với gói thầu này.', en)];
        }
        const twice = body.members.indexOf(id) < index;
        return twice ? [fault(path, 'named-twice', 'Đã có trong danh sách.', 'Is named twice.')] : [];
      }),
      panelTooSmall(found, new Set(body.members).size),
      outside.length === 0 &&
        fault(
          'members',
          'no-approver-left',
          'Không còn lãnh đạo nào ngoài tổ chuyên gia để phê duyệt kết quả.',
          'No approver is left outside the panel to approve its result: who scores does not award.',
        ),
    ]);
    const current = known.filter((member) => !member.replacedAt).map((member) => member.personId);
    const replaced = current.filter((id) => !body.members.includes(id));
    const added = body.members.filter((id) => !current.includes(id));
    await tx.panelMember.updateMany({
      where: { packageId, personId: { in: replaced } },
      data: { replacedAt: now },
    });
    for (const personId of added) {
      await tx.panelMember.upsert({
        where: { packageId_personId: { packageId, personId } },
        create: { packageId, personId, appointedAt: now },
        update: { appointedAt: now, replacedAt: null, noInterestAt: null },
      });
    }
    await tx.score.deleteMany({ where: { bid: { packageId }, personId: { in: added } } });
    const scoring = keyOf(found.package!) === STATE.technical && found.package!.openedAt !== null;
    const decidesOnScores = (task: Task) => taskOf(table, task.name as TaskName).notBy?.includes(ACTION.score) ?? false;
    for (const id of added) await barFromOpenTasks(tx, found, id, decidesOnScores);
    return {
      data: { members: body.members, added, replaced },
      closes: scoreTasks(found, replaced),
      opens: scoring && added.length > 0 ? [TASK.scoreBids] : [],
      each: added,
    };
  },
});

const scoreTasks = (found: Case, persons: readonly string[]): string[] =>
  found.tasks
    .filter((task) => task.name === TASK.scoreBids && task.personId !== null && persons.includes(task.personId))
    .map((task) => task.id);

/** @throws Refused `not-yours` where the person does not sit on this package's panel */
async function memberOf(tx: Tx, found: Case, principal: { id?: string }): Promise<PanelMember> {
  const where = { packageId_personId: { packageId: found.package!.id, personId: principal.id ?? '' } };
  const member = await tx.panelMember.findUnique({ where });
  if (member && !member.replacedAt) return member;
  const en = 'You do not sit on the panel of this package.';
  throw new Refused('not-yours', [fault('', 'not-a-member', 'Không thuộc tổ chuyên gia của gói thầu này.', en)]);
}

const declareInterest = interestDeclared({
  memberOf,
  keep: async (tx, { packageId, personId }, data) => {
    await tx.panelMember.update({ where: { packageId_personId: { packageId, personId } }, data });
  },
  closes: (found, personId) => scoreTasks(found, [personId]),
});

const score = handler({
  body: {
    /** Scored methods: 0 to 100 for each criterion of each bid, with at most two decimals. */
    scores: z
      .array(z.strictObject({ bid: z.uuid(), criterion: line, points, comment: text }))
      .max(2000)
      .optional(),
    /** Direct appointment: whether the proposal meets each requirement. */
    findings: z
      .array(z.strictObject({ bid: z.uuid(), requirement: line, met: z.boolean(), comment: text }))
      .max(500)
      .optional(),
  },
  run: async ({ tx, case: found, body, actor, now }): Promise<Effects> => {
    const member = await memberOf(tx, found, actor.principal as { id?: string });
    refuseIf(
      [
        member.noInterestAt === null &&
          fault(
            '',
            'interest-undeclared',
            'Hãy khai báo có hay không xung đột lợi ích trước khi chấm.',
            'Declare first whether you have an interest in this package.',
          ),
      ],
      'guarded',
    );
    const examined = found.package!.method === METHOD.directAppointment;
    const given = examined
      ? (body.findings ?? []).map((entry) => ({
          ...entry,
          criterion: entry.requirement,
          points: entry.met ? HUNDRED : 0,
        }))
      : (body.scores ?? []);
    const terms = termsOf(found);
    const bids = await liveBids(tx, found.package!.id);
    const path = examined ? 'findings' : 'scores';
    refuseIf([
      ...given.flatMap((entry, index) => {
        const at = `${path}.${index}`;
        if (!bids.some((bid) => bid.id === entry.bid))
          return [fault(`${at}.bid`, 'no-such-bid', 'Không có hồ sơ dự thầu này.', 'There is no such bid.')];
        const first = given.findIndex((other) => other.bid === entry.bid && other.criterion === entry.criterion);
        return first < index ? [fault(at, 'scored-twice', 'Đã chấm mục này.', 'This was scored twice.')] : [];
      }),
      ...bids.flatMap((bid) => {
        const own = given.filter((entry) => entry.bid === bid.id);
        const faults = checkScores(
          scored(terms),
          Object.fromEntries(own.map((entry) => [entry.criterion, entry.points])),
        );
        return faults.map((entry) => ({ ...entry, path: `${path}.${bid.id}.${entry.path}` }));
      }),
    ]);
    await tx.score.createMany({
      data: given.map(({ bid, criterion, points, comment }) => ({
        bidId: bid,
        personId: member.personId,
        criterion,
        points: Math.round(points * HUNDRED),
        comment,
        at: now,
      })),
    });
    // Each scores alone: the audit says that it was done, the scores themselves are read after the technical approval.
    return { data: asJson({ bids: bids.map((bid) => bid.id) }) };
  },
});

/** What a panel gives points for: the criteria, or a direct appointment's requirements. */
const scored = (terms: { criteria: readonly Criterion[]; examination: readonly Requirement[] }): Criterion[] =>
  terms.examination.length > 0
    ? terms.examination.map(({ key, name }) => ({ key, name, group: 'methodology', weightBp: 1 }))
    : [...terms.criteria];

export const panel: Handlers = {
  [SUBJECT.package]: {
    [ACTION.appointPanel]: appointPanel,
    [ACTION.declareInterest]: declareInterest,
    [ACTION.score]: score,
  },
};
