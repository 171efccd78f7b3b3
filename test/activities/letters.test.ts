import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import { createTransport } from 'nodemailer';
import { Hung } from '../../activities/bounded.ts';
import { OutOfReach } from '../../activities/lanes.ts';
import { dueLetters, letterLanes, type Mailing, sendLetters } from '../../activities/letters.ts';
import { ACTION, LETTER, ROLE, TASK } from '../../domain/process.ts';
import type { Mailbox } from '../../embedded/mailbox.ts';
import { OUTBOX, tryAtOnce } from '../../records/outbox.ts';
import { LETTER_FAILURE, tellOfUnsentLetters } from '../../records/unsent-letters.ts';
import { draft } from '../support/dossier.ts';
import { freePort } from '../support/free-port.ts';
import { does, type Office, openOffice } from '../support/office.ts';
import { mailboxPerSuite } from '../support/servers.ts';

let office: Office;
let mailbox: Mailbox;
let mailing: Mailing;
const FROM = 'Thông suốt <thong-suot@agency.example.test>';

beforeAll(async () => {
  [office, mailbox] = await Promise.all([openOffice(), mailboxPerSuite()]);
  const transport = createTransport({ url: mailbox.smtpUrl });
  mailing = {
    database: office.database,
    mail: { transport, from: FROM },
    publicUrl: 'https://thong-suot.example.test',
  };
});
afterAll(async () => {
  await mailbox.stop();
  await office.close();
});

const letterOf = (code: string) =>
  office.database.letter.findFirstOrThrow({ where: { code, name: LETTER.acknowledgement } });
const arrived = async (code: string) => (await mailbox.messages()).filter((message) => message.subject.includes(code));
const sendAll = async (by = mailing) => {
  while ((await sendLetters(by)) > 0);
};
/** What a supervisor's retry does. */
const retry = (code: string) => office.database.letter.updateMany({ where: { code }, data: { nextTryAt: new Date() } });

/** A dossier whose acknowledgement is to be sent. */
async function acknowledged(): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

test('a letter that was taken is not given to a second by a retry, so that it is not sent twice; one far from its turn is', async () => {
  const { database } = office;
  const { id } = await letterOf(await acknowledged());
  const due = async () => (await database.$queryRaw<{ id: string }[]>(dueLetters(50))).some((one) => one.id === id);
  const retried = () => tryAtOnce(database, OUTBOX.letter, id);
  expect(await due()).toBe(true);
  expect((await retried())!.getTime()).toBeGreaterThan(Date.now());
  expect(await due()).toBe(false);
  await database.letter.update({ where: { id }, data: { nextTryAt: new Date(Date.now() + 3_600_000) } });
  await retried();
  expect(await due()).toBe(true);
  await database.letter.update({ where: { id }, data: { sentAt: new Date() } });
  expect(await retried()).toBeNull();
});

test('a letter goes to its addressee once, and is kept exactly as it was sent', async () => {
  const code = await acknowledged();
  await sendAll();
  await sendAll();
  const [message, ...others] = await arrived(code);
  expect(others).toEqual([]);
  const letter = await letterOf(code);
  expect(message).toMatchObject({ to: ['enterprise@example.test'], messageId: `<${letter.id}@agency.example.test>` });
  expect(message!.subject).toBe(letter.title);
  expect(message!.text.trim()).toBe(letter.text!.trim());
  expect(letter.sentAt).not.toBeNull();
});

test('two dispatchers at once send each letter once', async () => {
  const codes: string[] = [];
  while (codes.length < 6) codes.push(await acknowledged());
  await Promise.all([sendAll(), sendAll(), sendAll()]);
  for (const code of codes) expect(await arrived(code)).toHaveLength(1);
});

test('while the mail server is down a letter is put off, says why, and goes when the server is back', async () => {
  const code = await acknowledged();
  const transport = createTransport({ host: '127.0.0.1', port: await freePort(), connectionTimeout: 1_000 });
  await sendAll({ ...mailing, mail: { transport, from: FROM } });
  const waiting = await letterOf(code);
  expect(waiting).toMatchObject({ sentAt: null, attempts: 1 });
  expect(waiting.lastError).toMatch(/ECONNREFUSED/);
  const [{ later }] = await office.database.$queryRaw<[{ later: boolean }]>`
    SELECT "nextTryAt" > now() AS later FROM "Letter" WHERE id = ${waiting.id}::uuid`;
  expect(later).toBe(true);

  await retry(code);
  await sendAll();
  expect(await arrived(code)).toHaveLength(1);
  expect(await letterOf(code)).toMatchObject({ lastError: null, attempts: 2 });
});

test('a letter is rendered once: what changes afterwards does not change what was to be said', async () => {
  const code = await acknowledged();
  const transport = createTransport({ host: '127.0.0.1', port: await freePort(), connectionTimeout: 1_000 });
  await sendAll({ ...mailing, mail: { transport, from: FROM } });
  const { text } = await letterOf(code);
  await office.database.agency.updateMany({ data: { nameVi: 'Sở Đổi tên' } });
  await retry(code);
  await sendAll();
  const [message] = await arrived(code);
  expect(message!.text.trim()).toBe(text!.trim());
});

test('ended between the mail server’s 250 and the mark, it goes again with the same Message-ID', async () => {
  const code = await acknowledged();
  const killed = () => {
    throw new Error('ended here');
  };
  await sendLetters({ ...mailing, checkpoint: killed });
  expect(await letterOf(code)).toMatchObject({ sentAt: null });
  await retry(code);
  await sendAll();
  const messages = await arrived(code);
  expect(messages).toHaveLength(2);
  expect(new Set(messages.map((message) => message.messageId)).size).toBe(1);
});

test('a letter to somebody without an address is put off and shown, and holds up no other', async () => {
  const nameless = await acknowledged();
  await office.database.party.updateMany({ where: { kind: 'enterprise' }, data: { email: '' } });
  await sendAll();
  await office.database.party.update({
    where: { id: office.parties.enterprise },
    data: { email: 'enterprise@example.test' },
  });
  expect((await letterOf(nameless)).lastError).toMatch(/no e-mail address/);
  const code = await acknowledged();
  await sendAll();
  expect(await arrived(code)).toHaveLength(1);
});

test('a mail server that is away is told of without the address of whoever was written to', async () => {
  await acknowledged();
  // As one that closes in the middle of a conversation, and names the addressee.
  const server = createServer((socket) => {
    socket.write('220 mail.example.test\r\n');
    createInterface(socket).on('line', (line) => {
      socket.write(line.startsWith('RCPT') ? `421 4.3.2 ${line.slice(8)} not now\r\n` : '250 ok\r\n');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  const lanes = letterLanes({ ...mailing, mail: { transport, from: FROM } });
  const [letter] = await lanes.take(1);
  const thrown = await lanes.work(letter!).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(OutOfReach);
  expect(inspect(thrown)).toContain('421');
  expect(inspect(thrown)).not.toContain('@example.test');
  await lanes.putOff(letter!, thrown);
  server.close();
});

/** A mail server that answers each addressee so. */
async function answering(reply: string): Promise<{ mail: Mailing['mail']; close: () => void }> {
  const server = createServer((socket) => {
    socket.write('220 mail.example.test\r\n');
    createInterface(socket).on('line', (line) => {
      socket.write(line.startsWith('RCPT') ? `${reply}\r\n` : '250 ok\r\n');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  return { mail: { transport, from: FROM }, close: () => server.close() };
}

test('a letter that a mail server puts off for hours is told to the supervisors, and tried again', async () => {
  const { database } = office;
  await sendAll();
  // What other tests could not send is told of first.
  await tellOfUnsentLetters(database);
  const { mail, close } = await answering('450 4.2.2 mailbox full');
  const code = await acknowledged();
  await database.letter.updateMany({ where: { code }, data: { attempts: 10 } });
  await sendAll({ ...mailing, mail });
  expect(await letterOf(code)).toMatchObject({ attempts: 11, failure: null });
  expect(await tellOfUnsentLetters(database)).toBe(0);
  await retry(code);
  await sendAll({ ...mailing, mail });
  expect(await letterOf(code)).toMatchObject({ attempts: 12, failure: LETTER_FAILURE.deferred, sentAt: null });
  await database.letter.updateMany({ where: { NOT: { code } }, data: { toldAt: null, failure: null } });
  expect(await tellOfUnsentLetters(database)).toBe(1);
  close();
  await retry(code);
  await sendAll();
  expect(await arrived(code)).not.toEqual([]);
  expect(await letterOf(code)).toMatchObject({ failure: null });
});

test('a letter whose sending hangs is taken by nobody else while it may still be under way', async () => {
  const code = await acknowledged();
  const lanes = letterLanes(mailing);
  for (const taken of await lanes.take(50)) await lanes.putOff(taken, new Hung('a letter', 45_000));
  expect((await letterOf(code)).nextTryAt!.getTime()).toBeGreaterThan(Date.now() + 4 * 60_000);
});

test('those above the agency get what is written to them', async () => {
  const { database } = office;
  const code = await acknowledged();
  const { agencyId } = await database.application.findUniqueOrThrow({ where: { code } });
  const { id: superiorId } = await database.superior.create({
    data: { agencyId, no: 1, name: 'UBND tỉnh', email: 'above@example.test' },
  });
  const { id: _id, partyId: _party, ...acknowledgement } = await letterOf(code);
  const task = { task: TASK.checkCompleteness, role: ROLE.intake, dueAt: '2026-03-05T10:00:00.000Z', days: 5 };
  const id = randomUUID();
  await database.letter.create({ data: { ...acknowledgement, id, superiorId, name: LETTER.toldAgain, facts: task } });
  await sendAll();
  const [letter] = (await mailbox.messages()).filter(({ to }) => to.includes('above@example.test'));
  expect(letter?.messageId).toContain(id);
});
