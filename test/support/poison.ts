import type { Office } from './office.ts';

let poisons = 0;

/**
 * Has the database refuse rows of a table, by a trigger of the test's own.
 * @param rows which: every one whose columns hold these values
 * @param state the SQLSTATE of the refusal; a check that fails, unless told
 * @returns takes the trigger away
 */
export async function poison(
  { owner }: Pick<Office, 'owner'>,
  table: string,
  rows: Readonly<Record<string, string>>,
  state = '23514',
): Promise<() => Promise<void>> {
  poisons += 1;
  const name = `poison_${poisons}`;
  const holds = Object.entries(rows).map(([column, value]) => `NEW."${column}" = '${value}'`);
  await owner.query(`CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF ${holds.join(' AND ') || 'true'} THEN RAISE EXCEPTION 'poisoned %', row_to_json(NEW) USING ERRCODE = '${state}'; END IF;
      RETURN NEW;
    END $$`);
  await owner.query(
    `CREATE TRIGGER ${name} BEFORE INSERT OR UPDATE ON "${table}" FOR EACH ROW EXECUTE FUNCTION ${name}()`,
  );
  return async () => void (await owner.query(`DROP FUNCTION ${name} CASCADE`));
}
