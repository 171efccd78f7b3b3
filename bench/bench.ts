/** What every part of a measurement works with: the servers, everybody who calls, and stacks that are started, warmed up and stopped. */
import { type Callers, signIn } from './caller.ts';
import { controlSubjects, playControl } from './control/play.ts';
import { letLettersGo, untilQuiet } from './outbox.ts';
import { type Dossier, LIQUIDATION, PACKAGE, type Scene, TO_APPROVAL, TO_SETTLEMENT, take } from './path.ts';
import { type Seed, seed } from './seed.ts';
import { type Servers, startServers } from './servers.ts';
import { type Stack, type StackOptions, startControl, startProduct } from './stack.ts';
import { sideBySide } from './statistics.ts';
import type { Figure } from './table.ts';

/** Dossiers that are decided on at the same time. */
export const AT_ONCE = 8;

/** One part of the table. */
export type Part = (bench: Bench) => Promise<Figure[]>;

export class Bench {
  readonly servers: Servers;
  readonly seed: Seed;
  /** Everything small: to see that it works. */
  readonly quick: boolean;
  readonly say: (line: string) => void;
  #callers: Callers | undefined;

  private constructor(servers: Servers, seeded: Seed, quick: boolean, say: (line: string) => void) {
    this.servers = servers;
    this.seed = seeded;
    this.quick = quick;
    this.say = say;
  }

  /** Starts the servers and fills the database. */
  static async open(quick: boolean, say: (line: string) => void): Promise<Bench> {
    const servers = await startServers(say);
    try {
      return new Bench(servers, await seed(servers), quick, say);
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.seed.close();
    await this.servers.stop();
  }

  /** @returns the first number, or the second where everything is small */
  size(whole: number, small: number): number {
    return this.quick ? small : whole;
  }

  drafts(count: number): Promise<Dossier[]> {
    return this.seed.drafts(count);
  }

  /** Does something with the product at work, warmed up; mail is sent. */
  async product<Result>(
    work: (stack: Stack, scene: Scene) => Promise<Result>,
    options: StackOptions = {},
  ): Promise<Result> {
    return this.#with(await startProduct(this.servers, options), async (stack, callers) => {
      const { owner } = this.servers;
      const scene: Scene = { seed: this.seed, callers, owner };
      await letLettersGo(owner);
      // A worker that keeps few dossiers must not have more of them in its hands at once.
      const atOnce = options.cached === undefined ? AT_ONCE : 1;
      await sideBySide(atOnce, await this.drafts(this.#warming), (dossier) =>
        take(scene, dossier, [...TO_APPROVAL, ...PACKAGE, ...TO_SETTLEMENT, ...LIQUIDATION]),
      );
      await untilQuiet(owner);
      return work(stack, scene);
    });
  }

  /** Does something with the control at work, warmed up. */
  async control<Result>(work: (stack: Stack, callers: Callers) => Promise<Result>): Promise<Result> {
    return this.#with(await startControl(this.servers), async (stack, callers) => {
      const subjects = await controlSubjects(this.seed, this.#warming);
      await sideBySide(AT_ONCE, subjects, (subject) => playControl(callers, subject));
      return work(stack, callers);
    });
  }

  get #warming(): number {
    return this.size(16, 3);
  }

  async #with<Result>(stack: Stack, work: (stack: Stack, callers: Callers) => Promise<Result>): Promise<Result> {
    try {
      // Sessions outlive the process of the API that began them.
      this.#callers ??= await signIn(stack.api, this.seed);
      return await work(stack, this.#callers);
    } finally {
      await stack.stop();
    }
  }
}
