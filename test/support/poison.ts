/** Rows that cannot be processed: whatever is done with them fails, and nothing else does. */
import { randomUUID } from 'node:crypto';
import type { ActionName } from '../../domain/process.ts';
import type { Office } from './office.ts';

type WithOwner = Pick<Office, 'owner'>;

/**
 * Has the database refuse one action on one subject, as it refuses a value that it cannot hold.
 * @returns takes the refusal back
 */
export async function refuseInDatabase(
  { owner }: WithOwner,
  code: string,
  action: ActionName,
): Promise<() => Promise<void>> {
  const name = `poison_${randomUUID().replaceAll('-', '')}`;
  const [literal, named] = [code, action].map((text) => `'${text.replaceAll("'", "''")}'`);
  await owner.query(
    `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'date/time field value out of range' USING ERRCODE = '22008'; END $$;
     CREATE TRIGGER ${name} BEFORE INSERT ON "Event" FOR EACH ROW WHEN (NEW.code = ${literal} AND NEW.action = ${named}) EXECUTE FUNCTION ${name}()`,
  );
  return async () => void (await owner.query(`DROP TRIGGER ${name} ON "Event"; DROP FUNCTION ${name}()`));
}

/** A letter about a subject that nobody can write: it has no such name. Another letter of the subject is its pattern. @returns its id */
export async function unwritableLetter({ owner }: WithOwner, code: string): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO "Letter" SELECT copy.* FROM "Letter" one, jsonb_populate_record(NULL::"Letter", to_jsonb(one) || jsonb_build_object(
       'id', gen_random_uuid(), 'name', 'no-such-letter', 'title', NULL, 'text', NULL, 'html', NULL, 'messageId', NULL, 'sentAt', NULL,
       'attempts', 0, 'nextTryAt', now())) copy
     WHERE one.id = (SELECT id FROM "Letter" WHERE code = $1 LIMIT 1) RETURNING id`,
    [code],
  );
  return rows[0]!.id;
}

/** A wake of something that is no subject. @returns its id */
export async function wakeOfNothing({ owner }: WithOwner, code: string): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO "Wake" (id, subject, code) VALUES (gen_random_uuid(), 'nothing', $1) RETURNING id`,
    [code],
  );
  return rows[0]!.id;
}
