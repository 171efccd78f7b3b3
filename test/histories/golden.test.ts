import { Worker } from '@temporalio/worker';
import { createDataConverter } from '../../codec/data-converter.ts';
import { SUBJECT } from '../../domain/process.ts';
import { workflowCode } from '../../worker/bundle.ts';
import { DISPATCH_WORKFLOW, decidedOn, WORKFLOW_TYPE } from '../../workflows/messages.ts';
import { GOLDEN_FOLDER, kindOf, readGolden } from '../support/golden.ts';
import '../support/runtime.ts';
import { TEST_KEYS } from '../support/world.ts';

const kept = readGolden(GOLDEN_FOLDER);
const files = [...kept.keys()];
let code: string;
beforeAll(async () => {
  code = await workflowCode();
});

/** @returns what the code made of each file's history: nothing where it was reproduced, else how it differs */
async function replay(bundle: string): Promise<Record<string, string | undefined>> {
  const options = { workflowBundle: { code: bundle }, dataConverter: createDataConverter(TEST_KEYS) };
  const came: (string | undefined)[] = [];
  for await (const { error } of Worker.runReplayHistories(options, kept.values())) came.push(error?.message);
  expect(came).toHaveLength(files.length);
  return Object.fromEntries(files.map((file, index) => [file, came[index]]));
}

/** What the kept histories show between them: a path that no history has is one that a change may break unseen. */
const PATHS: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(
    [...Object.values(WORKFLOW_TYPE), DISPATCH_WORKFLOW.type].map((type) => [
      `a run of ${type}`,
      new RegExp(`^workflowExecutionStarted ${type}$`),
    ]),
  ),
  ...Object.fromEntries(
    Object.values(SUBJECT).flatMap((subject) =>
      decidedOn(subject).map((action) => [`the decision ${action}`, new RegExp(`^markerRecorded ${action}$`)]),
    ),
  ),
  'a run of the first release': /^markerRecorded record$/,
  'a run that keeps its notes itself': /^markerRecorded keepRunNotes$/,
  'a run that goes on as a new one': /^workflowExecutionContinuedAsNew/,
  'a run that is cancelled': /^workflowExecutionCanceled/,
  'a run that is terminated': /^workflowExecutionTerminated/,
  'a run that ends': /^workflowExecutionCompleted/,
  'a run that was reset': /^workflowTaskFailed 20$/,
  'database work that was put off': /^markerRecorded .* failed$/,
  'a worker that was lost': /^workflowTaskTimedOut/,
  'a timer that rings': /^timerFired/,
  'a timer that gives way': /^timerCanceled/,
  'a wake': /^workflowExecutionSignaled refresh$/,
  'a run that is told to go on as a new one': /^workflowExecutionSignaled renew$/,
  'a reminder': /^markerRecorded remind$/,
  'an escalation': /^markerRecorded escalate$/,
  'a lapse': /^markerRecorded lapse-/,
};

test('every path that a run may take was kept', () => {
  const kinds = new Set([...kept.values()].flatMap(({ history }) => (history.events ?? []).map(kindOf)));
  const missing = Object.entries(PATHS).filter(([, path]) => ![...kinds].some((kind) => path.test(kind)));
  expect(missing.map(([name]) => name)).toEqual([]);
  const builds = [...kept.values()].filter(({ history }) =>
    history.events?.some((event) => event.workflowTaskCompletedEventAttributes?.deploymentVersion?.buildId),
  );
  expect(builds.length).toBeGreaterThan(0);
  expect(kept.size).toBeGreaterThanOrEqual(200);
});

test('every kept history is reproduced by the code as it is', async () => {
  const differing = Object.entries(await replay(code)).filter(([, difference]) => difference !== undefined);
  expect(differing).toEqual([]);
});

test('a workflow that was changed under running dossiers is caught by every one that it concerns', async () => {
  const labels = 'if (changed.length > 0)';
  expect(code.split(labels)).toHaveLength(2);
  const concerned = new Set(
    [...kept].flatMap(([name, { history }]) =>
      history.events?.some((event) => event.upsertWorkflowSearchAttributesEventAttributes) ? [name] : [],
    ),
  );
  expect(concerned.size).toBeGreaterThan(100);
  const differences = Object.entries(await replay(code.replace(labels, 'if (false)'))).filter(([name]) =>
    concerned.has(name),
  );
  expect(differences.filter(([, difference]) => !/TMPRL1100|[Nn]ondeterminism/.test(difference ?? ''))).toEqual([]);
});
