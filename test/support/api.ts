import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApp } from '../../api/app.ts';
import type { Services } from '../../api/route.ts';
import { hashOfKey, KEY_PREFIX } from '../../api/who.ts';
import { createAccount } from '../../records/accounts.ts';
import { Actor } from './actor.ts';
import { isParty, type Who } from './office.ts';
import type { World } from './world.ts';

/** The API of a world, listening, and everybody who acts through it. */
export interface Api {
  url: string;
  services: Services;
  /** Staff sign in with e-mail and password; parties hold an API key. */
  as(who: Who): Actor;
  /** Somebody without credentials. */
  stranger: Actor;
  close(): Promise<void>;
}

export const PASSWORD = 'mat-khau-thu-nghiem';

/** Listens on a port of its own; every answer is held against its schema. @param change of what it stands on, for faults */
export async function openApi(world: World, change: Partial<Services> = {}): Promise<Api> {
  const folder = mkdtempSync(join(tmpdir(), 'thong-suot-documents-'));
  const config: Services['config'] = {
    api: { host: '127.0.0.1', port: 0, publicUrl: 'http://127.0.0.1', trustedProxies: 0 },
    documentsDir: folder,
    secrets: { authSecret: 'an-auth-secret-of-the-tests-9f2b61c7', payloadKeys: world.keys },
    metrics: { address: undefined, token: undefined },
  };
  const log = pino({ level: 'fatal' });
  const services: Services = {
    ...{ config, database: world.database, temporal: world.temporal, log, checkAnswers: true },
    ...change,
  };
  const server = await new Promise<Server>((resolve) => {
    const listening = createApp(services).listen(0, '127.0.0.1', () => resolve(listening));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const actors = new Map<Who, Actor>();
  return {
    url,
    services,
    as(who) {
      const known =
        actors.get(who) ?? new Actor(url, () => (isParty(who) ? keyFor(world, who) : signIn(world, url, who)));
      actors.set(who, known);
      return known;
    },
    stranger: new Actor(url),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function keyFor({ database, parties }: World, who: Who): Promise<Record<string, string>> {
  if (!isParty(who)) throw new RangeError(`${who} is no party`);
  const key = `${KEY_PREFIX}test-${who}-${parties[who]}`;
  const row = { partyId: parties[who], hash: hashOfKey(key), hint: key.slice(-4), label: 'test' };
  await database.apiKey.upsert({ where: { hash: row.hash }, create: row, update: {} });
  return { authorization: `Bearer ${key}` };
}

async function signIn({ database, people }: World, url: string, who: Who): Promise<Record<string, string>> {
  if (isParty(who)) throw new RangeError(`${who} is no person`);
  const person = await database.person.findUniqueOrThrow({ where: { id: people[who] } });
  if (!person.userId) {
    const userId = await createAccount(database, { name: person.name, email: person.email, password: PASSWORD });
    await database.person.update({ where: { id: person.id }, data: { userId } });
  }
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: person.email, password: PASSWORD }),
  });
  const said = (await response.json()) as { token?: string };
  if (!said.token) throw new Error(`${who} could not sign in: ${JSON.stringify(said)}`);
  return { authorization: `Bearer ${said.token}` };
}
