import pg from 'pg';

/** Tables that hold nothing of any agency. */
const OF_NOBODY = ['Beat', 'Clock', '_prisma_migrations'];

/** The tables of a database that have rows, with how many. @param url of its owner */
export async function rowsOf(url: string): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
    );
    const counted: Record<string, number> = {};
    for (const { name } of tables.rows) {
      const { rows: answer } = await client.query(`SELECT count(*)::int AS n FROM "${name}"`);
      if (answer[0].n > 0 && !OF_NOBODY.includes(name)) counted[name] = answer[0].n;
    }
    return counted;
  } finally {
    await client.end();
  }
}
