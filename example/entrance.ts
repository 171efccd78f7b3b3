/** How everybody enters: staff sign in; the parties use API keys, which the example's administrator issues to them. */
import { Caller } from './caller.ts';
import { emailOf, PARTIES, type PartyName, type PlayerName, STAFF, type StaffName } from './cast.ts';

export type Entered = { players: Record<PlayerName, Caller>; keys: Record<PartyName, string> };

/**
 * @param api where it is reached, without `/api`
 * @param parties their ids
 * @returns everybody's way to the API, and the keys in clear: they are told nowhere else
 */
export async function enter(
  api: string,
  password: string,
  parties: Readonly<Record<PartyName, string>>,
): Promise<Entered> {
  const stranger = new Caller(api);
  const players = {} as Record<PlayerName, Caller>;
  for (const name of Object.keys(STAFF) as StaffName[])
    players[name] = await stranger.signedIn(emailOf(name), password);
  const keys = {} as Record<PartyName, string>;
  for (const name of Object.keys(PARTIES) as PartyName[]) {
    const body = { party: parties[name], label: 'VÍ DỤ' };
    const { key } = await players.administrator.post<{ key: string }>('/admin/keys', body);
    keys[name] = key;
    players[name] = new Caller(api, { 'x-api-key': key });
  }
  return { players, keys };
}
