/** Letters of the outbox: rendered once, sent with a stable Message-ID, put off when they cannot go. */
import type { Transporter } from 'nodemailer';
import { cut } from '../domain/text.ts';
import { type Reads, readsOf } from '../letters/reads.ts';
import { renderLetter } from '../letters/render.ts';
import type { Database } from '../prisma/database.ts';
import { type Letter, Prisma } from '../prisma/generated/client.ts';
import { together } from '../prisma/together.ts';
import { LETTER_HELD_SECONDS } from '../records/outbox.ts';
import { LETTER_FAILURE, type LetterFailure } from '../records/unsent-letters.ts';
import { Hung } from './bounded.ts';
import type { Checkpoint } from './checkpoint.ts';
import { giveBack, takeDue } from './due.ts';
import { drain, type Lanes, OutOfReach } from './lanes.ts';

export type Mailing = {
  database: Database;
  mail: { transport: Transporter; from: string };
  /** Where a letter's reader finds the application. */
  publicUrl: string;
  checkpoint?: Checkpoint;
  /** For how long a letter that was taken is held instead of a minute, for tests. */
  heldSeconds?: number;
};

/** Letters under way at once: as many as there are connections to the mail server (worker/mail.ts). */
export const LETTER_LANES = 8;
const LIMIT_MS = 45_000;

/** All that a letter has: one that a list forgot would be missing to whoever writes the letter. */
const COLUMNS = Prisma.join(Object.values(Prisma.LetterScalarFieldEnum).map((column) => Prisma.raw(`row."${column}"`)));

/** What cannot go, whoever tries again: somebody must act. */
class Unsendable extends Error {
  readonly failure: LetterFailure;
  constructor(failure: LetterFailure, why: string, cause?: unknown) {
    super(why, { cause });
    this.failure = failure;
  }
}

/** What a letter says and to whom, as it is kept. */
type Written = Pick<Letter, 'email'> & { title: string; text: string; html: string; messageId: string };
/** Statements for several letters at once. */
type Writing = {
  reads: Reads;
  keep: (written: Written & { id: string }) => Promise<void>;
  mark: (id: string) => Promise<void>;
};
/** A letter that was taken, and what will be written or why it cannot be. */
type TakenLetter = { letter: Letter; writing: Promise<Written> };

/**
 * The letters that are to be sent now. Who takes a letter has it for a minute, so that two dispatchers do not send it twice; killed
 * between the mail server's 250 and the mark, it goes again, with the same Message-ID. Those that are taken together are written
 * together: what they say is read for all of them at once.
 */
export function letterLanes(mailing: Mailing): Lanes<TakenLetter> {
  const { database, heldSeconds } = mailing;
  const writing = writingOf(database);
  return {
    what: 'letters',
    lanes: LETTER_LANES,
    limitMs: LIMIT_MS,
    take: async (count) => {
      const letters = await database.$queryRaw<Letter[]>(dueLetters(count, heldSeconds));
      return letters.map((letter) => beginWriting(mailing, writing, letter));
    },
    work: (taken) => send(mailing, taken, writing),
    putOff: ({ letter }, error) => putOff(database, letter, error),
    release: async (letters) => {
      // What is being written is kept before another may take it.
      await Promise.allSettled(letters.map(({ writing: begun }) => begun));
      await database.$executeRaw(
        giveBack(
          'Letter',
          letters.map(({ letter: { id } }) => id),
        ),
      );
    },
  };
}

const writingOf = (database: Database): Writing => ({
  reads: readsOf(database),
  keep: together(async (all) => {
    const column = (name: keyof (typeof all)[number]) => all.map((one) => one[name]);
    await database.$executeRaw`
      UPDATE "Letter" l SET email = w.email, title = w.title, text = w.text, html = w.html, "messageId" = w."messageId"
      FROM unnest(${column('id')}::uuid[], ${column('email')}::text[], ${column('title')}::text[], ${column('text')}::text[],
        ${column('html')}::text[], ${column('messageId')}::text[]) AS w(id, email, title, text, html, "messageId") WHERE l.id = w.id`;
    return [];
  }),
  mark: together(async (ids) => {
    await database.$executeRaw`UPDATE "Letter" SET "sentAt" = business_now(), "lastError" = NULL, failure = NULL WHERE id = ANY(${ids}::uuid[])`;
    return [];
  }),
});

function beginWriting(mailing: Mailing, writing: Writing, letter: Letter): TakenLetter {
  const begun = written(mailing, writing, letter);
  // Whoever sends it hears of it.
  begun.catch(() => {});
  return { letter, writing: begun };
}

/** The statement that takes letters. */
export const dueLetters = (count: number, heldSeconds = LETTER_HELD_SECONDS): Prisma.Sql =>
  takeDue('Letter', COLUMNS, count, heldSeconds);

/**
 * Takes the letters that are to be sent now and sends them.
 * @returns how many were taken
 */
export const sendLetters = (mailing: Mailing): Promise<number> => drain(letterLanes(mailing));

async function send({ mail, checkpoint }: Mailing, { letter, writing }: TakenLetter, { mark }: Writing): Promise<void> {
  const { email, title, text, html, messageId } = await writing;
  if (!email) throw new Unsendable(LETTER_FAILURE.noAddress, 'the addressee has no e-mail address');
  try {
    await mail.transport.sendMail({ from: mail.from, to: email, subject: title, text, html, messageId });
  } catch (error) {
    throw verdictOn(error);
  }
  await checkpoint?.('after-smtp-250', { letter: letter.id });
  await mark(letter.id);
}

/** What nodemailer says where the mail server was not reached, ended the conversation, or takes no letters from us at all. */
const AWAY: ReadonlySet<string | undefined> = new Set([
  ...['ECONNECTION', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ETLS', 'EPROTOCOL', 'EAUTH'],
]);
/** SMTP: the service is closing. */
const CLOSING = 421;

/** What a mail server says of an addressee: of one that is away it is logged, and stands with the dispatcher's turns. */
const withoutAddresses = (said: string): string => said.replace(/[^\s<>"']+@[^\s<>"']+/g, '…');

function verdictOn(error: unknown): unknown {
  const { responseCode = 0, code } = error as { responseCode?: number; code?: string };
  if (responseCode === CLOSING || code === 'EAUTH' || (responseCode === 0 && AWAY.has(code)))
    return new OutOfReach(new Error(withoutAddresses((error as Error).message)));
  if (responseCode >= 500) return new Unsendable(LETTER_FAILURE.refused, (error as Error).message, error);
  return error;
}

/** A letter is kept exactly as it is sent: rendered the first time, and never again. */
async function written({ mail, publicUrl }: Mailing, { reads, keep }: Writing, letter: Letter): Promise<Written> {
  const { id, email, title, text, html, messageId } = letter;
  if (title !== null && text !== null && html !== null && messageId !== null && email !== null)
    return { email, title, text, html, messageId };
  const rendered = await renderLetter(reads, letter, { publicUrl }).catch((error: Error) => {
    throw new Unsendable(LETTER_FAILURE.unwritable, error.message, error);
  });
  const domain = /@([^\s>]+)/.exec(mail.from)?.[1] ?? 'localhost';
  const content = { ...rendered, messageId: `<${id}@${domain}>` };
  await keep({ id, ...content });
  return content;
}

/** The database may be what failed the first tries: only a letter that fails again and again is shown as one that cannot be written. */
const TRIES_BEFORE_UNWRITABLE = 3;
/** About three hours of pauses: whatever a mail server puts off for a while has gone by then. */
const TRIES_BEFORE_DEFERRED = 12;
const SIX_HOURS = 6 * 3600;
/** Sending a letter may still be under way when nobody waits for it any more: longer than the longest conversation with a mail server. */
const STILL_UNDER_WAY_SECONDS = 300;

/** How long after the try that failed the next one comes, in seconds. */
function pauseAfter(error: unknown, attempts: number): number {
  if (error instanceof Hung) return Math.max(STILL_UNDER_WAY_SECONDS, Math.min(5 * 2 ** (attempts - 1), 3600));
  if (error instanceof OutOfReach) return Math.min(5 * 2 ** (attempts - 1), 300);
  if (!(error instanceof Unsendable)) return Math.min(5 * 2 ** (attempts - 1), 3600);
  return error.failure === LETTER_FAILURE.unwritable ? Math.min(10 * 4 ** (attempts - 1), SIX_HOURS) : SIX_HOURS;
}

/** Whether somebody must act: null while it may yet go by itself. That no mail server is reached is known of all letters at once. */
function failureOf(error: unknown, attempts: number): LetterFailure | null {
  if (error instanceof OutOfReach) return null;
  if (!(error instanceof Unsendable)) return attempts >= TRIES_BEFORE_DEFERRED ? LETTER_FAILURE.deferred : null;
  return error.failure !== LETTER_FAILURE.unwritable || attempts >= TRIES_BEFORE_UNWRITABLE ? error.failure : null;
}

/** What failed and when it is tried again stands with the letter, for the supervisor. */
async function putOff(database: Database, letter: Letter, error: unknown): Promise<void> {
  const { attempts, id } = letter;
  const message = error instanceof Error ? error.message : String(error);
  const failure = failureOf(error, attempts);
  await database.$executeRaw`UPDATE "Letter" SET "lastError" = ${cut(message, 500)}, failure = ${failure},
    "nextTryAt" = now() + ${pauseAfter(error, attempts)} * interval '1 second' WHERE id = ${id}::uuid AND "sentAt" IS NULL`;
}
