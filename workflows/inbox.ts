/**
 * The actor behind every subject's workflow: handlers only put letters into the inbox, and one coroutine takes them one at a time,
 * so that never two local activities are under way at once: such histories do not replay. It keeps no truth of its own: whatever
 * record() answers is adopted, and whoever moved the subject, the stages go on from where it stands.
 *
 * No act depends on whether a message has come yet, unless an event of the history says so. A workflow task that only waited for a
 * slow local activity leaves no command in the history, so an Update that came with the next one may come earlier in a replay. So a
 * run begins with the decision that its input names, or with a look; and of what waits for it, the clock comes first, then a look, then
 * the decisions in their order.
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
  setCurrentDetails,
  setDefaultUpdateHandler,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/create.ts';
import { UNKNOWN_SUBJECT } from '../domain/errors.ts';
import { isUnderWay, type SubjectKind } from '../domain/process.ts';
import { type Act, type Current, cardOf, doing, LOOKING, MOST_ACTS, type Title, waiting } from './card.ts';
import {
  type ActOutcome,
  act,
  decidedOn,
  decisionUpdate,
  INVALID_DECISION,
  LOOK,
  labelsOf,
  MISPLACED,
  MOVING,
  ORDER,
  refresh,
  renew,
  type SubjectInput,
  standing,
  turnLabels,
  WORK,
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

type Work = Activities['record'];

/** An hour without PostgreSQL must not fill histories: tries within a second stay inside one workflow task, later ones grow apart. */
const patient = proxyLocalActivities<Pick<Activities, 'record' | 'keepRunNotes'> & Record<string, Work>>({
  ...database,
  retry: { ...backoff, maximumInterval: '60s' },
});

/** A caller waits for a decision: for two minutes it is tried at least every ten seconds, then as patiently as all else. */
const urgent = proxyLocalActivities<Record<string, Work>>({
  ...database,
  retry: { ...backoff, maximumInterval: '10s', maximumAttempts: 18 },
});

/** A cold dossier is replayed at about half a millisecond an event, so a run leaves for a new one at a stage boundary beyond this. */
const LONG_HISTORY = 300;

/** A timer that comes before its time, or changes nothing, is set again no sooner than this, and ever later. */
const FLOOR_MS = 10;
const HIGHEST_FLOOR_MS = 3_600_000;

const DECISION_ID = /^[0-9a-f]{64}$/;

type Decided = { action: string; decision: string; answer?: ActOutcome };
type Letter = Decided | { look: true };
type Due = NonNullable<Current['next']>;
type Timer = { dueAt: string; fired: boolean; scope: CancellationScope };

/** An attribute that was never set, one that was taken away, and an empty list are the same. */
const isSame = (known: unknown, wanted: unknown): boolean => flat(known) === flat(wanted);
const flat = (value: unknown): string => JSON.stringify(value ?? []);

/** The inbox of one subject in one run. Made before the first `await` of the workflow: the handlers must stand by then. */
export class Inbox {
  readonly #subject: SubjectKind;
  readonly #code: string;
  /** A run of the first release has none: it took the decision that it began with as its first act, and letters before the clock. */
  readonly #order: SubjectInput['order'];
  /** The build that the run before this one left for another. Where an operator keeps the run with that build, it is left but once in a stage. */
  readonly #left: string | undefined;
  /** The decision that the run was begun with. It is taken from the input, whenever its Update comes. */
  readonly #first: Decided | undefined;
  readonly #letters: Letter[] = [];
  #current: Current | null = null;
  #timer: Timer | null = null;
  #fruitless: { due: Due; times: number } | null = null;
  /** What was done last, the newest first, and what it is about: for the card alone. */
  #acts: readonly Act[] = [];
  #title: Title | undefined;
  #driven = false;
  #leaving = false;
  /** It was told to go on as a new run. */
  #renewing = false;

  /** @throws ApplicationFailure where the run's id is not that of this subject: it was started by hand, and would drive another's dossier */
  constructor(subject: SubjectKind, input: SubjectInput) {
    if (workflowInfo().workflowId !== workflowId(subject, input?.code)) {
      const message = 'This run was started by hand with another input than its id says. It drives nothing.';
      throw ApplicationFailure.create({ type: MISPLACED, message, nonRetryable: true });
    }
    this.#subject = subject;
    this.#code = input.code;
    this.#order = input.order;
    this.#left = input.left;
    this.#first = input.first && { ...input.first };
    setHandler(standing, () => {
      const { version, stage, state, next } = this.#current ?? { version: -1, stage: '', state: '', next: null };
      return { version, stage, state, next, ringsAt: this.#timer?.dueAt ?? null };
    });
    setHandler(refresh, () => {
      if (!this.#letters.some((letter) => 'look' in letter)) this.#letters.push({ look: true });
    });
    setHandler(renew, () => {
      this.#renewing = true;
    });
    // An action of a later build, sent to a run that stays with this one. It has no validator, so what is refused stands in the history.
    // It is set first: what has come with the first workflow task goes through it, in its order, and not by the order of the names.
    setDefaultUpdateHandler(async (action, sent) => {
      this.#validate(sent as { decision: string });
      return this.#decide(action, sent as { decision: string });
    });
    for (const action of [act.name, ...decidedOn(subject)]) {
      setHandler(decisionUpdate(action), (sent) => this.#decide(action, sent), {
        validator: (sent) => this.#validate(sent),
      });
    }
  }

  async #decide(action: string, { decision }: { decision: string }): Promise<ActOutcome> {
    const known = this.#first?.decision === decision ? this.#first : undefined;
    const letter: Decided = known ?? { action, decision };
    if (!known) this.#letters.push(letter);
    // A cancelled run still answers what it has taken.
    await CancellationScope.nonCancellable(() => condition(() => letter.answer !== undefined));
    return letter.answer!;
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
    while (this.#now.stage === stage && isUnderWay(this.#now) && !this.#mustLeave) await this.#next();
    if (isUnderWay(this.#now)) await this.#moveOn();
  }

  /** In the middle of a stage a run leaves only where it must: its history is as long as the server allows, another build was promoted, or it was told to. */
  get #mustLeave(): boolean {
    const { continueAsNewSuggested, targetWorkerDeploymentVersionChanged, currentDeploymentVersion } = workflowInfo();
    const overtaken = targetWorkerDeploymentVersionChanged && currentDeploymentVersion?.buildId !== this.#left;
    return this.#renewing || continueAsNewSuggested || overtaken === true;
  }

  get #now(): Current {
    if (!this.#current) throw new RangeError(`The inbox of ${this.#code} was asked before its first look.`);
    return this.#current;
  }

  #validate(sent: { decision: string } | undefined): void {
    if (typeof sent?.decision !== 'string' || !DECISION_ID.test(sent.decision)) {
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

  /** The first act of a run does not hang on what has come already: the decision that its input names, or a look. */
  async #begin(): Promise<void> {
    await this.#take((this.#order ? this.#first : this.#letters.shift()) ?? { look: true });
  }

  /** What is to be done next, in the order that does not depend on when a message came. */
  async #next(): Promise<void> {
    try {
      await condition(() => this.#letters.length > 0 || this.#timer?.fired === true || this.#renewing);
    } catch (error) {
      if (isCancellation(error)) await this.#empty();
      throw error;
    }
    if (this.#order && this.#timer?.fired) return this.#ring();
    const letter = this.#shift();
    if (letter) return this.#take(letter);
    if (this.#timer?.fired) await this.#ring();
  }

  #shift(): Letter | undefined {
    const look = this.#order ? this.#letters.findIndex((letter) => 'look' in letter) : -1;
    return look < 0 ? this.#letters.shift() : this.#letters.splice(look, 1)[0];
  }

  /** Records what a letter says, adopts where the subject stands, and answers. */
  async #take(letter: Letter): Promise<void> {
    const subject = { subject: this.#subject, code: this.#code };
    if ('look' in letter) return this.#look();
    const begins = letter === this.#first ? { begins: true } : {};
    const { outcome, current } = await this.#record(letter.action, {
      ...subject,
      decision: letter.decision,
      ...begins,
    });
    this.#adopt(current);
    letter.answer = outcome;
  }

  /**
   * Adopts where the subject stands. What the database calls long due is recorded now: the timer that stands for it is lost, or was
   * set by a clock that went wrong. Only an answer says so, so that histories of before are replayed as they were.
   */
  async #look(): Promise<void> {
    const timer = this.#timer;
    const { current, late } = await this.#record(LOOK, { subject: this.#subject, code: this.#code, look: true });
    this.#acts = [];
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
    const { task, dueAt, action = '' } = due;
    const timer = { task, dueAt };
    const { outcome, current } = await this.#record(action, { subject: this.#subject, code: this.#code, timer });
    const times =
      this.#fruitless?.due.task === due.task && this.#fruitless.due.dueAt === due.dueAt ? this.#fruitless.times : 0;
    this.#fruitless = outcome.ok ? null : { due, times: times + 1 };
    this.#adopt(current);
  }

  /**
   * Has the database work done, by the name of what happens.
   * @throws Error for a code that the database does not know: the workflow task fails, which leaves no trace in the history, and is
   * tried again until the row is there, or somebody has ended the run
   */
  async #record(what: string, input: Parameters<Work>[0]): ReturnType<Work> {
    const name = this.#order === ORDER && WORK.includes(what) ? what : 'record';
    const options = { summary: 'look' in input ? LOOKING : doing(what, this.#current) };
    return CancellationScope.nonCancellable(async () => {
      try {
        return await ('decision' in input ? urgent : patient)[name]!.executeWithOptions(options, [input]);
      } catch (error) {
        const cause = error instanceof ActivityFailure ? error.cause : error;
        if (cause instanceof ApplicationFailure && cause.type === UNKNOWN_SUBJECT)
          throw new Error(`The database does not know ${this.#subject} ${this.#code}.`, { cause: error });
        return patient[name]!.executeWithOptions(options, [input]);
      }
    });
  }

  /** The newest answer is the right one, also where its version is lower: the database may have been put back to a copy. */
  #adopt(current: Current): void {
    // A run of the first release paid no heed to it, and its history is replayed so.
    if (!this.#order && this.#current && current.version < this.#current.version) return;
    this.#current = current;
    this.#driven ||= isUnderWay(current);
    this.#show(current);
    if (!this.#driven) return;
    this.#label(current);
    this.#arm(current);
  }

  /** The card that Temporal's pages show. It stands in no history: it may change with every build. */
  #show(current: Current): void {
    const { details } = current;
    if (!details) return;
    this.#acts = [...details.acts, ...this.#acts].slice(0, MOST_ACTS);
    this.#title = details.title ?? this.#title;
    setCurrentDetails(cardOf(this.#subject, { ...current, details }, { acts: this.#acts, title: this.#title }));
  }

  /** One event, and only for what has changed. */
  #label(current: Current): void {
    const known = workflowInfo().typedSearchAttributes;
    const turns = this.#order === ORDER && current.details ? turnLabels(current.state, current.details) : [];
    const changed = [...labelsOf(current), ...turns].filter(({ key, value }) => !isSame(known.get(key), value));
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
      .run(() => sleep(duration, { summary: waiting(next) }))
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
    const { targetWorkerDeploymentVersionChanged, continueAsNewSuggested, historyLength, currentDeploymentVersion } =
      workflowInfo();
    const due = this.#renewing || targetWorkerDeploymentVersionChanged || continueAsNewSuggested;
    if (!due && historyLength <= LONG_HISTORY) return;
    await this.#empty();
    if (!isUnderWay(this.#now)) return;
    await this.#keepNotes();
    const left = targetWorkerDeploymentVersionChanged ? currentDeploymentVersion?.buildId : undefined;
    const initialVersioningBehavior = targetWorkerDeploymentVersionChanged ? 'AUTO_UPGRADE' : undefined;
    await makeContinueAsNewFunc<(input: SubjectInput) => Promise<void>>({ initialVersioningBehavior })({
      code: this.#code,
      order: ORDER,
      ...(left ? { left } : {}),
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

  /** Since the third order what a supervisor must know of a run is copied to the database after it has ended: a history of before says that it was done here. */
  async #keepNotes(): Promise<void> {
    if (this.#driven && this.#order !== ORDER)
      await CancellationScope.nonCancellable(() => patient.keepRunNotes({ code: this.#code }));
  }
}
