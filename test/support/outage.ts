/** A time without PostgreSQL, while decisions and wakes are on their way. */
import { ACTION, SUBJECT, TASK } from '../../domain/process.ts';
import { act, refresh, workflowId } from '../../workflows/messages.ts';
import { Actor, type Reply } from './actor.ts';
import { draft } from './dossier.ts';
import { eventually } from './eventually.ts';
import type { Struck } from './kill-strikes.ts';
import { does, standing } from './office.ts';
import { untilDelivered } from './soundness.ts';
import { storeDecision } from './stored-decision.ts';

export interface Outage {
  /** What the API answered meanwhile, once a second: to a reading call and to a decision. */
  replies: Reply[];
  /** Decisions that those calls left in the database. */
  stored: number;
  /** Where the dossiers stand in the end. */
  states: string[];
  /** Events that the outage has added to each history. */
  events: number[];
}

const DOSSIERS = 4;
/** Tries grow a minute apart. */
const RECOVERED_WITHIN_MS = 420_000;

/**
 * Four dossiers are in intake when PostgreSQL is killed: two have a decision on its way, two are woken. The first decision is sent by
 * a caller once a second meanwhile, and taken by the same key when all runs again; then the second.
 */
export async function withoutPostgres(office: Struck, seconds: number): Promise<Outage> {
  const { database, temporal, cast } = office;
  const codes: string[] = [];
  while (codes.length < DOSSIERS) codes.push(await draft(office));
  for (const code of codes) await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  const tasks = new Map<string, string>();
  for (const code of codes) {
    const { id } = await database.task.findFirstOrThrow({
      where: { code, name: TASK.checkCompleteness, closedAt: null },
    });
    (await cast.intake.post(`/tasks/${id}/claim`)).read();
    tasks.set(code, id);
  }
  const principal = { kind: 'person' as const, id: office.people.intake };
  const [asked, woken, ...underWay] = codes as [string, string, ...string[]];
  const decisions = await Promise.all(
    underWay.map((code) => storeDecision(office, { code, action: ACTION.accept, principal })),
  );
  const runOf = (code: string) => temporal.workflow.getHandle(workflowId(SUBJECT.application, code));
  const lengths = () => Promise.all(codes.map(async (code) => (await runOf(code).describe()).historyLength));
  const before = await lengths();

  const accept = { key: 'sent-while-postgres-was-away' };
  const path = `/tasks/${tasks.get(asked)}/complete`;
  const replies: Reply[] = [];
  await office.without('postgres', async () => {
    const until = Date.now() + seconds * 1_000;
    for (const code of [asked, woken]) await runOf(code).signal(refresh);
    for (const { id, code } of decisions)
      await runOf(code).startUpdate(act, { updateId: id, args: [{ decision: id }], waitForStage: 'ACCEPTED' });
    for (let next = Date.now(); next < until; next += 1_000) {
      await eventually(() => Date.now() >= next, { what: 'the next second' });
      replies.push(await once(cast.enterprise, 'GET', `/applications/${asked}`));
      replies.push(await once(cast.intake, 'POST', path, { action: ACTION.accept }, accept));
    }
  });
  const stored = await database.decision.count({ where: { code: asked, action: ACTION.accept } });
  (await cast.intake.post(path, { action: ACTION.accept }, accept)).read();
  await does(office, 'intake', woken, ACTION.accept);
  await untilDelivered(database, RECOVERED_WITHIN_MS);
  const after = await lengths();
  return {
    replies,
    stored,
    states: await Promise.all(codes.map((code) => standing(office, code))),
    events: after.map((length, index) => length - before[index]!),
  };
}

/** As somebody who does not repeat what brought no answer. */
const once = (actor: Actor, ...sent: Parameters<Actor['send']>): Promise<Reply> =>
  Actor.prototype.send.apply(actor, sent);
