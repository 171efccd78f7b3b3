/** Every open subject's clock: whether its run is there and is set for what the database says, and whether it rings. */
import { CLOCK, isUnderWay, SUBJECT, type SubjectKind } from '../../domain/process.ts';
import { standing, workflowId } from '../../workflows/messages.ts';
import { eventually } from './eventually.ts';
import { type Plant, WITHIN_FIVE_MINUTES } from './kill-plant.ts';

const ANSWER_WITHIN_MS = 10_000;

type Open = { subject: SubjectKind; code: string; stage: string; state: string; version: number; next: Date | null };

/** The subjects that are under way, with what falls due next of each. */
async function openSubjects({ owner }: Pick<Plant, 'owner'>): Promise<Open[]> {
  const { rows } = await owner.query<Open>(
    `SELECT s.*, (SELECT min("nextAt") FROM "Task" t WHERE t."subjectId" = s.id AND t."closedAt" IS NULL) AS next FROM (
       SELECT '${SUBJECT.application}' AS subject, id, code, stage, state, version FROM "Application"
       UNION ALL SELECT '${SUBJECT.package}', id, code, stage, state, version FROM "Package"
       UNION ALL SELECT '${SUBJECT.round}', id, code, stage, state, version FROM "SelectionRound") s ORDER BY code`,
  );
  return rows.filter(isUnderWay);
}

/** What is wrong with the clock of one subject; undefined where nothing is. */
async function clockFault({ temporal }: Pick<Plant, 'temporal'>, open: Open): Promise<string | undefined> {
  const run = temporal.workflow.getHandle(workflowId(open.subject, open.code));
  try {
    return await temporal.withDeadline(Date.now() + ANSWER_WITHIN_MS, async () => {
      const { status } = await run.describe();
      if (status.name !== 'RUNNING') return `${open.code}: its run is ${status.name}`;
      const believed = await run.query(standing);
      const place = `${open.stage}/${open.state}`;
      if (`${believed.stage}/${believed.state}` !== place || believed.version > open.version)
        return `${open.code}: stands in ${place} at ${open.version}, its run says ${JSON.stringify(believed)}`;
      const late = open.next && (!believed.ringsAt || new Date(believed.ringsAt) > open.next);
      return late ? `${open.code}: due at ${open.next?.toISOString()}, its run rings ${believed.ringsAt}` : undefined;
    });
  } catch (error) {
    return `${open.code}: ${String(error)}`;
  }
}

/**
 * Waits until each open subject has its run, which stands where the database says and rings no later than what is due next.
 * @returns their codes
 * @throws Error with those that are not so after five minutes
 */
export async function untilClocksAreSet(plant: Pick<Plant, 'owner' | 'temporal'>): Promise<string[]> {
  let faults: (string | undefined)[] = [];
  let codes: string[] = [];
  try {
    await eventually(
      async () => {
        const subjects = await openSubjects(plant);
        codes = subjects.map(({ code }) => code);
        faults = await Promise.all(subjects.map((open) => clockFault(plant, open)));
        return faults.every((fault) => fault === undefined);
      },
      { what: 'every clock to be set', timeoutMs: WITHIN_FIVE_MINUTES },
    );
  } catch (error) {
    const wrong = faults.filter((fault) => fault !== undefined);
    throw new Error(`${wrong.length} of ${codes.length} clocks are not set: ${wrong.join('; ')} (${String(error)})`);
  }
  return codes;
}

/**
 * Lets time pass until something has fallen due of every open subject that has a task.
 * @returns how often the clock has acted on each of them meanwhile, by code
 */
export async function ringEvery(plant: Plant): Promise<Map<string, number>> {
  const due = (await openSubjects(plant)).filter(({ next }) => next !== null);
  await plant.advanceTo(new Date(Math.max(...due.map(({ next }) => next!.getTime()))));
  const rung = new Map<string, number>();
  for (const { code, version } of due) {
    const events = await plant.database.event.findMany({ where: { code, version: { gt: version } } });
    rung.set(code, events.filter(({ actor }) => (actor as { kind: string }).kind === CLOCK).length);
  }
  return rung;
}
