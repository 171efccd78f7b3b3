/**
 * The actor behind every subject's workflow: handlers only put letters into the inbox, and one coroutine takes them one at a time,
 * so that never two local activities are under way at once: such histories do not replay. It keeps no truth of its own: whatever
 * record() answers is adopted, and whoever moved the subject, the stages go on from where it stands.
 *
 * No act depends on whether a message has come yet, unless an event of the history says so. A workflow task that only waited for a
 * slow local activity leaves no command in the history, so an Update that came with the next one may come earlier in a replay. So a
 * run looks first, always; and of what waits for it, the clock comes first, then a look, then the decisions in their order.
 */
import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  makeContinueAsNewFunc,
  proxyLocalActivities,
  type RetryPolicy,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/create.ts';
import { UNKNOWN_SUBJECT } from '../domain/errors.ts';
import { isUnderWay, type SubjectKind } from '../domain/process.ts';
import {
  type ActOutcome,
  act,
  INVALID_DECISION,
  labelsOf,
  MISPLACED,
  MOVING,
  ORDER,
  refresh,
  type SubjectInput,
  standing,
  workflowId,
} from './messages.ts';

const database = {
  startToCloseTimeout: '5s',
  localRetryThreshold: '1s',
} as const;
const backoff: RetryPolicy = {
  initialInterval: '100ms',
  backoffCoefficient: 2,
  nonRetryableErrorTypes: [UNKNOWN_SUBJECT],
};

/** An hour without PostgreSQL must not fill histories: tries within a second stay inside one workflow task, later ones grow apart. */
const patient = proxyLocalActivities<Pick<Activities, 'record' | 'keepRunNotes'>>({
  ...database,
  retry: { ...backoff, maximumInterval: '60s' },
});

/** A caller waits for a decision: for two minutes it is tried at least every ten seconds, then as patiently as all else. */
const urgent = proxyLocalActivities<Pick<Activities, 'record'>>({
  ...database,
  retry: { ...backoff, maximumInterval: '10s', maximumAttempts: 18 },
});

/** A cold dossier is replayed at about half a millisecond an event, so a run leaves for a new one at a stage boundary beyond this. */
const LONG_HISTORY = 300;

/** A timer that comes before its time, or changes nothing, is set again no sooner than this, and ever later. */
const FLOOR_MS = 10;
const HIGHEST_FLOOR_MS = 3_600_000;

const DECISION_ID = /^[0-9a-f]{64}$/;

type Letter = { decision: string; answer?: ActOutcome } | { look: true };
type Current = Awaited<ReturnType<Activities['record']>>['current'];
type Due = NonNullable<Current['next']>;
type Timer = { dueAt: string; fired: boolean; scope: CancellationScope };

/** The inbox of one subject in one run. Made before the first `await` of the workflow: the handlers must stand by then. */
export class Inbox {
  readonly #subject: SubjectKind;
  readonly #code: string;
  /** A run of the first release has none: it took the decision that it began with as its first act, and letters before the clock. */
  readonly #order: SubjectInput['order'];
  readonly #letters: Letter[] = [];
  #current: Current | null = null;
  #timer: Timer | null = null;
  #fruitless: { due: Due; times: number } | null = null;
  #driven = false;
  #leaving = false;

  /** @throws ApplicationFailure where the run's id is not that of this subject: it was started by hand, and would drive another's dossier */
  constructor(subject: SubjectKind, input: SubjectInput) {
    if (workflowInfo().workflowId !== workflowId(subject, input?.code)) {
      const message = 'This run was started by hand with another input than its id says. It drives nothing.';
      throw ApplicationFailure.create({ type: MISPLACED, message, nonRetryable: true });
    }
    this.#subject = subject;
    this.#code = input.code;
    this.#order = input.order;
    setHandler(standing, () => {
      const { version, stage, state, next } = this.#current ?? { version: -1, stage: '', state: '', next: null };
      return { version, stage, state, next, ringsAt: this.#timer?.dueAt ?? null };
    });
    setHandler(refresh, () => {
      if (!this.#letters.some((letter) => 'look' in letter)) this.#letters.push({ look: true });
    });
    setHandler(
      act,
      async ({ decision }) => {
        const letter: Letter = { decision };
        this.#letters.push(letter);
        // A cancelled run still answers what it has taken.
        await CancellationScope.nonCancellable(() => condition(() => letter.answer !== undefined));
        return letter.answer!;
      },
      { validator: ({ decision }) => this.#validate(decision) },
    );
  }

  /** The stages that the subject passes through, in order. A package or round has no route of its own, so its present stage is all. */
  get route(): readonly string[] {
    const { route, stage } = this.#now;
    return route.includes(stage) ? route : [stage, ...route];
  }

  /**
   * Whether there is something to drive: the subject was submitted or opened, and has not ended. Before it says no, whatever has
   * come is answered, which may set the subject going (a submission, a reopening).
   */
  async isUnderWay(): Promise<boolean> {
    if (!this.#current) await this.#begin();
    while (!isUnderWay(this.#now)) {
      await this.#empty();
      if (isUnderWay(this.#now)) break;
      await this.#keepNotes();
      // A wake that came with the note is looked at: the subject may have been set going again.
      if (!this.#order || this.#letters.length === 0) return false;
    }
    this.#leaving = false;
    return true;
  }

  /**
   * Answers letters and keeps the clock for as long as the subject stands in this stage. Returns when the stage is no longer its own,
   * whoever moved it: at once where it never was. At the boundary the run may leave for a new one.
   */
  async follow(stage: string): Promise<void> {
    if (this.#now.stage !== stage) return;
    while (this.#now.stage === stage && isUnderWay(this.#now) && !workflowInfo().continueAsNewSuggested)
      await this.#next();
    if (isUnderWay(this.#now)) await this.#moveOn();
  }

  get #now(): Current {
    if (!this.#current) throw new RangeError(`The inbox of ${this.#code} was asked before its first look.`);
    return this.#current;
  }

  #validate(decision: string): void {
    if (typeof decision !== 'string' || !DECISION_ID.test(decision)) {
      throw ApplicationFailure.create({
        type: INVALID_DECISION,
        message: 'A decision is named by 64 hex digits.',
        nonRetryable: true,
      });
    }
    if (this.#leaving) {
      const message = 'The run is about to end or to go on in a new one: send the same decision again.';
      throw ApplicationFailure.create({ type: MOVING, message, nonRetryable: true });
    }
  }

  /** The first act of a run: it looks, whatever has come already. */
  async #begin(): Promise<void> {
    await this.#take((this.#order ? undefined : this.#letters.shift()) ?? { look: true });
  }

  /** What is to be done next, in the order that does not depend on when a message came. */
  async #next(): Promise<void> {
    try {
      await condition(() => this.#letters.length > 0 || this.#timer?.fired === true);
    } catch (error) {
      if (isCancellation(error)) await this.#empty();
      throw error;
    }
    if (this.#order && this.#timer?.fired) return this.#ring();
    const letter = this.#shift();
    await (letter ? this.#take(letter) : this.#ring());
  }

  #shift(): Letter | undefined {
    const look = this.#order ? this.#letters.findIndex((letter) => 'look' in letter) : -1;
    return look < 0 ? this.#letters.shift() : this.#letters.splice(look, 1)[0];
  }

  /** Records what a letter says, adopts where the subject stands, and answers. */
  async #take(letter: Letter): Promise<void> {
    const subject = { subject: this.#subject, code: this.#code };
    if ('look' in letter) return this.#look();
    const { outcome, current } = await this.#record({ ...subject, decision: letter.decision });
    this.#adopt(current);
    letter.answer = outcome;
  }

  /**
   * Adopts where the subject stands. What the database calls long due is recorded now: the timer that stands for it is lost, or was
   * set by a clock that went wrong. Only an answer says so, so that histories of before are replayed as they were.
   */
  async #look(): Promise<void> {
    const timer = this.#timer;
    const { current, late } = await this.#record({ subject: this.#subject, code: this.#code, look: true });
    this.#adopt(current);
    // A timer that was set just now rings at once.
    if (!late || !current.next || !timer || timer !== this.#timer) return;
    timer.scope.cancel();
    await this.#act(current.next);
  }

  /** The timer has fired: what is due by now is recorded; where something due sooner was answered since, only a look is taken. */
  async #ring(): Promise<void> {
    const { dueAt } = this.#timer!;
    this.#timer = null;
    const due = this.#now.next;
    await (!due || due.dueAt > dueAt ? this.#look() : this.#act(due));
  }

  /** Has the clock do what is due, and sets the next timer. */
  async #act(due: Due): Promise<void> {
    this.#timer = null;
    const { outcome, current } = await this.#record({ subject: this.#subject, code: this.#code, timer: due });
    const times =
      this.#fruitless?.due.task === due.task && this.#fruitless.due.dueAt === due.dueAt ? this.#fruitless.times : 0;
    this.#fruitless = outcome.ok ? null : { due, times: times + 1 };
    this.#adopt(current);
  }

  /**
   * Has the database work done.
   * @throws Error for a code that the database does not know: the workflow task fails, which leaves no trace in the history, and is
   * tried again until the row is there, or somebody has ended the run
   */
  async #record(input: Parameters<Activities['record']>[0]): ReturnType<Activities['record']> {
    return CancellationScope.nonCancellable(async () => {
      try {
        return await ('decision' in input ? urgent : patient).record(input);
      } catch (error) {
        const cause = error instanceof ActivityFailure ? error.cause : error;
        if (cause instanceof ApplicationFailure && cause.type === UNKNOWN_SUBJECT)
          throw new Error(`The database does not know ${this.#subject} ${this.#code}.`, { cause: error });
        return patient.record(input);
      }
    });
  }

  /** The newest answer is the right one, also where its version is lower: the database may have been put back to a copy. */
  #adopt(current: Current): void {
    // A run of the first release paid no heed to it, and its history is replayed so.
    if (!this.#order && this.#current && current.version < this.#current.version) return;
    this.#current = current;
    this.#driven ||= isUnderWay(current);
    if (!this.#driven) return;
    this.#label(current);
    this.#arm(current);
  }

  /** One event, and only for what has changed. */
  #label(current: Current): void {
    const known = workflowInfo().typedSearchAttributes;
    const changed = labelsOf(current).filter(({ key, value }) => known.get(key) !== value);
    if (changed.length > 0) upsertSearchAttributes(changed);
  }

  /**
   * One timer for whatever is due next. One that rings too early is left to ring, which is cheaper than to set one anew with every
   * decision. Durations, never dates: the business clock is the database's.
   */
  #arm({ next, at }: Current): void {
    if (!next || (this.#timer && this.#timer.dueAt <= next.dueAt)) return;
    this.#timer?.scope.cancel();
    const timer: Timer = { dueAt: next.dueAt, fired: false, scope: new CancellationScope() };
    const left = Date.parse(next.dueAt) - Date.parse(at);
    const duration = left > 0 ? Math.max(left, FLOOR_MS) : this.#floor(next);
    timer.scope
      .run(() => sleep(duration))
      .then(
        () => {
          timer.fired = true;
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
    this.#timer = timer;
  }

  /** What was due already and changed nothing is tried again ever later. What is due later is waited for: the database says how long. */
  #floor(due: Due): number {
    const fruitless = this.#fruitless;
    if (!fruitless || fruitless.due.task !== due.task || fruitless.due.dueAt !== due.dueAt) return FLOOR_MS;
    return Math.min(1000 * 2 ** (fruitless.times - 1), HIGHEST_FLOOR_MS);
  }

  /** Goes on as a new run where that is due: on new code, or because the history has grown long. */
  async #moveOn(): Promise<void> {
    const { targetWorkerDeploymentVersionChanged, continueAsNewSuggested, historyLength } = workflowInfo();
    if (!targetWorkerDeploymentVersionChanged && !continueAsNewSuggested && historyLength <= LONG_HISTORY) return;
    await this.#empty();
    if (!isUnderWay(this.#now)) return;
    await this.#keepNotes();
    const initialVersioningBehavior = targetWorkerDeploymentVersionChanged ? 'AUTO_UPGRADE' : undefined;
    await makeContinueAsNewFunc<(input: SubjectInput) => Promise<void>>({ initialVersioningBehavior })({
      code: this.#code,
      order: ORDER,
    });
  }

  /** Lets nothing more in, and answers everything that is in. */
  async #empty(): Promise<void> {
    this.#leaving = true;
    await CancellationScope.nonCancellable(async () => {
      for (let letter = this.#shift(); letter; letter = this.#shift()) await this.#take(letter);
      await condition(allHandlersFinished);
    });
  }

  /** What a supervisor must know of this run is copied to the database before it ends; of a run that drove nothing there is nothing to know. */
  async #keepNotes(): Promise<void> {
    if (this.#driven) await CancellationScope.nonCancellable(() => patient.keepRunNotes({ code: this.#code }));
  }
}
