/** Rows of the outbox that cannot be processed: whatever is done with them fails. */
import type { Office } from './office.ts';

type WithOwner = Pick<Office, 'owner'>;

/** A letter about a subject that nobody can write: there is none of its name. Another letter of the subject is its pattern. @returns its id */
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
