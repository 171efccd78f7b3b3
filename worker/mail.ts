/** How the mail server is spoken to. */
import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js';

/** @param url smtp:// or smtps://. A server that does not answer is given up within seconds: the letter has its next try. */
export const mailOptions = (url: string): SMTPPool.Options => ({
  url,
  pool: true,
  maxConnections: 5,
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  socketTimeout: 15_000,
});
