/** `npm run deployment -- status | promote <build> | ramp <build> <percent> | rollback`: which build of the workflows works. */
import { Client, Connection } from '@temporalio/client';
import { readConfigOrExit } from '../config.ts';
import { close, createDatabase } from '../prisma/database.ts';
import {
  buildBefore,
  type Deployment,
  deploymentOf,
  NoSuchMove,
  promote,
  ramp,
  wakeAll,
} from '../protocol/deployment.ts';
import { installationOf, taskQueueOf } from '../protocol/installation.ts';

const USAGE = `npm run deployment -- status                  what runs by which build
npm run deployment -- ramp <build> <percent>  a share of what begins goes to a build; 0 takes it back
npm run deployment -- promote <build>         all that begins or moves on goes to a build; what rests is woken
npm run deployment -- rollback                back to the build that was current before`;

const [name = 'status', build = '', percent = ''] = process.argv.slice(2);
const share = Number(percent);
const wrong =
  !['status', 'promote', 'ramp', 'rollback'].includes(name) ||
  (['promote', 'ramp'].includes(name) && build === '') ||
  (name === 'ramp' && !(/^\d{1,3}$/.test(percent) && share <= 100));
if (wrong) {
  console.error(USAGE);
  process.exit(1);
}

const { temporal: server, database: given } = readConfigOrExit();
if (server.embedded) {
  console.error(
    '✗ TEMPORAL_ADDRESS: builds are told apart only where a server is configured; the embedded one has one build.',
  );
  process.exit(1);
}
const connection = await Connection.connect(server.connection);
const temporal = new Client({ connection, namespace: server.namespace });
const database = createDatabase(given.url, 1);
try {
  const taskQueue = taskQueueOf(await installationOf(database));
  if (name === 'ramp') await ramp(temporal, taskQueue, build, share);
  if (name === 'promote' || name === 'rollback') {
    await promote(temporal, taskQueue, name === 'promote' ? build : buildBefore(await deploymentOf(temporal)));
    console.log(`${await wakeAll(database)} open dossiers, packages and rounds are woken, to go on with it.`);
  }
  for (const line of linesOf(await deploymentOf(temporal))) console.log(line);
} catch (error) {
  console.error(`✗ ${error instanceof NoSuchMove ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await close(database);
  await connection.close();
}

function linesOf({ current, ramping, builds }: Deployment): string[] {
  if (builds.length === 0) return ['No versioned worker has worked here yet.'];
  const rows = builds.map(({ id, status, since, runs }) => {
    const part = ramping?.build === id ? ` ${ramping.percent} %` : '';
    return `${id.padEnd(24)} ${(status + part).padEnd(14)} since ${since?.toISOString() ?? '?'}   ${runs} runs under way`;
  });
  return [...rows, ...(current ? [] : ['None is current: promote one.'])];
}
