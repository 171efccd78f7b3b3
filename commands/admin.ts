/** For whoever installs it: an agency, its programmes, its first administrator, a lost password. Daily administration is the API's /admin. */
import { readConfigOrExit } from '../config.ts';
import { close, createDatabase } from '../prisma/database.ts';
import { COMMANDS, readCommand, USAGE } from './admin-options.ts';
import { firstLine, InstallationFault, install } from './installation.ts';
import { showLostFiles } from './lost-files.ts';
import { SETTLEMENTS, settle } from './settle.ts';

const read = readCommand(process.argv.slice(2));
if ('faults' in read) {
  for (const fault of read.faults) console.error(`✗ ${fault}`);
  console.error(USAGE);
  process.exit(1);
}
if (read.name === COMMANDS.help) {
  console.log(USAGE);
  process.exit(0);
}

const config = readConfigOrExit();
const password = read.passwordFromStdin ? await firstLine(process.stdin) : undefined;
const database = createDatabase(config.database.url, 1);
try {
  if (read.name === COMMANDS.documents) await showLostFiles(database, config.documentsDir);
  else if (read.name === COMMANDS.installation) {
    const as = SETTLEMENTS.find((settlement) => read.options[settlement])!;
    for (const line of await settle(database, config.temporal, as)) console.log(line);
  } else for (const line of await install(database, read, password)) console.log(line);
} catch (error) {
  if (error instanceof InstallationFault)
    for (const fault of error.faults) console.error(`✗ ${fault.vi}\n  ${fault.en}`);
  else console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await close(database);
}
