import { readConfigOrExit } from '../config.ts';
import { migrate } from '../prisma/migrate.ts';

const { database } = readConfigOrExit();

try {
  const applied = await migrate(database.url);
  console.log(applied.length > 0 ? `Applied ${applied.join(', ')}` : 'The database is up to date');
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
