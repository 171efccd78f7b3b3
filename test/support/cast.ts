import { randomBytes } from 'node:crypto';
import { PLURAL } from '../../api/route.ts';
import { hashOfKey, KEY_PREFIX } from '../../api/who.ts';
import type { StateKey } from '../../domain/process.ts';
import { createAccount } from '../../records/accounts.ts';
import { Actor, type Outcome, type Reply } from './actor.ts';
import { type Answer, asked, type Door, isParty, type Office, standing, type Who } from './office.ts';

/** Everybody of an office, each acting over HTTP: staff signed in, enterprises and consultants with an API key. */
export type Cast = Readonly<Record<Who, Actor>> & {
  /** Somebody without any credentials. */
  passerBy: Actor;
};

const PASSWORD = 'correct horse battery staple';

/** @param base where the API is reached; whoever never acts gets no account */
export function castOf(office: Office, base: string): Cast {
  const passerBy = new Actor(base);
  const signedIn = (who: keyof Office['people']) => async () => {
    const email = `${who}@example.test`;
    const person = { where: { id: office.people[who] } };
    // Another cast of the same office may have signed in before, at another API.
    if (!(await office.database.person.findUniqueOrThrow(person)).userId) {
      const userId = await createAccount(office.database, { name: who, email, password: PASSWORD });
      await office.database.person.update({ ...person, data: { userId } });
    }
    const reply = await passerBy.post('/auth/sign-in/email', { email, password: PASSWORD });
    return { authorization: `Bearer ${reply.read<{ token: string }>().token}` };
  };
  const withKey = (who: keyof Office['parties']) => async () => {
    const key = KEY_PREFIX + randomBytes(32).toString('base64url');
    const data = { partyId: office.parties[who], hash: hashOfKey(key), hint: key.slice(-4), label: 'test' };
    await office.database.apiKey.create({ data });
    return { 'x-api-key': key };
  };
  const people = Object.keys(office.people) as (keyof Office['people'])[];
  const parties = Object.keys(office.parties) as (keyof Office['parties'])[];
  return {
    passerBy,
    ...Object.fromEntries([
      ...people.map((who) => [who, new Actor(base, signedIn(who))]),
      ...parties.map((who) => [who, new Actor(base, withKey(who))]),
    ]),
  } as Cast;
}

/** The ways in over HTTP. */
export function doorOf(office: Pick<Office, 'database' | 'people'>, cast: Cast): Door {
  return {
    async act(who, code, action, body, task) {
      const { subject, answered, signed } = await asked(office, who, code, action, task);
      const sent = { ...signed, ...body };
      const reply =
        answered && !isParty(who)
          ? await cast[who].complete(answered.name as never, code, action, sent)
          : await cast[who].act(PLURAL[subject], code, action, sent);
      return answerOf(reply, () => standing(office, code));
    },
    async draft(who, programme, item, content, kinds) {
      const documents = [];
      for (const kind of kinds) documents.push({ kind, documentId: await cast[who].upload(`${kind}.pdf`) });
      const draft = { programme, item, content, documents };
      return (await cast[who].post('/applications', draft)).read<{ code: string }>().code;
    },
    async open(who, programme, applications, title) {
      const sent = { programme, applications, title };
      return (await cast[who].post('/packages', sent)).read<Outcome>().subject.code;
    },
    async announce(who, programme, item, body) {
      const sent = { programme, item, ...body };
      return (await cast[who].post('/rounds', sent)).read<Outcome>().subject.code;
    },
    upload: (who, name) => cast[who].upload(name),
  };
}

async function answerOf(reply: Reply, at: () => Promise<StateKey>): Promise<Answer> {
  if (!reply.ok) {
    const { code, faults = [] } = reply.refusal();
    return { ok: false, code, faults, at: await at() };
  }
  const { version, subject } = reply.read<Outcome>();
  return { ok: true, version, at: `${subject.stage}/${subject.state}` as StateKey };
}
