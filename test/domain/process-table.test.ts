import {
  ACTION,
  type ActionName,
  actionsFrom,
  CURRENT_PROCESS,
  GUARD,
  isClosed,
  kinRow,
  type ProcessTable,
  process,
  processVersions,
  ROLE,
  type Role,
  STATE,
  type StateKey,
  SUBJECT,
  splitKey,
  stateOf,
  TASK,
  type TaskName,
  targetsOf,
  taskOf,
} from '../../domain/process.ts';
import { faultsOf } from '../support/process-faults.ts';

const table = process();

describe('the process table', () => {
  it.each(processVersions())('of version %d has no fault', (version) => {
    expect(faultsOf(process(version))).toEqual([]);
  });

  it('is asked for by version, and a version that this build does not carry is refused', () => {
    expect(processVersions()).toContain(CURRENT_PROCESS);
    expect(process().version).toBe(CURRENT_PROCESS);
    expect(() => process(999)).toThrow('has no version 999 of the process; it carries 1');
  });

  it('refuses a state and a task that it does not have', () => {
    expect(() => stateOf(table, SUBJECT.package, STATE.draft)).toThrow('no state package submission/draft');
    expect(() => taskOf(table, 'make-coffee' as TaskName)).toThrow('no task make-coffee');
  });
});

describe('a broken table is told all its faults', () => {
  const broken = (change: (copy: Copy) => void): string[] => {
    const copy = structuredClone(table) as Copy;
    change(copy);
    return faultsOf(copy);
  };
  const row = (copy: Copy, name: ActionName, from: StateKey) =>
    copy.actions.find((candidate) => candidate.name === name && candidate.from.includes(from))!;

  it.each<[string, (copy: Copy) => void, string]>([
    [
      'a name that does not exist',
      (copy) => Object.assign(row(copy, 'accept', STATE.received), { name: 'acept' }),
      'names the action acept, which does not exist',
    ],
    [
      'an action that no row has any more',
      (copy) => copy.actions.splice(copy.actions.indexOf(row(copy, 'decline', STATE.received)), 1),
      'Action decline is in no row',
    ],
    [
      'a state in which nobody owes anything',
      (copy) => Object.assign(copy.states.find((state) => state.key === STATE.appraising)!, { opens: [] }),
      'State application eligibility/appraising opens no task',
    ],
    [
      "an outside party's task without a lapse",
      (copy) => Object.assign(copy.tasks[TASK.deliver], { lapse: undefined }),
      'Task deliver is owed by performer, an outside party, and does not lapse',
    ],
    [
      'a task without a limit',
      (copy) => Object.assign(copy.tasks[TASK.appraise], { limit: undefined }),
      'Task appraise has no limit',
    ],
    [
      'two rows that fit the same action',
      (copy) => copy.actions.push({ ...row(copy, 'approve', STATE.deciding) }),
      'Two rows fit application eligibility/deciding approve approver decide',
    ],
    [
      'a row into a state of the other subject',
      (copy) => Object.assign(row(copy, 'award', STATE.awarding), { to: STATE.settled }),
      'leads to closed/settled, a state of the other subject',
    ],
    [
      'a closed state that allows a decision',
      (copy) => Object.assign(row(copy, 'approve', STATE.deciding), { from: [STATE.deciding, STATE.settled] }),
      'State application closed/settled is closed and allows approve',
    ],
    [
      'a task answered by a stranger',
      (copy) => Object.assign(row(copy, 'verify', STATE.verifying), { by: [ROLE.approver] }),
      "Task verify-claim is finance's, and verify is taken by approver",
    ],
    [
      'a package that moves its applications where they cannot go',
      (copy) =>
        Object.assign(row(copy, 'cancel', STATE.bidding), {
          moves: [{ when: STATE.cancelled, from: [STATE.paying], as: 'package-failed' }],
        }),
      'and the application has no such row from settlement/paying',
    ],
    [
      'a note that opens a task',
      (copy) => Object.assign(row(copy, 'record-survey', STATE.appraising), { opens: [TASK.appraise] }),
      'is a note and changes something',
    ],
  ])('%s', (_fault, change, sentence) => {
    expect(broken(change).join('\n')).toContain(sentence);
  });
});

describe('nobody decides on their own work', () => {
  it.each<[TaskName, ActionName[]]>([
    [TASK.decide, [ACTION.recommend]],
    [TASK.decidePackage, [ACTION.prepare]],
    [TASK.decideTechnical, [ACTION.score]],
    [TASK.decideAward, [ACTION.score, ACTION.recordNegotiation]],
    [TASK.decideChange, [ACTION.proposeChange, ACTION.agreeChange]],
    [TASK.countersignInspection, [ACTION.conclude]],
    [TASK.decideAcceptance, [ACTION.conclude, ACTION.agree, ACTION.dissent]],
    [TASK.decidePayment, [ACTION.verify]],
    [TASK.decideCarryOver, [ACTION.carryOver]],
    [TASK.decideTermination, [ACTION.requestTermination]],
    [TASK.countersignRecord, [ACTION.correctRecord]],
    [TASK.decideRound, [ACTION.openRound, ACTION.score]],
  ])('%s is barred to whoever took %j', (task, actions) => {
    expect(taskOf(table, task).notBy).toEqual(expect.arrayContaining(actions));
  });

  it('an ended dossier is reopened by an approver who did not end it', () => {
    const [reopen] = actionsFrom(table, SUBJECT.application, STATE.refused).filter(
      ({ name }) => name === ACTION.reopen,
    );
    expect(reopen?.notBy).toEqual(expect.arrayContaining([ACTION.decline, ACTION.refuse, ACTION.stop]));
  });

  it.each<[Role]>([[ROLE.supervisor], [ROLE.administrator]])('the %s decides nothing', (role) => {
    const taken = new Set(table.actions.filter((row) => row.by.includes(role)).map((row) => row.name));
    const watches: ActionName[] = role === ROLE.supervisor ? [ACTION.countersignCorrection, ACTION.reassign] : [];
    expect([...taken].sort()).toEqual(watches);
  });
});

describe('a contract in force', () => {
  it('can no longer be left by withdrawing or stopping', () => {
    for (const name of [ACTION.withdraw, ACTION.stop]) {
      const rows = table.actions.filter((row) => row.subject === SUBJECT.application && row.name === name);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row.guards).toContain(GUARD.beforeSigning);
    }
  });

  it('hears of every application that ends, from whoever may end it', () => {
    const performing = new Set(['contract', 'delivery', 'inspection', 'settlement']);
    const enders = table.actions.filter(
      (row) =>
        row.subject === SUBJECT.application &&
        !row.guards?.includes(GUARD.beforeSigning) &&
        row.from.some(
          (from) =>
            performing.has(splitKey(from).stage) && targetsOf(row, from).some((to) => isClosed(splitKey(to).stage)),
        ),
    );
    const left = kinRow(table, SUBJECT.package, STATE.inForce, ACTION.partLeft);
    expect([...new Set(enders.flatMap((row) => row.by))].sort()).toEqual([...left!.by].sort());
  });
});

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };
type Copy = Mutable<ProcessTable>;
