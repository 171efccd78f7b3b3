import { hashOfKey, KEY_PREFIX } from '../../api/who.ts';
import { createAccount } from '../../records/accounts.ts';
import { Actor } from '../support/actor.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

const PASSWORD = 'correct horse battery staple';

/** Gives the intake clerk an account, and signs them in. */
async function accountOf(email: string): Promise<void> {
  if (await system.database.user.findUnique({ where: { email } })) return;
  const userId = await createAccount(system.database, { name: 'intake', email, password: PASSWORD });
  await system.database.person.update({ where: { id: system.people.intake }, data: { userId } });
}
const EMAIL = 'intake@example.test';
const signIn = (password = PASSWORD, email = EMAIL) =>
  system.cast.passerBy.post('/auth/sign-in/email', { email, password });
const withToken = (token: string) => new Actor(system.base, async () => ({ authorization: `Bearer ${token}` }));
const withKey = (key: string) => new Actor(system.base, async () => ({ 'x-api-key': key }));

describe('staff', () => {
  beforeAll(() => accountOf(EMAIL));

  it('sign in with e-mail and password, and act with the token until they sign out', async () => {
    const { token } = (await signIn()).read<{ token: string }>();
    const clerk = withToken(token);
    expect(await clerk.get('/me')).toMatchObject({ kind: 'person', name: 'intake', roles: [{ role: 'intake' }] });
    (await clerk.post('/auth/sign-out')).read();
    expect((await clerk.send('GET', '/me')).status).toBe(401);
  });

  it('are told the same of a wrong password and of an unknown e-mail', async () => {
    const wrong = (await signIn('wrong password, wrong')).refusal();
    const unknown = (await signIn(PASSWORD, 'nobody@example.test')).refusal();
    expect(wrong).toMatchObject({ status: 401, code: 'sign-in-failed' });
    expect({ ...wrong, requestId: '' }).toEqual({ ...unknown, requestId: '' });
  });

  it('cannot use what is stored of a session: its token in the database is of no use by itself', async () => {
    await signIn();
    const { token } = await system.database.session.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
    expect((await withToken(token).send('GET', '/me')).status).toBe(401);
  });

  it('see no token of a session after sign-in', async () => {
    const { token } = (await signIn()).read<{ token: string }>();
    const sessions = await withToken(token).send('GET', '/auth/list-sessions');
    expect(sessions.status).toBe(200);
    expect(JSON.stringify(sessions.body)).not.toContain('"token"');
  });

  it.each(['sign-up/email', 'change-email', 'update-user', 'delete-user', 'request-password-reset', 'sign-in/social'])(
    'find no way to %s: only administrators make and change accounts',
    async (path) => {
      const { token } = (await signIn()).read<{ token: string }>();
      const sent = {
        email: 'new@example.test',
        password: PASSWORD,
        name: 'New',
        newEmail: 'new@example.test',
        provider: 'google',
      };
      expect((await withToken(token).post(`/auth/${path}`, sent)).refusal()).toMatchObject({
        status: 404,
        code: 'not-found',
      });
      expect(await system.database.user.count({ where: { email: 'new@example.test' } })).toBe(0);
    },
  );

  it('change their password themselves, which needs the present one', async () => {
    const { token } = (await signIn()).read<{ token: string }>();
    const clerk = withToken(token);
    const newPassword = 'another horse battery staple';
    const wrong = await clerk.post('/auth/change-password', { currentPassword: 'wrong password, wrong', newPassword });
    expect(wrong.ok).toBe(false);
    const short = await clerk.post('/auth/change-password', { currentPassword: PASSWORD, newPassword: 'short' });
    expect(short.ok).toBe(false);
    (
      await clerk.post('/auth/change-password', { currentPassword: PASSWORD, newPassword, revokeOtherSessions: true })
    ).read();
    expect((await signIn(newPassword)).ok).toBe(true);
    expect((await signIn()).ok).toBe(false);
    const again = withToken((await signIn(newPassword)).read<{ token: string }>().token);
    (await again.post('/auth/change-password', { currentPassword: newPassword, newPassword: PASSWORD })).read();
  });

  it('are nobody from the day on which they leave', async () => {
    const { token } = (await signIn()).read<{ token: string }>();
    const where = { id: system.people.intake };
    await system.database.person.update({ where, data: { leftOn: new Date('2026-03-01') } });
    expect((await withToken(token).send('GET', '/me')).status).toBe(401);
    await system.database.person.update({ where, data: { leftOn: null } });
    expect((await withToken(token).send('GET', '/me')).status).toBe(200);
  });

  it('lose a role on the day on which it ends', async () => {
    const { token } = (await signIn()).read<{ token: string }>();
    const where = { personId: system.people.intake };
    const before = await withToken(token).get<{ roles: unknown[] }>('/me');
    await system.database.assignment.updateMany({ where, data: { toDay: new Date('2026-03-02') } });
    expect((await withToken(token).get<{ roles: unknown[] }>('/me')).roles).toEqual([]);
    await system.database.assignment.updateMany({ where, data: { toDay: null } });
    expect(before.roles).toHaveLength(1);
  });
});

describe('an API key', () => {
  const issue = async (key: string, more: object = {}) => {
    const data = {
      partyId: system.parties.enterprise,
      hash: hashOfKey(key),
      hint: key.slice(-4),
      label: 'test',
      ...more,
    };
    return (await system.database.apiKey.create({ data })).id;
  };

  it('is good as a bearer and as X-API-Key, and only its hash is stored', async () => {
    const key = `${KEY_PREFIX}good-key-of-the-enterprise`;
    await issue(key);
    expect(await withToken(key).get('/me')).toMatchObject({ kind: 'party', as: 'enterprise' });
    expect(await withKey(key).get('/me')).toMatchObject({ kind: 'party', as: 'enterprise' });
    const stored = JSON.stringify(await system.database.apiKey.findMany());
    expect(stored).not.toContain(key);
  });

  it('ends at once when it is revoked, and when it expires', async () => {
    const revoked = `${KEY_PREFIX}a-key-that-is-revoked`;
    const id = await issue(revoked);
    expect((await withKey(revoked).send('GET', '/me')).status).toBe(200);
    await system.database.apiKey.update({ where: { id }, data: { revokedAt: new Date() } });
    expect((await withKey(revoked).send('GET', '/me')).refusal()).toMatchObject({
      status: 401,
      code: 'sign-in-needed',
    });
    const expired = `${KEY_PREFIX}a-key-that-has-expired`;
    await issue(expired, { expiresAt: new Date('2020-01-01') });
    expect((await withKey(expired).send('GET', '/me')).status).toBe(401);
  });

  it('that nobody issued is refused also where another way in is given', async () => {
    expect((await withKey(`${KEY_PREFIX}invented`).send('GET', '/me')).status).toBe(401);
    expect((await withToken(`${KEY_PREFIX}invented`).send('GET', '/me')).status).toBe(401);
    expect((await withToken('no.token').send('GET', '/me')).status).toBe(401);
  });
});

describe('guessing', () => {
  it('is slow: after ten failures within a minute sign-in is refused, and says when to come back', async () => {
    // All at once: they are within a minute of each other on any machine.
    const guesses = Array.from({ length: 14 }, (_, tried) => `guess${tried}@example.test`);
    const answers = await Promise.all(guesses.map((email) => signIn('guess number one two', email)));
    const refused = answers.filter(({ status }) => status === 429);
    // Failures of the tests before may count as well.
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]!.refusal()).toMatchObject({ status: 429, code: 'too-many-requests' });
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
