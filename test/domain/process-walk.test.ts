import { actionsFrom, isClosed, process, STATE, SUBJECT, splitKey, TASK } from '../../domain/process.ts';
import { type Configuration, explore, nameOf, over, type Step } from '../support/process-model.ts';

const table = process();
const submitted: Configuration = {
  application: { at: STATE.received, tasks: [TASK.checkCompleteness] },
  package: null,
  others: false,
};
const all = explore(table, submitted);
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
    const reached = new Set(
      configurations.map((one) => (subject === SUBJECT.application ? one.application : one.package)?.at),
    );
    const begins = subject === SUBJECT.application ? STATE.draft : STATE.unopened;
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
  });
});

describe('whatever is open', () => {
  /** Ended with the state by an action on the package; the contract's keeping, with its last part. */
  const endedOtherwise: readonly string[] = [TASK.formPackage, TASK.manageContract];

  it('is a task that somebody can answer from where it stands', () => {
    const unanswerable = configurations.flatMap(({ application, package: held }) =>
      [
        { subject: SUBJECT.application, standing: application },
        { subject: SUBJECT.package, standing: held },
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
    const still = configurations.filter(({ application, package: held, others }) => {
      if (isClosed(splitKey(application.at).stage) || application.tasks.length > 0) return false;
      // Another application of a signed contract has not acknowledged it yet: that one holds the task.
      const waitsForAnother = others && held?.at === STATE.contracting;
      return !held || isClosed(splitKey(held.at).stage) || (held.tasks.length === 0 && !waitsForAnother);
    });
    expect(still.map(nameOf)).toEqual([]);
  });

  it('of an application waits without a task of its own only in its package, or once it has acknowledged', () => {
    const without = configurations
      .filter(({ application }) => !isClosed(splitKey(application.at).stage) && application.tasks.length === 0)
      .map(({ application }) => application.at);
    expect([...new Set(without)].sort()).toEqual([STATE.acknowledging, STATE.inPackage]);
  });
});
