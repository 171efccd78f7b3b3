/** How the mail server is spoken to. */
import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js';
import { LETTER_LANES } from '../activities/letters.ts';

/** @param url smtp:// or smtps://. A server that does not answer is given up within seconds: the letter has its next try. */
export const mailOptions = (url: string): SMTPPool.Options => ({
  url,
  pool: true,
  // One for each letter under way: none waits for another's.
  maxConnections: LETTER_LANES,
  maxMessages: 1_000,
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  socketTimeout: 15_000,
});
