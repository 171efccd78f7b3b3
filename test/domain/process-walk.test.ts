import { actionsFrom, isClosed, process, STATE, SUBJECT, splitKey, TASK } from '../../domain/process.ts';
import { type Configuration, explore, nameOf, over, type Step } from '../support/process-model.ts';

const table = process();
const submitted: Configuration = {
  application: { at: STATE.received, tasks: [TASK.checkCompleteness] },
  package: null,
  round: null,
  others: false,
};
/** For a selection round, which other enterprises may enter too. */
const collecting = { at: STATE.collecting, tasks: [TASK.collectApplications] };
const entered: Configuration = { ...submitted, round: collecting, others: true };
const all = new Map([...explore(table, submitted), ...explore(table, entered)]);
const configurations = [...all.values()].map(({ configuration }) => configuration);

/** Every configuration from which the steps chosen lead to an end. */
function ending(chosen: (step: Step) => boolean): Set<string> {
  const before = new Map<string, string[]>();
  const found = new Set<string>();
  for (const [name, { configuration, steps }] of all) {
    if (over(configuration)) found.add(name);
    for (const step of steps.filter(chosen)) {
      const to = nameOf(step.to);
      const known = before.get(to);
      if (known) known.push(name);
      else before.set(to, [name]);
    }
  }
  const waiting = [...found];
  for (let name = waiting.pop(); name; name = waiting.pop()) {
    for (const earlier of before.get(name) ?? []) {
      if (found.has(earlier)) continue;
      found.add(earlier);
      waiting.push(earlier);
    }
  }
  return found;
}

describe('from submission', () => {
  it.each(Object.values(SUBJECT))('every state of the %s can be reached', (subject) => {
    const reached = new Set(configurations.map((one) => one[subject]?.at));
    const begins = { application: STATE.draft, package: STATE.unopened, round: STATE.unannounced }[subject];
    const missing = table.states.filter((state) => state.subject === subject && !reached.has(state.key));
    expect(missing.map(({ key }) => key)).toEqual([begins]);
  });

  it('staff and the clock alone bring everything to an end, wherever it stands', () => {
    const ends = ending((step) => step.certain);
    expect([...all.keys()].filter((name) => !ends.has(name))).toEqual([]);
  });

  it('the clock alone does not: what is decided is decided by people', () => {
    const ends = ending((step) => step.certain && step.row.by.every((role) => role === 'clock'));
    expect(ends.has(nameOf(submitted))).toBe(false);
    expect(ends.has(nameOf(entered))).toBe(false);
  });
});

describe('whatever is open', () => {
  /** Ended with the state by an action on the package; the contract's keeping, with its last part. */
  const endedOtherwise: readonly string[] = [TASK.formPackage, TASK.manageContract];

  it('is a task that somebody can answer from where it stands', () => {
    const unanswerable = configurations.flatMap(({ application, package: held, round }) =>
      [
        { subject: SUBJECT.application, standing: application },
        { subject: SUBJECT.package, standing: held },
        { subject: SUBJECT.round, standing: round },
      ].flatMap(({ subject, standing }) =>
        (standing?.tasks ?? [])
          .filter((task) => !endedOtherwise.includes(task))
          .filter((task) => !actionsFrom(table, subject, standing!.at).some((row) => row.task === task))
          .map((task) => `${task} in ${subject} ${standing!.at}`),
      ),
    );
    expect([...new Set(unanswerable)]).toEqual([]);
  });

  it('is owed by somebody, within a limit: the application has a task of its own, or its package has', () => {
    const still = configurations.filter(({ application, package: held, round, others }) => {
      if (isClosed(splitKey(application.at).stage) || application.tasks.length > 0) return false;
      if (round) return isClosed(splitKey(round.at).stage) || round.tasks.length === 0;
      // Another application of a signed contract has not acknowledged it yet: that one holds the task.
      const waitsForAnother = others && held?.at === STATE.contracting;
      return !held || isClosed(splitKey(held.at).stage) || (held.tasks.length === 0 && !waitsForAnother);
    });
    expect(still.map(nameOf)).toEqual([]);
  });

  it('of an application waits without a task of its own only in its package or round, or once it has acknowledged', () => {
    const without = configurations
      .filter(({ application }) => !isClosed(splitKey(application.at).stage) && application.tasks.length === 0)
      .map(({ application }) => application.at);
    expect([...new Set(without)].sort()).toEqual([STATE.acknowledging, STATE.inRound, STATE.inPackage]);
  });
});
