/** What must hold after a run, read from outside and from the database: nothing lost, nothing doubled, nothing that waits without a clock. */
import { isUnderWay, type StateKey, SUBJECT, type SubjectKind } from '../../domain/process.ts';
import { standing as standingQuery, workflowId } from '../../workflows/messages.ts';
import { pluralOf } from '../support/actor.ts';
import { unsound } from '../support/books.ts';
import type { Cast } from '../support/cast.ts';
import { eventually } from '../support/eventually.ts';
import { decisionFaults, mailFaults } from '../support/kill-aftermath.ts';
import type { Plant } from '../support/kill-plant.ts';
import { expectAllHistoriesReplay } from '../support/replay.ts';
import { sideBySide } from '../support/side-by-side.ts';
import { faultsOf, untilDelivered } from '../support/soundness.ts';
import type { Journal } from './journal.ts';
import type { Ends, ScenarioName } from './scenarios.ts';

/** What a part has come to. */
export type Played = { no: number; scenario: ScenarioName; ends: Ends; fault?: string };

export type Aftermath = { plant: Plant; supervisor: Cast['supervisor']; journal: Journal; played: readonly Played[] };

/** @returns what is wrong, one line each; nothing where it holds */
type Check = (aftermath: Aftermath) => Promise<string[]>;

/** A letter may wait for half an hour where its mail server was away again and again. */
const DELIVERED_WITHIN_MS = 1_800_000;
const LANES = 8;

const nothingUndelivered: Check = ({ plant }) =>
  untilDelivered(plant.database, DELIVERED_WITHIN_MS).then(
    () => [],
    (error: Error) => [error.message],
  );

/** As the supervisor reads it over HTTP. */
const everyEnd: Check = async ({ supervisor, played }) => {
  const all = played.flatMap(({ no, scenario, ends }) =>
    Object.entries(ends).map(([code, end]) => ({ no, scenario, code, end })),
  );
  const found = await sideBySide(all, LANES, async ({ no, scenario, code, end }) => {
    const { stage, state } = await supervisor.get<{ stage: string; state: string }>(`/${pluralOf(code)}/${code}`);
    const at = `${stage}/${state}` as StateKey;
    return at === end ? [] : [`${code} of part ${no} (${scenario}) stands in ${at}, not in ${end}`];
  });
  return found.flat();
};

const everyAcknowledgement: Check = async ({ plant, supervisor, journal }) => {
  const acknowledged = [...journal.acknowledged.values()];
  const events = await plant.database.event.findMany({
    where: { decisionId: { not: null } },
    select: { decisionId: true, code: true, version: true },
  });
  const byDecision = Map.groupBy(events, ({ decisionId, code }) => `${decisionId} ${code}`);
  const faults = acknowledged.flatMap(({ decision, code, version, path }) => {
    const own = byDecision.get(`${decision} ${code}`) ?? [];
    return own.length === 1 && own[0]!.version === version
      ? []
      : [`${path}, acknowledged as version ${version}, is in the audit of ${code} ${own.length} times`];
  });
  const codes = [...new Set(acknowledged.map(({ code }) => code))];
  const read = await sideBySide(codes, LANES, (code) => historyOf(supervisor, code));
  const told = codes.flatMap((code, index) => {
    const versions = read[index]!;
    const wanted = acknowledged.filter((one) => one.code === code);
    return [
      ...versions.flatMap((version, at) =>
        version === at + 1 ? [] : [`the history of ${code} tells version ${version} at place ${at + 1}`],
      ),
      ...wanted.flatMap(({ version, path }) =>
        versions.filter((one) => one === version).length === 1
          ? []
          : [`${path}, acknowledged as version ${version}, is not told once in the history of ${code}`],
      ),
    ];
  });
  return [...faults, ...told];
};

/** The versions of the decisions and clock events in a history, as the supervisor reads it over HTTP. */
async function historyOf(supervisor: Cast['supervisor'], code: string): Promise<number[]> {
  type Page = { items: { kind: string; version?: number }[]; next: string | null };
  const versions: number[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const query: string = next ? `&cursor=${encodeURIComponent(next)}` : '';
    const page: Page = await supervisor.get<Page>(`/${pluralOf(code)}/${code}/history?limit=100${query}`);
    versions.push(...page.items.flatMap(({ version }) => (version === undefined ? [] : [version])));
    next = page.next;
  }
  return versions;
}

/** The run of what is under way is there, and rings no later than the next date. */
const everyClock: Check = async ({ plant }) => {
  const { database, temporal } = plant;
  const select = { code: true, stage: true, state: true, version: true } as const;
  const rows = [
    ...(await database.application.findMany({ select })).map((row) => ({ subject: SUBJECT.application, ...row })),
    ...(await database.package.findMany({ select })).map((row) => ({ subject: SUBJECT.package, ...row })),
    ...(await database.selectionRound.findMany({ select })).map((row) => ({ subject: SUBJECT.round, ...row })),
  ].filter((row) => isUnderWay(row));
  const found = await sideBySide(rows, LANES, async ({ subject, code }): Promise<string[]> => {
    const run = temporal.workflow.getHandle(workflowId(subject as SubjectKind, code));
    let seen = 'no run';
    const rings = await eventually(
      async () => {
        const first = await database.task.findFirst({
          where: { code, closedAt: null, nextAt: { not: null } },
          orderBy: { nextAt: 'asc' },
        });
        const { status } = await run.describe();
        seen = `its run is ${status.name}`;
        if (status.name !== 'RUNNING') return false;
        const { ringsAt } = await run.query(standingQuery);
        seen = `its run rings at ${ringsAt}, ${first?.name} is next at ${first?.nextAt?.toISOString()}`;
        return !first || (ringsAt !== null && new Date(ringsAt) <= first.nextAt!);
      },
      { what: `the clock of ${code}`, timeoutMs: 60_000 },
    ).catch(() => false);
    return rings ? [] : [`${code} waits without a clock: ${seen}`];
  });
  return found.flat();
};

/** What the same scenario came to is the same, whatever was killed meanwhile: actions of people in their order, and letters that they brought. */
const everyTwin: Check = async ({ plant, played }) => {
  const faults: string[] = [];
  const whole = played.filter(({ fault }) => fault === undefined);
  for (const [scenario, twins] of Map.groupBy(whole, ({ scenario }) => scenario)) {
    const lives = await sideBySide(twins, LANES, async ({ no, ends }) => ({ no, life: await lifeOf(plant, ends) }));
    for (const [life, same] of Map.groupBy(lives, ({ life }) => life))
      if (same.length < lives.length && same.length * 2 <= lives.length)
        faults.push(
          `${scenario}: ${same.length} of ${lives.length} lived otherwise (${same.map(({ no }) => no)}): ${life}`,
        );
  }
  return faults;
};

async function lifeOf({ database }: Plant, ends: Ends): Promise<string> {
  const lives = await Promise.all(
    Object.keys(ends).map(async (code) => {
      const events = await database.event.findMany({ where: { code }, orderBy: { version: 'asc' } });
      const byPeople = events.filter(({ actor }) => (actor as { kind: string }).kind !== 'clock');
      const brought = new Set(byPeople.map(({ version }) => version));
      const letters = await database.letter.findMany({ where: { code } });
      const written = letters.filter(({ version }) => brought.has(version)).map(({ name }) => name);
      return `${byPeople.map(({ action, after }) => `${action} → ${after}`).join(', ')}; ${written.sort().join(', ')}`;
    }),
  );
  return lives.join(' | ');
}

const everyHistory: Check = ({ plant }) =>
  expectAllHistoriesReplay(plant).then(
    () => [],
    (error: Error) => [error.message],
  );

/** In the order in which they are made: the first waits until all is quiet. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'nothing is left to be delivered': nothingUndelivered,
  'every part stands where it ended': everyEnd,
  'no answer was a fault of the system': async ({ journal }) => journal.unexcused,
  'every acknowledged decision is in the history once': everyAcknowledgement,
  'every decision was allowed, and is in the audit once': ({ plant }) => decisionFaults(plant),
  'every letter is in the mailbox': ({ plant }) => mailFaults(plant, 'again'),
  'the books balance': ({ plant }) => unsound(plant),
  'every audit, task and run is sound': ({ plant }) => faultsOf(plant.database, plant.temporal),
  'nothing waits without a clock': everyClock,
  'what was played alike came out alike': everyTwin,
  'every history replays': everyHistory,
};
