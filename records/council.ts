/** The council of a selection round (hội đồng xét chọn): who sits on it, and whose interests bar them. */
import { z } from 'zod';
import { type Fault, Refused } from '../domain/errors.ts';
import { ACTION, ROLE, STATE, SUBJECT, TASK } from '../domain/process.ts';
import type { CouncilMember } from '../prisma/generated/client.ts';
import { type Actor, type Case, keyOf, type Tx } from './case.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { interestDeclared } from './interest.ts';
import { staffWith } from './lock.ts';
import { type RoundTerms, roundTermsOf } from './round-terms.ts';
import { text } from './shapes.ts';

/** Who scores, and who decides; the chair does not score. */
export const councilBody = { members: z.array(z.uuid()).min(1).max(50), chair: z.uuid() };
type Named = { members: string[]; chair: string };

/** The members who score: appointed, not replaced, without a declared interest. */
export const sittingCouncil = (tx: Tx, found: Case): Promise<CouncilMember[]> =>
  tx.councilMember.findMany({
    where: { roundId: found.round!.id, chair: false, replacedAt: null, interest: null },
    orderBy: { personId: 'asc' },
  });

/** The chair that is appointed now, without a declared interest. */
export const chairOf = (tx: Tx, found: Case): Promise<CouncilMember | null> =>
  tx.councilMember.findFirst({ where: { roundId: found.round!.id, chair: true, replacedAt: null, interest: null } });

/** What stands in the way of a council. @param at how the place in the body begins */
export async function councilFaults(
  tx: Tx,
  found: Case,
  { members, chair }: Named,
  { minimumMembers }: Pick<RoundTerms, 'minimumMembers'>,
  actor: Actor,
  at = '',
): Promise<Fault[]> {
  const roundId = found.round!.id;
  const known = await tx.councilMember.findMany({ where: { roundId } });
  const openers = await tx.event.findMany({
    where: { subjectId: roundId, action: ACTION.openRound },
    select: { actor: true },
  });
  const opener = openers.map((event) => (event.actor as { id?: string }).id).concat(opening(found, actor));
  const scored = await tx.productScore.findFirst({ where: { product: { roundId }, personId: chair } });
  const interested = (id: string) => known.some((member) => member.personId === id && member.interest !== null);
  const faults = [
    ...members.flatMap((id, index) => {
      const path = `members.${index}`;
      return [
        !staffWith(found, ROLE.council).some((holder) => holder.id === id) &&
          fault(
            path,
            'not-on-the-council-list',
            'Không có vai trò hội đồng xét chọn.',
            'Does not hold the council role in this agency for this programme today.',
          ),
        interested(id) && fault(path, ...AN_INTEREST),
        members.indexOf(id) < index && fault(path, 'named-twice', 'Đã có trong danh sách.', 'Is named twice.'),
      ];
    }),
    new Set(members).size < minimumMembers &&
      fault(
        'members',
        'council-too-small',
        `Hội đồng cần ít nhất ${minimumMembers} thành viên chấm điểm.`,
        `The council needs at least ${minimumMembers} members who score.`,
      ),
    !staffWith(found, ROLE.chair).some((holder) => holder.id === chair) &&
      fault(
        'chair',
        'not-on-the-chair-list',
        'Không có vai trò chủ tịch hội đồng xét chọn.',
        'Does not hold the role of a chair in this agency for this programme today.',
      ),
    interested(chair) && fault('chair', ...AN_INTEREST),
    (members.includes(chair) || scored) &&
      fault('chair', 'scores', 'Chủ tịch quyết định thì không chấm điểm.', 'Who scores does not decide.'),
    opener.includes(chair) &&
      fault(
        'chair',
        'own-work',
        'Người mở đợt xét chọn không được quyết định kết quả.',
        'Who opened the round does not decide it.',
      ),
  ];
  return faults.filter((one): one is Fault => Boolean(one)).map((one) => ({ ...one, path: `${at}${one.path}` }));
}

const AN_INTEREST = [
  'has-an-interest',
  'Đã khai báo xung đột lợi ích với đợt xét chọn này.',
  'Has declared an interest in this round.',
] as const;

/** Whoever opens the round in this very action. */
const opening = (found: Case, { principal }: Actor): (string | undefined)[] =>
  keyOf(found.round!) === STATE.unannounced && principal.kind !== 'clock' ? [principal.id] : [];

/** Keeps who is appointed from now on. @returns who is new, and who is replaced */
export async function appointed(tx: Tx, found: Case, { members, chair }: Named, now: Date) {
  const roundId = found.round!.id;
  const sitting = await tx.councilMember.findMany({ where: { roundId, replacedAt: null } });
  const named = [...members, chair];
  const stays = (member: CouncilMember) =>
    named.includes(member.personId) && member.chair === (member.personId === chair);
  const replaced = sitting.filter((member) => !stays(member)).map((member) => member.personId);
  const added = named.filter((id) => !sitting.some((member) => member.personId === id && stays(member)));
  await tx.councilMember.updateMany({ where: { roundId, personId: { in: replaced } }, data: { replacedAt: now } });
  await tx.$executeRaw`
    INSERT INTO "CouncilMember" ("roundId", "personId", chair, "appointedAt")
    SELECT ${roundId}::uuid, id, id = ${chair}::uuid, ${now} FROM unnest(${added}::uuid[]) id
    ON CONFLICT ("roundId", "personId") DO UPDATE
      SET chair = EXCLUDED.chair, "appointedAt" = EXCLUDED."appointedAt", "replacedAt" = NULL, "noInterestAt" = NULL`;
  return { added, replaced };
}

const scoreTasks = (found: Case, persons: readonly string[]): string[] =>
  found.tasks
    .filter((task) => task.name === TASK.scoreProducts && task.personId !== null && persons.includes(task.personId))
    .map((task) => task.id);

const appointCouncil = handler({
  body: { ...councilBody, reason: text.optional() },
  run: async ({ tx, case: found, body, actor, now }): Promise<Effects> => {
    refuseIf(await councilFaults(tx, found, body, roundTermsOf(found), actor));
    const { added, replaced } = await appointed(tx, found, body, now);
    const scorers = added.filter((id) => id !== body.chair);
    await tx.productScore.deleteMany({ where: { product: { roundId: found.row.id }, personId: { in: scorers } } });
    await handToChair(tx, found, body.chair);
    const scoring = keyOf(found.round!) === STATE.scoringProducts;
    return {
      data: { members: body.members, chair: body.chair, added, replaced },
      closes: scoreTasks(found, replaced),
      opens: scoring && scorers.length > 0 ? [TASK.scoreProducts] : [],
      each: scorers,
    };
  },
});

/** What waits for the chair's decision is the new chair's. */
async function handToChair(tx: Tx, found: Case, chair: string): Promise<void> {
  for (const task of found.tasks.filter((open) => open.name === TASK.decideRound && !open.barred.includes(chair))) {
    await tx.task.updateMany({ where: { id: task.id }, data: { personId: chair, reserved: true } });
    Object.assign(task, { personId: chair, reserved: true });
  }
}

/** A chair with an interest decides nothing: the task is nobody's until another is appointed. @returns what supervisors are told of it */
async function takeFromChair(tx: Tx, found: Case, chair: string) {
  const held = found.tasks.filter((open) => open.name === TASK.decideRound && open.personId === chair);
  for (const task of held) {
    await tx.task.updateMany({ where: { id: task.id }, data: { reserved: false } });
    Object.assign(task, { reserved: false });
  }
  return held.map(({ name, role }) => ({ task: name, role, barred: [chair] }));
}

/** @throws Refused `not-yours` where the person does not sit on this round's council */
export async function memberOf(tx: Tx, found: Case, principal: { id?: string }): Promise<CouncilMember> {
  const where = { roundId_personId: { roundId: found.round!.id, personId: principal.id ?? '' } };
  const member = await tx.councilMember.findUnique({ where });
  if (member && !member.replacedAt) return member;
  const en = 'You do not sit on the council of this round.';
  throw new Refused('not-yours', [fault('', 'not-a-member', 'Không thuộc hội đồng của đợt xét chọn này.', en)]);
}

const declareInterest = interestDeclared({
  memberOf,
  keep: async (tx, { roundId, personId }, data) => {
    await tx.councilMember.update({ where: { roundId_personId: { roundId, personId } }, data });
  },
  closes: (found, personId) => scoreTasks(found, [personId]),
  leaves: takeFromChair,
});

export const council: Handlers = {
  [SUBJECT.round]: {
    [ACTION.appointCouncil]: appointCouncil,
    [ACTION.declareInterest]: declareInterest,
  },
};
