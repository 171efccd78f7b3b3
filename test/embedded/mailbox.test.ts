import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { type Mailbox, startMailbox } from '../../embedded/mailbox.ts';
import { temporaryFolder } from '../support/folder.ts';

let folder: string;
let mailbox: Mailbox;

beforeEach(async () => {
  folder = temporaryFolder();
  mailbox = await start();
});

afterEach(async () => {
  await mailbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a letter is read as it was sent: addressees, blind ones too, subject, texts and attachments', async () => {
  await send({ bcc: 'luu@example.vn', attachments: [{ filename: 'Giấy hẹn.pdf', content: Buffer.from('%PDF') }] });
  const [letter] = await mailbox.messages();
  expect(letter).toMatchObject({
    from: 'hotro@example.vn',
    to: ['lan@example.vn', 'luu@example.vn'],
    subject: 'Tiếp nhận hồ sơ',
    messageId: '<1@example.vn>',
    text: 'Kính gửi bà Lan',
    html: '<p>Kính gửi bà Lan</p>',
    attachments: [{ name: 'Giấy hẹn.pdf', type: 'application/pdf', size: 4 }],
  });
});

test('letters are kept when the mailbox ends and starts again, newest first', async () => {
  await send({ subject: 'một' });
  await send({ subject: 'hai' });
  await mailbox.stop();
  mailbox = await start();
  expect((await mailbox.messages()).map((letter) => letter.subject)).toEqual(['hai', 'một']);
});

test('a letter that was broken off is not kept', async () => {
  const socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1');
  socket.setEncoding('utf8');
  for (const line of ['EHLO test', 'MAIL FROM:<a@example.vn>', 'RCPT TO:<b@example.vn>', 'DATA']) {
    await once(socket, 'data');
    socket.write(`${line}\r\n`);
  }
  await once(socket, 'data');
  socket.write('Subject: half\r\n\r\nhalf of it');
  socket.destroy();
  await once(socket, 'close');
  await send({ subject: 'whole' });
  expect((await mailbox.messages()).map((letter) => letter.subject)).toEqual(['whole']);
});

test('programs read the letters of one addressee as JSON', async () => {
  await send({ subject: 'cho Lan' });
  await send({ to: 'minh@example.vn', subject: 'cho Minh' });
  const letters = (await (await read('/api/messages?to=Minh@example.vn')).json()) as { id: string; subject: string }[];
  expect(letters.map((letter) => letter.subject)).toEqual(['cho Minh']);
  expect(await (await read(`/api/messages/${letters[0]?.id}`)).json()).toEqual(letters[0]);
});

test('the pages show what a letter says and run nothing of it', async () => {
  await send({ subject: '<script>alert(1)</script>', html: '<script>alert(2)</script><b>đậm</b>' });
  const [letter] = await mailbox.messages();
  const list = await (await read('/')).text();
  expect(list).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(list).not.toContain('<script>');
  expect(await (await read(`/messages/${letter?.id}`)).text()).toContain('<iframe sandbox');
  const html = await read(`/messages/${letter?.id}/html`);
  expect(html.headers.get('content-security-policy')).toContain("sandbox; default-src 'none'");
  expect(await html.text()).toContain('<b>đậm</b>');
});

test('attachments and the source can be had; what is not there is missing', async () => {
  await send({ attachments: [{ filename: 'a.txt', content: 'nội dung' }] });
  const [letter] = await mailbox.messages();
  expect(await (await read(`/messages/${letter?.id}/attachments/0`)).text()).toBe('nội dung');
  expect(await (await read(`/messages/${letter?.id}/source`)).text()).toContain('Message-ID: <1@example.vn>');
  for (const path of [`/messages/${letter?.id}/attachments/1`, '/messages/none', '/messages/..%2f..%2fetc/source']) {
    expect((await read(path)).status).toBe(404);
  }
});

test('a taken port is an error, not a crash', async () => {
  const smtpPort = Number(new URL(mailbox.smtpUrl).port);
  await expect(startMailbox({ folder, smtpPort, inboxPort: 0 })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

const start = () => startMailbox({ folder, smtpPort: 0, inboxPort: 0 });
const read = (path: string) => fetch(`${mailbox.inboxUrl}${path}`);

async function send(letter: SendMailOptions): Promise<void> {
  const transport = createTransport(mailbox.smtpUrl);
  await transport.sendMail({
    from: 'hotro@example.vn',
    to: 'lan@example.vn',
    subject: 'Tiếp nhận hồ sơ',
    messageId: '<1@example.vn>',
    text: 'Kính gửi bà Lan',
    html: '<p>Kính gửi bà Lan</p>',
    ...letter,
  });
  transport.close();
}
