/**
 * What one action changes, gathered while it is decided and written at once: state, tasks, audit events, letters, money, wakes.
 * Nothing else in the project writes stage or state.
 */
import { v7 as uuid } from 'uuid';
import {
  type Action,
  type ActionName,
  isClosed,
  kinRow,
  LETTER,
  process,
  ROLE,
  type StateKey,
  SUBJECT,
  type SubjectKind,
  splitKey,
  stateOf,
  type TaskName,
  taskOf,
} from '../domain/process.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import {
  type Actor,
  type Application,
  type Case,
  engagementOf,
  keyOf,
  type SubjectRow,
  type Task,
  type Tx,
} from './case.ts';
import type { SubjectDates } from './due.ts';
import { VENUE } from './guards.ts';
import type { Addressed, CommonBody, Effects } from './handler.ts';
import { entriesOf, type Posting } from './ledger.ts';
import { recipients } from './letters.ts';
import { supervisorsOf } from './lock.ts';
import { openTasks, withoutAnybody } from './opening.ts';
import { hasPassed, type Promised, promiseAfter } from './promise.ts';
import { dateOf } from './shapes.ts';
import { type Written, write } from './write.ts';

/** One row of the table being taken on one subject. */
export type Step = {
  subject: SubjectKind;
  row: SubjectRow;
  action: Action;
  to: StateKey;
  effects: Effects;
  actor: Actor;
  common?: CommonBody;
  task?: Task | null;
  /** The task that letters to its holder are about, where the action answers none. */
  about?: Task;
  /** The state is entered anew although it is the same: its tasks open again. */
  anew?: boolean;
};

type Change = {
  subject: SubjectKind;
  row: SubjectRow;
  set: Record<string, unknown>;
  tasks: Map<string, Task>;
};

const EVENT_SCHEMA = 1;

/** What was signed: the instrument, with the name of whoever it was issued on behalf of, or the natural person of an outside party. */
function instrumentOf({ common, actor }: Step): Prisma.InputJsonObject | undefined {
  const { instrument, signatory } = common ?? {};
  if (instrument && actor.onBehalfOf) return { ...instrument, onBehalfOf: actor.onBehalfOf.name };
  return instrument ?? signatory;
}

/** A package tendered on the national network: its result is needed by the day on which the services are to begin. */
function resultOn({ package: held }: Case): Date | null {
  if (held?.venue !== VENUE.nationalNetwork) return null;
  const { startOn } = held.terms as { startOn: string };
  return dateOf(startOn);
}

export class Plan {
  readonly #found: Case;
  readonly #decisionId: string | null;
  readonly #changes = new Map<string, Change>();
  readonly #events: Prisma.EventCreateManyInput[] = [];
  readonly #opened: Prisma.TaskCreateManyInput[] = [];
  readonly #closed: Written['closed'][number][] = [];
  readonly #letters: Prisma.LetterCreateManyInput[] = [];
  readonly #money: Posting[] = [];
  readonly #acting: { action: ActionName; actor: Actor }[] = [];
  /** Dates that tasks opened in this plan are due by, where the action has just set them. */
  readonly dates: SubjectDates;

  constructor(found: Case, decisionId: string | null) {
    this.#found = found;
    this.#decisionId = decisionId;
    const closingAt = found.package?.closingAt ?? found.round?.closingAt;
    this.dates = { closingAt, resultOn: resultOn(found), endOn: engagementOf(found)?.endOn };
  }

  /** Takes a step; the subject's version goes up by one. @returns the version it got. */
  async take(tx: Tx, step: Step): Promise<number> {
    const found = this.#found;
    const change = this.#changeOf(step.subject, step.row);
    const table = process(change.row.process);
    const before = keyOf(change.row);
    const entered = before !== step.to || step.anew === true;
    const { stage, state } = splitKey(step.to);
    const version = change.row.version + 1;

    this.#close(change, step, entered, isClosed(stage));
    change.row = { ...change.row, stage, state, version };
    Object.assign(change.set, { stage, state, version }, before === step.to ? {} : { stateSince: found.now });
    if (isClosed(stage))
      Object.assign(
        change.set,
        { closedAt: found.now },
        step.subject === SUBJECT.application ? { closedFrom: before } : {},
      );
    if (before !== step.to && splitKey(before).stage !== stage) change.set.process = table.version;
    Object.assign(change.set, step.effects[step.subject]);
    if (step.subject === SUBJECT.application)
      Object.assign(
        change.set,
        promiseAfter(found, { ...(change.row as Application), ...change.set } as Application, step),
      );
    for (const { closingAt } of [step.effects.package ?? {}, step.effects.round ?? {}])
      if (closingAt instanceof Date) this.dates.closingAt = closingAt;
    if (step.effects.pauseUntil) this.dates.pauseUntil = step.effects.pauseUntil;
    if (step.effects.resumes) this.dates.resumed = step.effects.resumes;
    if (step.effects.endOn) this.dates.endOn = step.effects.endOn;
    this.#money.push(...(step.effects.money ?? []));

    const undeclared = (step.effects.opens ?? []).filter((name) => !step.action.mayOpen?.includes(name));
    if (undeclared.length > 0)
      throw new RangeError(`The table does not let ${step.action.name} open ${undeclared.join(', ')}.`);
    const names = [
      ...(entered ? stateOf(table, step.subject, step.to).opens : []),
      ...(step.action.opens ?? []),
      ...(step.effects.opens ?? []),
    ];
    this.#acting.push({ action: step.action.name, actor: step.actor });
    const opened = await openTasks(tx, found, {
      subject: step.subject,
      row: change.row,
      version,
      definitions: names.map((name) => taskOf(table, name)),
      open: change.tasks.values(),
      acting: this.#acting,
      consultantId: this.consultantId,
      each: step.effects.each,
      renewed: step.action.renews ?? [],
      dates: this.dates,
    });
    for (const task of opened) change.tasks.set(task.id, task);
    this.#opened.push(...opened.map((task) => ({ ...task, dueBasis: task.dueBasis as Prisma.InputJsonObject })));
    await this.#write(tx, change, step, version, opened, before);
    return version;
  }

  #changeOf(subject: SubjectKind, row: SubjectRow): Change {
    const known = this.#changes.get(row.id);
    if (known) return known;
    const tasks = new Map(this.#found.tasks.filter((task) => task.subjectId === row.id).map((task) => [task.id, task]));
    const change: Change = { subject, row, set: {}, tasks };
    this.#changes.set(row.id, change);
    return change;
  }

  /** Where a subject stands by now, within this plan. */
  rowOf(row: SubjectRow): SubjectRow {
    return this.#changes.get(row.id)?.row ?? row;
  }

  /** The stage fragments of an application's route, as this plan leaves them. */
  get route(): readonly string[] {
    const application = this.#found.application;
    const set = application && this.#changes.get(application.id)?.set.route;
    return (set as string[] | undefined) ?? application?.route ?? [];
  }

  /** Every subject that this plan changes, by code. */
  get subjects(): { subject: SubjectKind; row: SubjectRow }[] {
    return [...this.#changes.values()].map(({ subject, row }) => ({ subject, row }));
  }

  get effects(): { subject: string; code: string; action: string; before: string; after: string }[] {
    return this.#events.map((event) => ({
      subject: event.subject,
      code: event.code,
      action: event.action,
      before: event.before,
      after: event.after,
    }));
  }

  #close(change: Change, step: Step, entered: boolean, ended: boolean): void {
    const table = process(change.row.process);
    const ids = [...change.tasks.values()]
      .filter(
        (task) =>
          task.id === step.task?.id ||
          step.effects.closes?.includes(task.id) ||
          step.action.closes?.includes(task.name as TaskName) ||
          ended ||
          (entered && !taskOf(table, task.name as TaskName).abiding),
      )
      .map((task) => task.id);
    const closer = step.actor.principal.kind === 'clock' ? ROLE.clock : step.actor.principal.id;
    for (const id of ids) {
      change.tasks.delete(id);
      this.#closed.push({ id, closedBy: step.action.name, closer, closedAt: this.#found.now });
    }
  }

  /** The consultant of the contract; set by the action that makes the contract. */
  consultantId: string | null = null;

  async #write(
    tx: Tx,
    change: Change,
    step: Step,
    version: number,
    opened: readonly Task[],
    before: StateKey,
  ): Promise<void> {
    const found = this.#found;
    const { actor, common, effects, action } = step;
    this.#events.push({
      subject: change.subject,
      subjectId: change.row.id,
      version,
      code: change.row.code,
      at: found.now,
      action: action.name,
      actor: {
        ...{ ...actor.principal, name: actor.name, roles: [...actor.roles] },
        ...(actor.onBehalfOf ? { onBehalfOf: actor.onBehalfOf } : {}),
      },
      reason: common?.reason ?? null,
      legalBasis: common?.legalBasis ?? null,
      before,
      after: step.to,
      data: effects.data ?? {},
      instrument: instrumentOf(step),
      decisionId: this.#decisionId,
      schema: EVENT_SCHEMA,
      process: change.row.process,
    });
    const letters = [
      ...(action.letters ?? [])
        .filter(([letter]) => !effects.letters?.some((own) => own.letter === letter))
        .map(([letter, to]) => ({ letter, to, facts: effects.facts })),
      ...(effects.letters ?? []),
      ...(effects.besides ?? []),
    ];
    // Before a task opens, who may take it is computed; where nobody may, the supervisors are told at once.
    for (const { task, barred } of withoutAnybody(found, opened)) {
      const facts = { task: task.name, role: task.role, barred };
      for (const supervisor of supervisorsOf(found))
        this.#letter(change, version, LETTER.nobodyEligible, { personId: supervisor.id }, facts);
    }
    for (const { letter, to, facts } of letters) {
      for (const recipient of await recipients(
        tx,
        found,
        to as Addressed,
        change.row,
        opened,
        this.consultantId,
        step.task ?? step.about ?? null,
      )) {
        this.#letter(change, version, letter, recipient, {
          reason: common?.reason ?? null,
          legalBasis: common?.legalBasis ?? null,
          ...effects.facts,
          ...facts,
        });
      }
    }
  }

  #letter(
    change: Change,
    version: number,
    name: string,
    recipient: { partyId?: string; personId?: string; superiorId?: string },
    facts: Prisma.InputJsonObject,
  ): void {
    this.#letters.push({
      id: uuid(),
      subject: change.subject,
      subjectId: change.row.id,
      code: change.row.code,
      version,
      name,
      ...recipient,
      facts,
      example: this.#found.agency.example,
      createdAt: this.#found.now,
    });
  }

  /**
   * Writes everything: each subject's own row, and all else in one statement.
   * @param caller the subject whose workflow hears the answer itself: the others get a wake
   * @param decided the decision that is answered by this, with its outcome
   */
  async flush(tx: Tx, caller: string | null, decided: Written['decided'] = null): Promise<void> {
    const found = this.#found;
    for (const change of this.#changes.values()) {
      const data = { ...change.set, overdue: this.isOverdue(change) };
      if (change.subject === SUBJECT.application)
        await tx.application.updateMany({ where: { id: change.row.id }, data });
      else if (change.subject === SUBJECT.round)
        await tx.selectionRound.updateMany({ where: { id: change.row.id }, data });
      else await tx.package.updateMany({ where: { id: change.row.id }, data });
    }
    const others = [...this.#changes.values()].filter((change) => change.row.code !== caller);
    await write(tx, {
      closed: this.#closed,
      opened: this.#opened,
      events: this.#events,
      letters: this.#letters,
      entries: entriesOf(this.#money, found.now),
      wakes: others.map((change) => ({ id: uuid(), subject: change.subject, code: change.row.code })),
      decided,
    });
  }

  /** Whether a task of a subject is late, or what was promised about it. */
  isOverdue(row: { row: SubjectRow } | SubjectRow): boolean {
    const change = this.#changes.get('row' in row ? row.row.id : row.id);
    if (!change) return 'row' in row ? row.row.overdue : row.overdue;
    const passed = change.subject === SUBJECT.application && hasPassed(this.promiseOf(change.row as Application));
    return passed || [...change.tasks.values()].some((task) => task.overdueAt !== null);
  }

  /** The promise of an application as this plan leaves it. */
  promiseOf(application: Application): Promised {
    const set = (this.#changes.get(application.id)?.set ?? {}) as Partial<Application>;
    return { ...application, ...set };
  }

  /** The open tasks of a subject as this plan leaves them. */
  tasksOf(row: SubjectRow): Task[] {
    return [...this.#changeOf(this.#found.subject, row).tasks.values()];
  }
}

/** The table's own row for what happens to a subject because of another's action. */
export function rowFor(subject: SubjectKind, row: SubjectRow, name: ActionName): Action | undefined {
  return kinRow(process(row.process), subject, keyOf(row), name);
}
