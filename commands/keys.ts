/** `npm run keys -- status | renew <id> | retire <id> [--lost]`: the keys of payloads, who needs each, and how one goes. */
import { Client, Connection } from '@temporalio/client';
import { createDataConverter } from '../codec/data-converter.ts';
import { readConfigOrExit } from '../config.ts';
import { close, createDatabase } from '../prisma/database.ts';
import { WrongInstallation } from '../protocol/installation.ts';
import { keysInUse, knownKeys, renewRuns, retireKey, WrongKeys } from '../protocol/keys.ts';

const USAGE = `npm run keys -- status               the keys of payloads, and how many runs under way need each
npm run keys -- renew <id>           has the runs that need a key go on as new ones, written with the first key
npm run keys -- retire <id>          notes that nothing needs a key any more: then take it out of PAYLOAD_KEYS
npm run keys -- retire <id> --lost   nobody has it any more: what it encrypted stays unreadable`;

const [name = 'status', id = '', flag = ''] = process.argv.slice(2);
const wrong =
  !['status', 'renew', 'retire'].includes(name) ||
  (name !== 'status' && id === '') ||
  !(flag === '' || (name === 'retire' && flag === '--lost'));
if (wrong) {
  console.error(USAGE);
  process.exit(1);
}

const { temporal: server, database: given, secrets } = readConfigOrExit();
const connection = await Connection.connect(server.connection);
const dataConverter = createDataConverter(secrets.payloadKeys);
const temporal = new Client({ connection, namespace: server.namespace, dataConverter });
const database = createDatabase(given.url, 2);
try {
  if (name === 'renew') {
    const told = await renewRuns(database, temporal, id);
    console.log(`${told} runs were told to go on as new ones.`);
  }
  if (name === 'retire') {
    await retireKey(database, temporal, { id, given: secrets.payloadKeys, lost: flag === '--lost' });
    console.log(`${id} is not needed any more: take it out of PAYLOAD_KEYS, and start each process again.`);
  }
  if (name !== 'renew') for (const line of await lines()) console.log(line);
} catch (error) {
  const known = error instanceof WrongKeys || error instanceof WrongInstallation;
  console.error(`✗ ${known ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await close(database);
  await connection.close();
}

async function lines(): Promise<string[]> {
  const uses = await keysInUse(database, temporal);
  const keys = (await knownKeys(database)).map((key) => {
    const place = secrets.payloadKeys.findIndex((one) => one.id === key.id);
    const given = place < 0 ? 'not in PAYLOAD_KEYS' : place === 0 ? 'first: encrypts' : 'decrypts';
    const state = key.retiredAt ? `retired ${key.retiredAt.toISOString().slice(0, 10)}` : given;
    const use = uses.get(key.id);
    return `${key.id.padEnd(16)} ${state.padEnd(20)} since ${key.addedAt.toISOString().slice(0, 10)}   ${use?.runs ?? 0} runs under way need it`;
  });
  const unknown = [...uses.keys()].filter((one) => !keys.some((line) => line.startsWith(`${one} `)));
  return [
    ...keys,
    ...unknown.map(
      (one) => `${one.padEnd(16)} no process has ever had it: ${uses.get(one)!.runs} runs under way need it`,
    ),
  ];
}
