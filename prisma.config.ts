import { defineConfig } from 'prisma/config';
import { toolsDatabaseUrl } from './config.ts';

/** For the Prisma tools alone; the application applies migrations through prisma/migrate.ts. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: toolsDatabaseUrl() },
});
