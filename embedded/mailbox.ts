import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { createInbox } from './inbox.ts';
import { MailStore, type StoredMessage } from './mail-store.ts';

export interface MailboxOptions {
  /** Where the .eml files are. */
  folder: string;
  /** 0 for any free port. */
  smtpPort: number;
  /** 0 for any free port. */
  inboxPort: number;
}

export interface Mailbox {
  smtpUrl: string;
  inboxUrl: string;
  /** The messages, newest first; with `to`, only those that this address was sent. */
  messages(to?: string): Promise<StoredMessage[]>;
  stop(): Promise<void>;
}

const LARGEST_MESSAGE = 40 * 1024 * 1024;

/**
 * Starts an SMTP server on 127.0.0.1 that delivers every letter into one folder, and a page to read them.
 * A letter is on disk before it is acknowledged.
 * @throws Error with code EADDRINUSE when a port is taken.
 */
export async function startMailbox({ folder, smtpPort, inboxPort }: MailboxOptions): Promise<Mailbox> {
  const store = new MailStore(folder);
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST_MESSAGE,
    closeTimeout: 1_000,
    onData(stream, session, done) {
      const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
      const to = session.envelope.rcptTo.map((recipient) => recipient.address);
      stream
        .toArray()
        .then((chunks) => store.add({ from, to }, Buffer.concat(chunks)))
        .then(
          () => done(),
          (error: Error) => done(error),
        );
    },
  });
  const inbox = createServer(createInbox(store));
  // A client that breaks off is its own affair; without a listener it would end the mailbox.
  smtp.on('error', () => {});
  smtp.listen(smtpPort, '127.0.0.1');
  await once(smtp.server, 'listening');
  try {
    inbox.listen(inboxPort, '127.0.0.1');
    await once(inbox, 'listening');
  } catch (error) {
    smtp.close();
    throw error;
  }
  return {
    smtpUrl: `smtp://127.0.0.1:${portOf(smtp.server)}`,
    inboxUrl: `http://127.0.0.1:${portOf(inbox)}`,
    messages: (to) => store.list(to),
    async stop() {
      inbox.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(resolve)),
        new Promise<void>((resolve) => inbox.close(() => resolve())),
      ]);
    },
  };
}

const portOf = (server: { address(): AddressInfo | string | null }) => (server.address() as AddressInfo).port;
