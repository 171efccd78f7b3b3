import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { verifyPassword } from 'better-auth/crypto';
import { close, createDatabase, type Database } from '../../prisma/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type FreshDatabase, freshDatabase } from '../support/servers.ts';

let folder: string;
let fresh: FreshDatabase;
let database: Database;
beforeAll(async () => {
  folder = temporaryFolder();
  fresh = await freshDatabase();
  database = createDatabase(fresh.url, 1);
});
afterAll(async () => {
  await close(database);
  await fresh.drop();
  rmSync(folder, { recursive: true, force: true });
});

const AGENCY = [
  ...['agency', '--id', 'SKHCN', '--name-vi', 'Sở Khoa học và Công nghệ', '--name-en', 'Department of Science'],
  ...['--email', 'lienhe@example.test', '--complaint-vi', 'Gửi đơn trong 90 ngày', '--complaint-en', 'Write to us'],
];
const CREATE = ['create', '--agency', 'SKHCN', '--name', 'Lê Văn Quản', '--email', 'Quantri@Example.test'];

test('an empty installation gets an agency, a programme and an administrator who can sign in', async () => {
  expect(await admin(AGENCY)).toMatchObject({ code: 0, output: expect.stringContaining('SKHCN') });
  expect(await admin(['programme', '--id', 'NSCL', '--agency', 'SKHCN', '--definition', '003'])).toMatchObject({
    code: 0,
  });
  const { code, output } = await admin(CREATE);
  expect(code).toBe(0);
  const password = /Password \(shown once\): (\S+)/.exec(output)?.[1] ?? '';
  expect(password.length).toBeGreaterThanOrEqual(24);

  expect(await database.agency.findMany()).toMatchObject([{ id: 'SKHCN', officeClosesAt: '17:00', example: false }]);
  expect(await database.programme.findMany()).toMatchObject([{ id: 'NSCL', agencyId: 'SKHCN', definition: '003' }]);
  const [person] = await database.person.findMany({ include: { assignments: true } });
  expect(person).toMatchObject({
    email: 'quantri@example.test',
    assignments: [{ role: 'administrator', programmes: [] }],
  });
  const account = await database.account.findFirstOrThrow({ where: { userId: person!.userId! } });
  expect(await verifyPassword({ hash: account.password!, password })).toBe(true);
  expect(JSON.stringify(await database.account.findMany())).not.toContain(password);
});

test('each act is in the audit, and no password with it', async () => {
  const events = await database.adminEvent.findMany({ orderBy: { at: 'asc' } });
  expect(events.map(({ action, actor }) => [action, actor])).toEqual([
    ['create-agency', { kind: 'command' }],
    ['create-programme', { kind: 'command' }],
    ['create-administrator', { kind: 'command' }],
  ]);
});

test('a lost password is replaced by the one from standard input, and every session ends', async () => {
  const user = await database.user.findFirstOrThrow();
  await database.session.create({
    data: { id: 's', token: 't', userId: user.id, expiresAt: new Date('2099-01-01T00:00:00Z') },
  });
  const answer = await admin(['password', '--email', 'quantri@example.test', '--password-stdin'], 'mat khau moi dai\n');
  expect(answer.code).toBe(0);
  expect(answer.output).not.toContain('mat khau');
  const account = await database.account.findFirstOrThrow({ where: { userId: user.id } });
  expect(await verifyPassword({ hash: account.password!, password: 'mat khau moi dai' })).toBe(true);
  expect(await database.session.count()).toBe(0);
});

test.each<[string, string[], RegExp, string]>([
  ['an e-mail that is taken', CREATE, /has an account already/, ''],
  [
    'an agency that is not there',
    ['create', '--agency', 'XYZ', '--name', 'A', '--email', 'a@example.test'],
    /there are: SKHCN/,
    '',
  ],
  ['an agency that is there', AGENCY, /agency SKHCN already/, ''],
  [
    'a programme that is not carried',
    ['programme', '--id', 'ABC', '--agency', 'SKHCN', '--definition', '099'],
    /there are: 000, 001, 002, 003, 004/,
    '',
  ],
  [
    'a prefix that is taken',
    ['programme', '--id', 'NSCL', '--agency', 'SKHCN', '--definition', '003'],
    /prefix NSCL is taken/,
    '',
  ],
  ['a short password', ['password', '--email', 'quantri@example.test', '--password-stdin'], /12 to 128/, 'short\n'],
  ['an unknown command', ['remove'], /no command "remove"[\s\S]*npm run admin/, ''],
  ['an unknown option', ['create', '--role', 'supervisor'], /--role/, ''],
  ['everything that is missing at once', ['create'], /--agency[\s\S]*--name[\s\S]*--email/, ''],
])('%s is refused, and nothing changes', async (_what, args, said, input) => {
  const before = await everything();
  const { code, output } = await admin(args, input);
  expect(code).toBe(1);
  expect(output).toMatch(said);
  expect(await everything()).toEqual(before);
});

const everything = () =>
  Promise.all([
    database.agency.findMany(),
    database.programme.findMany(),
    database.person.findMany(),
    database.account.findMany(),
    database.adminEvent.findMany(),
  ]);

test('documents whose file is gone are listed with the path to restore, and said to be none where all are there', async () => {
  expect(await admin(['documents'])).toMatchObject({ code: 0, output: expect.stringContaining('0 of 0') });
  const sha256 = 'a'.repeat(64);
  const row = {
    sha256,
    name: 'a.pdf',
    type: 'application/pdf',
    size: 1,
    uploader: 'party:none',
    createdAt: new Date(),
  };
  const { id } = await database.document.create({ data: row });
  const { code, output } = await admin(['documents']);
  expect(code).toBe(1);
  expect(output).toContain(`missing ${join(folder, 'documents', 'aa', sha256)} ${id}`);
  expect(output).toContain('1 of 1');
});

async function admin(args: string[], input = ''): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../commands/admin.ts'), ...args], {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      DATABASE_URL: fresh.url,
      AUTH_SECRET: 'x'.repeat(32),
      PAYLOAD_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
    },
  });
  child.stdin.end(input);
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: code as number, output: out + error };
}
