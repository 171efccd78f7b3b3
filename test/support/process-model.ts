/**
 * The process table run by itself, without database or handlers: where subjects may come to stand, with which tasks open.
 *
 * A configuration is a state and the set of its open tasks. Where only the facts decide (which of several targets, which of
 * `mayOpen`), every choice is followed. Guards that depend on open tasks are evaluated; of the others it is unknown whether
 * they hold: they hinder nothing when it is asked what may happen, and everything when it is asked what staff can bring about.
 */
import {
  ACTION,
  type Action,
  actionsFrom,
  GUARD,
  type GuardName,
  isClosed,
  kinRow,
  PARTY_ROLE,
  type ProcessTable,
  type Role,
  STAGE,
  STATE,
  type StateKey,
  SUBJECT,
  type SubjectKind,
  splitKey,
  stateOf,
  TASK,
  type TaskName,
  targetsOf,
  taskOf,
} from '../../domain/process.ts';

export type Standing = { at: StateKey; tasks: readonly TaskName[] };

/**
 * One application, and its package or its selection round; `others` says whether that still serves another application. A dossier of a
 * selection round has one from the beginning.
 */
export type Configuration = {
  application: Standing;
  package: Standing | null;
  round: Standing | null;
  others: boolean;
};

export type Step = {
  subject: SubjectKind;
  row: Action;
  to: Configuration;
  /** Taken by staff or the clock, and no guard of it is unknown. */
  certain: boolean;
};

const outside: ReadonlySet<Role> = new Set(Object.values(PARTY_ROLE));
const ended = ({ at }: Standing): boolean => isClosed(splitKey(at).stage);
const has = (standing: Standing, task: TaskName): boolean => standing.tasks.includes(task);

/** The application's states in which it has a part in a package. */
const IN_PACKAGE: ReadonlySet<string> = new Set([
  STATE.inPackage,
  STATE.acknowledging,
  STATE.delivering,
  STATE.confirming,
  STATE.inspecting,
  STATE.correcting,
  STATE.accepting,
  STATE.claiming,
  STATE.verifying,
  STATE.approvingPayment,
  STATE.paying,
  STATE.recovering,
]);

/** Without a package that is open, work is carried out under the application's own agreement. */
const agreed = (held: Standing | null): boolean => held === null || ended(held);

const PAYMENT_TASKS = [TASK.verifyClaim, TASK.decidePayment, TASK.pay] as const;

/** Whether a guard holds, where the open tasks tell; undefined where only the facts do. */
function holds(guard: GuardName, { application, package: held, round }: Configuration): boolean | undefined {
  switch (guard) {
    case GUARD.noPaymentUnderWay:
      return !PAYMENT_TASKS.some((task) => has(application, task));
    case GUARD.noTerminationAsked:
      return !has(application, TASK.decideTermination);
    case GUARD.beforeSigning:
      return held?.at !== STATE.inForce;
    case GUARD.contractInForce:
      return held?.at === STATE.inForce || agreed(held);
    case GUARD.beforeClosing:
      return held !== null && has(held, TASK.receiveBids);
    case GUARD.leaverDecided:
      return held !== null && !has(held, TASK.decideLeaver);
    case GUARD.scoresComplete:
      return held !== null && !has(held, TASK.scoreBids);
    case GUARD.collectingOpen:
      return round?.at === STATE.collecting;
    case GUARD.intakeDone:
      return splitKey(application.at).stage !== STAGE.submission;
    case GUARD.productsScored:
      return round !== null && !has(round, TASK.scoreProducts);
    default:
      return undefined;
  }
}

/** Rows whose file enters a state anew where they lead back to it: the rest of a recovery, the next candidate, a contract redrafted. */
const ANEW: ReadonlyMap<string, StateKey> = new Map([
  [ACTION.confirmRecovery, STATE.recovering],
  [ACTION.recordNegotiation, STATE.negotiating],
  [ACTION.terminate, STATE.claiming],
  [ACTION.continueWithout, STATE.contracting],
]);

/** Every way in which a row may leave a subject: which target, and which tasks of `mayOpen`. */
function outcomes(table: ProcessTable, subject: SubjectKind, from: Standing, row: Action): Standing[] {
  return targetsOf(row, from.at).flatMap((to) => {
    const stays = to === from.at;
    const entered = !stays || ANEW.get(row.name) === to;
    return openings(row, stays, from).flatMap((chosen) =>
      answers(table, row).map((answered) => {
        const closed = (task: TaskName) =>
          answered.includes(task) || row.closes?.includes(task) || (entered && !taskOf(table, task).abiding);
        const opened = [...(entered ? stateOf(table, subject, to).opens : []), ...(row.opens ?? []), ...chosen];
        const tasks = [...new Set([...from.tasks.filter((task) => !closed(task)), ...opened])].sort();
        return { at: to, tasks: isClosed(splitKey(to).stage) ? [] : tasks };
      }),
    );
  });
}

/** Which of a row's `mayOpen` are opened: with these the facts choose freely, of a change exactly one side answers. */
function openings(row: Action, stays: boolean, from: Standing): TaskName[][] {
  const list = row.mayOpen ?? [];
  const either: readonly string[] = [ACTION.correctRecord, ACTION.appointPanel, ACTION.appointCouncil];
  if (either.includes(row.name)) return [[], [...list]];
  if (row.name === ACTION.proposeChange) return list.map((task) => [task]);
  // Any other opens what it may where it leaves the subject in its state, unless that is open already.
  return [stays ? list.filter((task) => !has(from, task)) : []];
}

/** A task that several people have, each their own, may stay open for the others. */
const answers = (table: ProcessTable, row: Action): TaskName[][] =>
  !row.task ? [[]] : taskOf(table, row.task).each ? [[], [row.task]] : [[row.task]];

/** Everything that may happen next. */
export function steps(table: ProcessTable, now: Configuration): Step[] {
  return [
    ...(ended(now.application) ? [] : ownSteps(table, now, SUBJECT.application, now.application)),
    ...(now.package && !ended(now.package) ? ownSteps(table, now, SUBJECT.package, now.package) : []),
    ...(now.round && !ended(now.round) ? ownSteps(table, now, SUBJECT.round, now.round) : []),
    ...(now.round && !ended(now.round) && now.others ? entriesLeave(table, now, now.round) : []),
    ...(now.application.at === STATE.awaitingPackage ? packageOpenings(table, now) : []),
    ...(now.others && now.package && !ended(now.package) ? othersSteps(table, now, now.package) : []),
  ];
}

function ownSteps(table: ProcessTable, now: Configuration, subject: SubjectKind, from: Standing): Step[] {
  const found: Step[] = [];
  for (const row of actionsFrom(table, subject, from.at)) {
    if (row.task && !has(from, row.task)) continue;
    const guards = (row.guards ?? []).map((guard) => holds(guard, now));
    if (guards.includes(false)) continue;
    const certain = !guards.includes(undefined) && row.by.some((role) => !outside.has(role));
    for (const to of outcomes(table, subject, from, row)) {
      const next = after(table, now, subject, row, to);
      for (const one of next === null ? [] : [next].flat()) found.push({ subject, row, to: one, certain });
    }
  }
  return found;
}

function after(table: ProcessTable, now: Configuration, subject: SubjectKind, row: Action, to: Standing) {
  if (subject === SUBJECT.round) return afterRound(table, now, row, to);
  if (subject === SUBJECT.package) return afterPackage(table, now, row, to);
  return now.round ? afterEntry(table, now, row, to) : afterApplication(table, now, row, to);
}

/** What the step of a dossier of a selection round does to the round. Null where the facts forbid that outcome. */
function afterEntry(table: ProcessTable, now: Configuration, row: Action, to: Standing): Configuration | null {
  const taking = now.round?.at === STATE.collecting || now.round?.at === STATE.compiling;
  if (row.name === ACTION.accept && (to.at !== STATE.inRound || !taking)) return null;
  if (row.name === ACTION.reopen && to.at !== STATE.received) return null;
  const leaves = ended(to) && !ended(now.application) && !ended(now.round!);
  return { ...now, application: to, round: leaves ? withoutEntry(table, now.round!, now.others) : now.round };
}

/** A dossier left: after closing the last one leaves nothing to decide. */
function withoutEntry(table: ProcessTable, round: Standing, others: boolean): Standing {
  const row = kinRow(table, SUBJECT.round, round.at, ACTION.entryLeft);
  if (!row) throw new Error(`The table has no ${ACTION.entryLeft} from ${round.at}.`);
  const [stays, ends] = outcomes(table, SUBJECT.round, round, row);
  return others || !ends ? stays! : ends;
}

/** The round's other dossiers end, by their enterprises or by staff. */
function entriesLeave(table: ProcessTable, now: Configuration, round: Standing): Step[] {
  const row = kinRow(table, SUBJECT.round, round.at, ACTION.entryLeft)!;
  const to = { ...now, others: false, round: withoutEntry(table, round, !ended(now.application)) };
  return [{ subject: SUBJECT.round, row, certain: true, to }];
}

/** A round's step, with its dossier moved in the same transaction. Null where the facts forbid that outcome. */
function afterRound(table: ProcessTable, now: Configuration, row: Action, to: Standing): Configuration[] | null {
  const entered = now.others || !ended(now.application);
  if (row.name === ACTION.closeCollecting && (to.at === STATE.empty) === entered) return null;
  const listed = now.others || now.application.at === STATE.inRound;
  if (row.name === ACTION.compileProducts && (to.at === STATE.empty) === listed) return null;
  const move = row.moves?.find((candidate) => candidate.when === to.at);
  if (!move?.from.includes(now.application.at)) return [{ ...now, round: to }];
  const kin = kinRow(table, SUBJECT.application, now.application.at, move.as);
  if (!kin) throw new Error(`The table has no ${move.as} from ${now.application.at}.`);
  return outcomes(table, SUBJECT.application, now.application, kin).map((application) => ({
    ...now,
    application,
    round: to,
  }));
}

/** What an application's step does to its package. Null where the facts forbid that outcome. */
function afterApplication(table: ProcessTable, now: Configuration, row: Action, to: Standing): Configuration | null {
  if (row.name === ACTION.accept && to.at === STATE.inRound) return null;
  if (row.name === ACTION.acknowledge || row.name === ACTION.lapseAcknowledgement) {
    const expected = now.package?.at === STATE.inForce ? STATE.delivering : STATE.acknowledging;
    if (to.at !== expected && to.at !== STATE.stopped) return null;
    // Where the contract waits for this application alone, it pays a counterpart, and silence stops it.
    const awaited = now.package !== null && isSigned(now.package) && !now.others;
    if (awaited && row.name === ACTION.lapseAcknowledgement && to.at !== STATE.stopped) return null;
  }
  if (row.name === ACTION.reportCompletion && (to.at === STATE.inspecting) !== agreed(now.package)) return null;
  if (row.name === ACTION.sign) {
    const other = row.task === TASK.signAgreement ? TASK.signAgreementForAgency : TASK.signAgreement;
    if ((to.at === STATE.delivering) !== !has(now.application, other)) return null;
  }
  const acknowledges = row.name === ACTION.acknowledge && now.package !== null && isSigned(now.package);
  // With other parts it may be that one of them has not acknowledged yet.
  if (acknowledges && !now.others) return intoForce(table, { ...now, application: to });
  const leaves = ended(to) && IN_PACKAGE.has(now.application.at) && now.package && !ended(now.package);
  return { ...now, application: to, package: leaves ? withoutPart(table, now.package!, now.others) : now.package };
}

/** Both parties have signed, and nothing waits for procurement's decision about a part that left. */
const isSigned = ({ at, tasks }: Standing): boolean =>
  at === STATE.contracting &&
  ![TASK.draftContract, TASK.signForAgency, TASK.signForConsultant, TASK.decideLeaver].some((task) =>
    tasks.includes(task),
  );

/** The last acknowledgement after both signatures. */
function intoForce(table: ProcessTable, now: Configuration): Configuration {
  const row = kinRow(table, SUBJECT.package, STATE.contracting, ACTION.contractInForce);
  if (!row) throw new Error('The table has no way into force by acknowledgement.');
  return moved(table, now, row, outcomes(table, SUBJECT.package, now.package!, row)[0]!);
}

/** A package's step, with its application moved in the same transaction. Null where the facts forbid that outcome. */
function afterPackage(table: ProcessTable, now: Configuration, row: Action, to: Standing): Configuration | null {
  if (row.name === ACTION.sign) {
    const other = row.task === TASK.signForAgency ? TASK.signForConsultant : TASK.signForAgency;
    const second = !has(now.package!, other);
    const waits = has(now.application, TASK.acknowledgeAward) || now.others;
    if (to.at === STATE.inForce ? !second : second && !waits) return null;
  }
  return moved(table, now, row, to);
}

function moved(table: ProcessTable, now: Configuration, row: Action, to: Standing): Configuration {
  const move = row.moves?.find((candidate) => candidate.when === to.at);
  if (!move?.from.includes(now.application.at) || ended(now.application)) return { ...now, package: to };
  const kin = kinRow(table, SUBJECT.application, now.application.at, move.as);
  if (!kin) throw new Error(`The table has no ${move.as} from ${now.application.at}.`);
  const choices = outcomes(table, SUBJECT.application, now.application, kin);
  const expected = has(now.application, TASK.acknowledgeAward) ? STATE.acknowledging : STATE.delivering;
  const application =
    move.as === ACTION.contractInForce ? choices.find((choice) => choice.at === expected)! : choices[0]!;
  return { ...now, application, package: to };
}

/** A part left: the last one ends the package before signing, and has its contract liquidated afterwards. */
function withoutPart(table: ProcessTable, held: Standing, others: boolean): Standing {
  const row = kinRow(table, SUBJECT.package, held.at, ACTION.partLeft);
  if (!row) throw new Error(`The table has no ${ACTION.partLeft} from ${held.at}.`);
  const [stays, ends] = outcomes(table, SUBJECT.package, held, row);
  if (held.at === STATE.inForce) {
    return others ? held : { ...stays!, tasks: stays!.tasks.filter((task) => task !== TASK.manageContract) };
  }
  if (!others) return ends!;
  const undone = held.at === STATE.contracting ? [TASK.draftContract, TASK.signForAgency, TASK.signForConsultant] : [];
  return { ...stays!, tasks: stays!.tasks.filter((task) => !undone.some((name) => name === task)) };
}

function packageOpenings(table: ProcessTable, now: Configuration): Step[] {
  const none: Standing = { at: STATE.unopened, tasks: [] };
  return actionsFrom(table, SUBJECT.package, STATE.unopened).flatMap((row) =>
    [true, false].map((others) => {
      const to = moved(table, { ...now, others }, row, outcomes(table, SUBJECT.package, none, row)[0]!);
      return { subject: SUBJECT.package, row, certain: true, to };
    }),
  );
}

/** What the package's other applications may do: acknowledge, and end; each can be brought to its end as this one can. */
function othersSteps(table: ProcessTable, now: Configuration, held: Standing): Step[] {
  const stays = !ended(now.application) && IN_PACKAGE.has(now.application.at);
  const left = { ...now, others: false, package: withoutPart(table, held, stays) };
  const signs = isSigned(held) && !has(now.application, TASK.acknowledgeAward);
  return [
    {
      subject: SUBJECT.package,
      row: kinRow(table, SUBJECT.package, held.at, ACTION.partLeft)!,
      certain: true,
      to: left,
    },
    ...(signs
      ? [
          {
            subject: SUBJECT.package,
            row: kinRow(table, SUBJECT.package, held.at, ACTION.contractInForce)!,
            certain: false,
            to: intoForce(table, now),
          },
        ]
      : []),
  ];
}

export const nameOf = ({ application, package: held, round, others }: Configuration): string =>
  [application, ...(held ? [held] : []), ...(round ? [round] : [])]
    .map(({ at, tasks }) => `${at} [${tasks.join(', ')}]`)
    .join(' + ') + (others ? ' + others' : '');

/** All that may come to pass from a beginning: every configuration by name, with the steps out of it. */
export function explore(table: ProcessTable, start: Configuration) {
  const found = new Map<string, { configuration: Configuration; steps: Step[] }>();
  const waiting = [start];
  for (let now = waiting.pop(); now; now = waiting.pop()) {
    const name = nameOf(now);
    if (found.has(name)) continue;
    const next = steps(table, now);
    found.set(name, { configuration: now, steps: next });
    waiting.push(...next.map((step) => step.to));
  }
  return found;
}

/** Whether everything in a configuration is over. */
export const over = (now: Configuration): boolean =>
  ended(now.application) && (now.package === null || ended(now.package)) && (now.round === null || ended(now.round));
