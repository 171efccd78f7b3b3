import express, { type Express } from 'express';
import helmet from 'helmet';
import type { MailStore, StoredMessage } from './mail-store.ts';

/**
 * The pages of the embedded mailbox: every letter that the system sent on this machine, for people (Vietnamese and
 * English) and, under /api/messages, for programs. A letter's HTML is shown in a sandboxed frame that loads nothing.
 */
export function createInbox(store: MailStore): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], styleSrc: ["'unsafe-inline'"], imgSrc: ['data:'], frameSrc: ["'self'"] },
      },
    }),
  );

  app.get('/', async (_request, response) => {
    response.send(page('Hộp thư thử nghiệm · Test mailbox', list(await store.list())));
  });
  app.get('/messages/:id', async (request, response) => {
    const message = await store.find(request.params.id);
    if (!message) return void response.status(404).send(page('404', 'Không có thư này · No such message'));
    response.send(page(message.subject, view(message)));
  });
  app.get('/messages/:id/html', async (request, response) => {
    const message = await store.find(request.params.id);
    response.setHeader(
      'Content-Security-Policy',
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    );
    response.send(message?.html ?? '');
  });
  app.get('/messages/:id/source', (request, response) => {
    const source = store.source(request.params.id);
    response
      .status(source ? 200 : 404)
      .type('text/plain')
      .send(source?.toString('utf8'));
  });
  app.get('/messages/:id/attachments/:index', async (request, response) => {
    const attachment = await store.attachment(request.params.id, Number(request.params.index));
    if (!attachment) return void response.status(404).end();
    response
      .attachment(attachment.filename ?? 'attachment')
      .type('application/octet-stream')
      .send(attachment.content);
  });
  app.get('/api/messages', async (request, response) => {
    const { to } = request.query;
    response.json(await store.list(typeof to === 'string' ? to : undefined));
  });
  app.get('/api/messages/:id', async (request, response) => {
    const message = await store.find(request.params.id);
    response.status(message ? 200 : 404).json(message ?? { code: 'not-found' });
  });
  return app;
}

function list(messages: StoredMessage[]): string {
  if (messages.length === 0) return '<p>Chưa có thư nào · No messages yet</p>';
  const rows = messages.map(
    (message) =>
      `<tr><td>${time(message)}</td><td>${encode(message.to.join(', '))}</td>` +
      `<td><a href="/messages/${message.id}">${encode(message.subject) || '—'}</a></td></tr>`,
  );
  const head = '<tr><th>Lúc · At</th><th>Đến · To</th><th>Tiêu đề · Subject</th></tr>';
  return `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`;
}

function view(message: StoredMessage): string {
  const facts: [string, string][] = [
    ['Từ · From', encode(message.from)],
    ['Đến · To', encode(message.to.join(', '))],
    ['Lúc · At', time(message)],
    ['Message-ID', encode(message.messageId)],
  ];
  const attachments = message.attachments.map(
    ({ name, size }, i) =>
      `<li><a href="/messages/${message.id}/attachments/${i}">${encode(name)}</a> (${size} byte)</li>`,
  );
  const frame = `<iframe sandbox title="HTML" src="/messages/${message.id}/html"></iframe>`;
  return [
    '<p><a href="/">← Hộp thư · Mailbox</a></p>',
    `<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>`,
    message.html ? frame : '',
    `<h2>Văn bản · Text</h2><pre>${encode(message.text)}</pre>`,
    attachments.length > 0 ? `<h2>Tệp đính kèm · Attachments</h2><ul>${attachments.join('')}</ul>` : '',
    `<p><a href="/messages/${message.id}/source">Nguồn · Source</a></p>`,
  ].join('');
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1a1a1a}' +
  'table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.4rem;text-align:left}' +
  'iframe{width:100%;height:28rem;border:1px solid #ddd}pre{white-space:pre-wrap;background:#f6f6f6;padding:1rem}' +
  'dt{font-weight:600}dd{margin:0 0 .5rem}';

function page(title: string, body: string): string {
  const heading = `<h1>${encode(title)}</h1>`;
  return (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    `<title>${encode(title)}</title><style>${STYLE}</style></head><body>${heading}${body}</body></html>`
  );
}

const hanoiTime = new Intl.DateTimeFormat('vi-VN', {
  dateStyle: 'short',
  timeStyle: 'medium',
  timeZone: 'Asia/Ho_Chi_Minh',
});
const time = (message: StoredMessage) => hanoiTime.format(new Date(message.receivedAt));

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const encode = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
