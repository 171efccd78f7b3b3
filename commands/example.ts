/** Plays the worked example against a system that runs: founds its agency, sets the day, and lets everybody act over HTTP. */
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { wordOf } from '../catalogue/words.ts';
import { createDataConverter } from '../codec/data-converter.ts';
import type { Config } from '../config.ts';
import { formatInstant, instantOf } from '../domain/dates.ts';
import { secretFile } from '../embedded/data-folder.ts';
import { Caller } from '../example/caller.ts';
import { emailOf, isParty, PARTIES, type PartyName, type PlayerName, STAFF, STARTS_AT } from '../example/cast.ts';
import { enter } from '../example/entrance.ts';
import { playOthers } from '../example/other-programmes.ts';
import { foundExample } from '../example/parties.ts';
import { play } from '../example/play.ts';
import { recordFacts } from '../example/registers.ts';
import { heads, type Scene } from '../example/scene.ts';
import { standingsOf, table } from '../example/standings.ts';
import { tellClock, tellLateness } from '../example/supervision.ts';
import { close, createDatabase } from '../prisma/database.ts';
import { advanceTo, setBusinessClock } from '../protocol/clock.ts';
import { examplePassword, forgottenMark, playingMark } from './example-places.ts';

/** What of the settings the example needs. */
type Settings = Pick<Config, 'api' | 'database' | 'dataDir' | 'secrets' | 'temporal'>;
type Stage = { api: string; config: Settings; say: (line: string) => void };

/**
 * Plays one dossier of each programme, told line by line: the first from the draft to the settlement, the others until each rests
 * at another stage. Says at the end how they stand and who may sign in.
 *
 * @param stage.api where the API is reached, without `/api`
 * @throws Error with what was refused; what was played until then stays, until `npm run forget-example`
 */
export async function playExample({ api, config, say }: Stage): Promise<void> {
  const mark = forgottenMark(config.dataDir);
  if (existsSync(mark)) {
    say(
      `Ví dụ đã được xóa; xóa tệp ${mark} để diễn lại. · The example was removed; delete that file to have it played again.`,
    );
    return;
  }
  const ownerUrl = config.database.url;
  const password = passwordOf(config);
  const connection = await Connection.connect(config.temporal.connection);
  try {
    const { namespace } = config.temporal;
    const temporal = new Client({
      connection,
      namespace,
      dataConverter: createDataConverter(config.secrets.payloadKeys),
    });
    writeFileSync(playingMark(config.dataDir), 'npm start\n');
    await setBusinessClock(ownerUrl, instantOf(STARTS_AT.day, STARTS_AT.time));
    const parties = await found(ownerUrl, password);
    const { players, keys } = await enter(api, password, parties);
    await recordFacts(players.administrator, parties);
    const until = (day: string, time: string) => advanceTo({ ownerUrl, temporal }, instantOf(day, time));
    const scene: Scene = { players, until, say };
    heads(
      scene,
      'VÍ DỤ: năm chương trình, mỗi chương trình một hồ sơ',
      'EXAMPLE: five programmes, one dossier of each',
    );
    heads(scene, 'Nguồn 003: từ bản nháp đến quyết toán', 'source 003: from the draft to the settlement');
    await play(scene);
    const others = await playOthers(scene);
    await tellLateness(scene, others['002']);
    await tellClock(scene, others['004']);
    rmSync(playingMark(config.dataDir), { force: true });
    await tellStandings(players.supervisor, { config, say });
    tellAccounts({ config, say }, keys);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${AGAIN}`, { cause: error });
  } finally {
    await connection.close();
  }
}

/** What to do about an example that stopped on its way. */
const AGAIN =
  '  Để diễn lại · To have it played again: npm run forget-example -- --play-again, rồi khởi động lại · then start again';

/** One password for every account of the example, made once for an installation. */
const passwordOf = ({ dataDir }: Settings): string =>
  secretFile(examplePassword(dataDir), () => randomBytes(9).toString('base64url'));

async function found(url: string, password: string): Promise<Record<PartyName, string>> {
  const database = createDatabase(url, 2);
  try {
    return await foundExample(database, password);
  } finally {
    await close(database);
  }
}

/** Says at a later start how the example stands, whether it was played to its end, and who may sign in. */
export async function showExample({ api, config, say }: Stage): Promise<void> {
  const supervisor = await new Caller(api).signedIn(emailOf('supervisor'), passwordOf(config));
  await tellStandings(supervisor, { config, say });
  tellAccounts({ config, say });
  if (existsSync(playingMark(config.dataDir)))
    say(`! Ví dụ đã dừng giữa chừng · The example stopped on its way\n${AGAIN}`);
}

async function tellStandings(supervisor: Caller, { config, say }: Omit<Stage, 'api'>): Promise<void> {
  const { at, standings } = await standingsOf(supervisor);
  const now = formatInstant(at);
  say('');
  say(`Các hồ sơ ví dụ lúc ${now} theo đồng hồ nghiệp vụ · The example’s dossiers at ${now} by the business clock:`);
  for (const line of table(standings, config.api.publicUrl)) say(line);
  say('');
}

/**
 * Says who of the example may sign in.
 * @param keys of the parties, where they have just been issued: they are shown once
 */
function tellAccounts({ config, say }: Omit<Stage, 'api'>, keys: Partial<Record<PartyName, string>> = {}): void {
  say(`Tài khoản ví dụ, mật khẩu chung ${passwordOf(config)} · Example accounts, all with that password:`);
  for (const name of [...Object.keys(STAFF), ...Object.keys(PARTIES)] as PlayerName[]) {
    const role = wordOf('role', isParty(name) ? PARTIES[name].kind : STAFF[name].role);
    const key = (isParty(name) && keys[name]) || '';
    say(`  ${emailOf(name).padEnd(34)}${role.vi} · ${role.en}  ${key}`.trimEnd());
  }
  say('Xóa ví dụ · To remove the example: npm run forget-example');
}
