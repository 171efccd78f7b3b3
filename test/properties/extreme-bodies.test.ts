import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { type Action, type ActionName, actionsFrom, process, ROLE, type SubjectKind } from '../../domain/process.ts';
import type { Decision, Prisma, Task } from '../../prisma/generated/client.ts';
import type { Principal } from '../../records/case.ts';
import { bodySchema } from '../../records/handlers.ts';
import { record } from '../../records/record.ts';
import { actOut, acts, openCorrespondence } from '../letters/acts.ts';
import { auditFaults } from '../support/audit-replay.ts';
import { unsound } from '../support/books.ts';
import { extreme, near } from '../support/extremes.ts';
import { type Office, standing } from '../support/office.ts';
import { sized } from '../support/size.ts';

/**
 * Whatever is sent has an outcome, and is never a fault. Everything that letters are written about is acted out; whenever an action is
 * about to be taken, from where its subject really stands, bodies near the one that will be taken, and others made from the shapes,
 * are recorded first. One that is accepted is rolled back, so that all begin from the same place.
 */

const BODIES = sized(600, 200_000);
/** Side by side, each in a database of its own. */
const OFFICES = sized(1, 2);
/** Of the sample, so many acts; and about how many decisions these take, in one office. */
const ACTS = sized(3, 100);
const DECISIONS = sized(18, 300);

/** As many as an office has connections; the subject's lock keeps them in order. */
const LANES = 4;

/** Looks like a lost connection to record(): what was accepted is rolled back, and nothing is stored of it. */
class TakenBack extends Error {
  override name = 'AbortError';
}
const takeBack = (point: string) => {
  if (point === 'before-commit') throw new TakenBack();
};

type Tried = Pick<Decision, 'subject' | 'code' | 'action' | 'taskId'> & { principal: Principal; body: unknown };
type Tally = { total: number; taken: number; actions: Set<string>; wrong: string[]; unsound: string[] };

const asJson = (value: unknown) => JSON.parse(JSON.stringify(value ?? {})) as Prisma.InputJsonObject;

async function tryAll({ database }: Office, tried: readonly Tried[], tally: Tally): Promise<void> {
  const [{ now }] = await database.$queryRaw<[{ now: Date }]>`SELECT business_now() AS now`;
  const data = tried.map(({ body, ...one }) => {
    const id = randomBytes(32).toString('hex');
    // Marked as delivered: nobody but this test records it.
    return { ...one, id, bodyHash: id, body: asJson(body), receivedAt: now, deliveredAt: now };
  });
  await database.decision.createMany({ data });
  const waiting = data.values();
  const lane = async () => {
    for (const one of waiting) await tryOne(database, one, tally);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await database.decision.deleteMany({ where: { id: { in: data.map(({ id }) => id) } } });
}

async function tryOne(
  database: Office['database'],
  { id, subject, code, action, body }: Pick<Decision, 'id' | 'subject' | 'code' | 'action'> & { body: unknown },
  tally: Tally,
): Promise<void> {
  const input = { subject: subject as SubjectKind, code, decision: id };
  const came = await record({ database, checkpoint: takeBack }, input).then(
    ({ outcome }) => (outcome.ok ? 'recorded' : outcome.code),
    (error: unknown) => (error instanceof TakenBack ? 'taken back' : `thrown: ${error}`),
  );
  tally.total += 1;
  tally.actions.add(`${subject} ${action}`);
  if (came === 'taken back') tally.taken += 1;
  if (!/^(fault|thrown)/.test(came)) return;
  const fault = await database.recordFault.findFirst({ where: { reference: id } });
  tally.wrong.push(
    `${subject} ${action}: ${came}, ${fault?.class}, ${fault?.message}, ${fault?.place}: ${JSON.stringify(body).slice(0, 500)}`,
  );
}

/** What is tried where a decision is about to be recorded: its own action near its body, and another one that is open there. */
async function triedAt(
  office: Office,
  id: string,
  count: number,
  seed: number,
  known: Map<string, unknown>,
): Promise<Tried[]> {
  const { database } = office;
  const { subject, code, action, taskId, body, ...decision } = await database.decision.findUniqueOrThrow({
    where: { id },
  });
  const principal = decision.principal as Principal;
  const rows = actionsFrom(process(), subject as SubjectKind, await standing(office, code));
  const tasks = await database.task.findMany({ where: { code, closedAt: null } });
  const bodies = (row: Action, outside: boolean, most: number): unknown[] => {
    const schema = bodySchema(row, outside);
    const made = { weight: 1, arbitrary: extreme(schema) };
    const taken = known.get(`${subject} ${row.name} ${outside}`);
    const arbitrary =
      taken === undefined ? made.arbitrary : fc.oneof({ weight: 6, arbitrary: near(schema, taken) }, made);
    return fc.sample(arbitrary, { numRuns: most, seed });
  };
  const outside = principal.kind === 'party';
  known.set(`${subject} ${action} ${outside}`, body);
  const name = tasks.find((task) => task.id === taskId)?.name;
  const row = rows.find((one) => one.name === (action as ActionName) && (!one.task || !name || one.task === name));
  const own = row
    ? bodies(row, outside, Math.ceil(count * 0.7)).map((one) => ({
        subject,
        code,
        action,
        taskId,
        principal,
        body: one,
      }))
    : [];
  const others = rows.filter((one) => one.name !== action && !one.kin && one.by.some((role) => role !== ROLE.clock));
  const other = others[seed % Math.max(1, others.length)];
  if (!other) return own;
  const task = tasks.find((one) => one.name === other.task);
  const who = await holderOf(office, other, task);
  if (!who) return own;
  const rest = { subject, code, action: other.name, taskId: task?.id ?? null, principal: who };
  return [
    ...own,
    ...bodies(other, who.kind === 'party', Math.ceil(count * 0.3)).map((one) => ({ ...rest, body: one })),
  ];
}

/** Somebody who may take a row: who holds its task, else a person of its role, who then holds it, else the enterprise. */
async function holderOf({ database, parties }: Office, row: Action, task: Task | undefined): Promise<Principal | null> {
  if (task?.partyId) return { kind: 'party', id: task.partyId };
  if (task?.personId) return { kind: 'person', id: task.personId };
  const personId = { notIn: task?.barred ?? [] };
  const held = await database.assignment.findFirst({ where: { role: { in: [...row.by] }, personId } });
  if (!held) return { kind: 'party', id: parties.enterprise };
  if (task) await database.task.updateMany({ where: { id: task.id }, data: { personId: held.personId } });
  return { kind: 'person', id: held.personId };
}

/** The acts in an office of their own, with bodies tried before each of their decisions. */
async function actedOut(seed: number, tally: Tally): Promise<void> {
  const office = await openCorrespondence();
  const { faults: _poisoned, ...all } = acts();
  const known = new Map<string, unknown>();
  const each = Math.ceil(BODIES / OFFICES / DECISIONS);
  let turn = seed;
  const deliver: Office['deliver'] = async ({ id }) => {
    turn += 1;
    const held = await office.database.task.findMany({
      where: { closedAt: null, personId: null },
      select: { id: true },
    });
    await tryAll(office, await triedAt(office, id, each, turn, known), tally);
    // Whoever takes such a task in the act itself finds it free.
    const ids = held.map((task) => task.id);
    const { taskId } = await office.database.decision.findUniqueOrThrow({ where: { id } });
    await office.database.task.updateMany({
      where: { id: { in: ids.filter((one) => one !== taskId) } },
      data: { personId: null },
    });
  };
  try {
    await actOut({ ...office, deliver }, Object.values(all).slice(0, ACTS));
    tally.unsound.push(...(await auditFaults(office.database)), ...(await unsound(office)));
  } finally {
    await office.close();
  }
}

test(`${BODIES} extreme bodies over the actions: each has an outcome, none is a fault, nothing is thrown`, async () => {
  const tally: Tally = { total: 0, taken: 0, actions: new Set(), wrong: [], unsound: [] };
  await Promise.all(Array.from({ length: OFFICES }, (_, index) => actedOut(1_000 * index + 1, tally)));
  expect(tally.wrong.slice(0, 40)).toEqual([]);
  expect(tally.unsound).toEqual([]);
  expect(tally.total).toBeGreaterThanOrEqual(BODIES);
  // Many got past the shapes and were taken: the bodies are near to what is sent.
  expect(tally.taken).toBeGreaterThan(tally.total / 20);
}, 14_400_000);
