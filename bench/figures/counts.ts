/** What a decision is made of: events and workflow tasks on the Temporal server, statements on PostgreSQL. Counts, so no noise. */
import { ACTION, SUBJECT } from '../../domain/process.ts';
import type { Part } from '../bench.ts';
import { histories } from '../histories.ts';
import { untilQuiet } from '../outbox.ts';
import {
  type Dossier,
  LIQUIDATION,
  PACKAGE,
  type Scene,
  type Step,
  TO_APPROVAL,
  TO_SETTLEMENT,
  take,
} from '../path.ts';
import type { Servers } from '../servers.ts';
import { countStatements, isBracket, type Statement, type Stretch, transactions } from '../statements.ts';
import { mean } from '../statistics.ts';
import { atMost, fixed } from '../table.ts';

/** Statements of one decision: without BEGIN and COMMIT, and those. */
interface Counted {
  step: Step;
  record: number;
  recordBrackets: number;
  api: number;
  apiBrackets: number;
}

interface Counts {
  decisions: Counted[];
  /** Statements of claiming a task, brackets included. */
  claim: number;
  /** Of an application's history, for each of its decisions. */
  events: number;
  workflowTasks: number;
}

export const counts: Part = (bench) =>
  bench.product(async (_stack, scene) => {
    const [dossier] = await bench.drafts(1);
    const { decisions, claim, events, workflowTasks } = await count(bench.servers, scene, dossier!);
    for (const { step, record, api } of decisions)
      bench.say(`  ${step.subject} ${step.action}${step.note ? ' (note)' : ''}: record() ${record}, API ${api}`);
    const opening = decisions.find(({ step }) => step.action === ACTION.openPackage)!;
    const others = decisions.filter((one) => one !== opening);
    const most = (of: 'record' | 'api') => Math.max(...others.map((one) => one[of]));
    const said = (of: 'record' | 'api') =>
      `${fixed(mean(others.map((one) => one[of])), 1)} on average, ${most(of)} at most`;
    return [
      { name: 'Events of an application’s history, a decision', value: fixed(events, 1) },
      { name: 'Workflow tasks of an application, a decision', value: fixed(workflowTasks, 2) },
      {
        name: 'SQL statements of record() a decision, beside BEGIN and COMMIT',
        value: said('record'),
        goal: atMost(most('record'), 12, ''),
      },
      {
        name: 'SQL statements of the API around it',
        value: said('api'),
        goal: atMost(most('api'), 8, ''),
      },
      {
        name: '— opening a package, which also makes it: record(), API',
        value: `${opening.record}, ${opening.api} and ${opening.apiBrackets} BEGIN/COMMIT`,
      },
      { name: 'SQL statements of claiming a task', value: String(claim) },
    ];
  });

type Mark = { what: 'claim' | 'decision' | 'end'; step: Step };

/** @param dossier a draft; settled afterwards */
async function count(servers: Servers, scene: Scene, dossier: Dossier): Promise<Counts> {
  const stretches = await countStatements<Mark>(servers, async (mark) => {
    const marked: Scene = { ...scene, begins: (what, step) => mark({ what, step }) };
    for (const step of [...TO_APPROVAL, ...PACKAGE, ...TO_SETTLEMENT, ...LIQUIDATION]) {
      await take(marked, dossier, [step]);
      await mark({ what: 'end', step });
      await untilQuiet(scene.owner);
    }
  });
  const [history] = await histories(servers, [`${SUBJECT.application}/${dossier.code}`]);
  const claims = stretches
    .filter(({ mark }) => mark.what === 'claim')
    .map(({ statements }) => apiOf(statements).length);
  return {
    decisions: stretches.filter(({ mark }) => mark.what === 'decision').map(countedOf),
    claim: Math.max(...claims),
    events: history!.events / history!.updates,
    workflowTasks: history!.workflowTasks / history!.updates,
  };
}

const apiOf = (statements: readonly Statement[]) => statements.filter(({ from }) => from === 'api');

/** A decision is recorded in the one transaction that writes its outcome: the worker's, and of a note the API's own. */
function countedOf({ mark, statements }: Stretch<Mark>): Counted {
  const recording = transactions(statements).find((all) =>
    all.some(({ text }) => /UPDATE "Decision" SET outcome/.test(text)),
  );
  const record = recording ?? [];
  const api = apiOf(statements).filter((statement) => !record.includes(statement));
  const brackets = (all: readonly Statement[]) => all.filter(isBracket).length;
  return {
    step: mark.step,
    record: record.length - brackets(record),
    recordBrackets: brackets(record),
    api: api.length - brackets(api),
    apiBrackets: brackets(api),
  };
}
