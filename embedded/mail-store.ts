import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { v7 as uuid } from 'uuid';

/** A message as the inbox page and the tests read it. */
export interface StoredMessage {
  /** The file's name without `.eml`; ids sort by time of arrival. */
  id: string;
  receivedAt: string;
  from: string;
  /** Every recipient of the envelope, those of a blind copy too. */
  to: string[];
  subject: string;
  messageId: string;
  text: string;
  html: string | null;
  attachments: { name: string; type: string; size: number }[];
}

export interface Envelope {
  from: string;
  to: string[];
}

/** Messages as .eml files in one folder. */
export class MailStore {
  readonly #folder: string;
  readonly #parsed = new Map<string, ParsedMail>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Writes the message to disk, as received after the lines that a delivering server adds; returns once it is safe. */
  async add(envelope: Envelope, raw: Buffer): Promise<string> {
    const id = uuid();
    const draft = join(this.#folder, `${id}.tmp`);
    const trace = [`Return-Path: <${envelope.from}>`, ...envelope.to.map((address) => `Delivered-To: ${address}`)];
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(Buffer.concat([Buffer.from(`${trace.join('\r\n')}\r\n`), raw]));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, this.#path(id));
    return id;
  }

  /** The messages, newest first; with `to`, only those that this address was sent. */
  async list(to?: string): Promise<StoredMessage[]> {
    const ids = readdirSync(this.#folder)
      .filter((name) => name.endsWith('.eml'))
      .map((name) => name.slice(0, -'.eml'.length));
    const messages = await Promise.all(
      ids
        .sort()
        .reverse()
        .map((id) => this.#read(id)),
    );
    return messages.filter((message) => to === undefined || message.to.includes(to.toLowerCase()));
  }

  async find(id: string): Promise<StoredMessage | undefined> {
    return this.#has(id) ? await this.#read(id) : undefined;
  }

  /** The file as it was received. */
  source(id: string): Buffer | undefined {
    return this.#has(id) ? readFileSync(this.#path(id)) : undefined;
  }

  /** The attachment at a place in the message's list, from 0. */
  async attachment(id: string, index: number): Promise<ParsedMail['attachments'][number] | undefined> {
    return this.#has(id) ? (await this.#parse(id)).attachments[index] : undefined;
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.eml`);
  }

  #has(id: string): boolean {
    return readdirSync(this.#folder).includes(`${id}.eml`);
  }

  async #parse(id: string): Promise<ParsedMail> {
    const known = this.#parsed.get(id);
    if (known) return known;
    const mail = await simpleParser(readFileSync(this.#path(id)));
    this.#parsed.set(id, mail);
    return mail;
  }

  async #read(id: string): Promise<StoredMessage> {
    const mail = await this.#parse(id);
    const delivered = mail.headerLines.filter((line) => line.key === 'delivered-to');
    return {
      id,
      receivedAt: timeOf(id).toISOString(),
      from: mail.from?.text ?? '',
      to: delivered.map((line) => line.line.slice('Delivered-To:'.length).trim().toLowerCase()),
      subject: mail.subject ?? '',
      messageId: mail.messageId ?? '',
      text: mail.text ?? '',
      html: mail.html || null,
      attachments: mail.attachments.map(({ filename, contentType, size }, i) => ({
        name: filename ?? `attachment-${i + 1}`,
        type: contentType,
        size,
      })),
    };
  }
}

/** The moment that a UUIDv7 carries in its first 48 bits. */
const timeOf = (id: string) => new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
