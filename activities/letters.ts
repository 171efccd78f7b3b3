/** Letters of the outbox: rendered once, sent with a stable Message-ID, put off when the mail server is down. */
import type { Transporter } from 'nodemailer';
import { renderLetter } from '../letters/render.ts';
import type { Database } from '../prisma/database.ts';
import type { Letter } from '../prisma/generated/client.ts';
import type { Checkpoint } from './checkpoint.ts';

export type Mailing = {
  database: Database;
  mail: { transport: Transporter; from: string };
  /** Where a letter's reader finds the application. */
  publicUrl: string;
  checkpoint?: Checkpoint;
};

const BATCH = 10;

class Undeliverable extends Error {}

/**
 * Takes the letters that are to be sent now and sends them. Who takes a letter has it for half a minute, so that two dispatchers do
 * not send it twice; killed between the mail server's 250 and the mark, it goes again, with the same Message-ID.
 *
 * @returns how many were taken
 */
export async function sendLetters(mailing: Mailing): Promise<number> {
  const letters = await mailing.database.$queryRaw<Letter[]>`
    UPDATE "Letter" SET attempts = attempts + 1, "nextTryAt" = now() + interval '30 seconds' WHERE id IN (
      SELECT id FROM "Letter" WHERE "sentAt" IS NULL AND "nextTryAt" <= now() ORDER BY "nextTryAt", id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING *`;
  await Promise.all(letters.map((letter) => send(mailing, letter)));
  return letters.length;
}

async function send(mailing: Mailing, letter: Letter): Promise<void> {
  const { database, mail, checkpoint } = mailing;
  try {
    const { email, title, text, html, messageId } = await written(mailing, letter);
    if (!email) throw new Undeliverable('the addressee has no e-mail address');
    await mail.transport.sendMail({ from: mail.from, to: email, subject: title, text, html, messageId });
  } catch (error) {
    await putOff(database, letter, error);
    return;
  }
  await checkpoint?.('after-smtp-250', { letter: letter.id });
  await database.$executeRaw`UPDATE "Letter" SET "sentAt" = business_now(), "lastError" = NULL WHERE id = ${letter.id}::uuid`;
}

/** A letter is kept exactly as it is sent: rendered the first time, and never again. */
async function written({ database, mail, publicUrl }: Mailing, letter: Letter) {
  const { email, title, text, html, messageId } = letter;
  if (title !== null && text !== null && html !== null && messageId !== null && email !== null)
    return { email, title, text, html, messageId };
  const rendered = await renderLetter(database, letter, { publicUrl });
  const domain = /@([^\s>]+)/.exec(mail.from)?.[1] ?? 'localhost';
  const content = {
    email: rendered.email,
    title: rendered.title,
    text: rendered.text,
    html: rendered.html,
    messageId: `<${letter.id}@${domain}>`,
  };
  await database.letter.updateMany({ where: { id: letter.id }, data: content });
  return content;
}

/** What failed and when it is tried again stands with the letter, for the supervisor. */
async function putOff(database: Database, letter: Letter, error: unknown): Promise<void> {
  const code = (error as { responseCode?: number }).responseCode ?? 0;
  const refused = error instanceof Undeliverable || code >= 500;
  const seconds = refused ? 6 * 3600 : Math.min(5 * 2 ** (letter.attempts - 1), 3600);
  const message = error instanceof Error ? error.message : String(error);
  await database.$executeRaw`UPDATE "Letter" SET "lastError" = ${message.slice(0, 500)},
    "nextTryAt" = now() + ${seconds} * interval '1 second' WHERE id = ${letter.id}::uuid`;
}
