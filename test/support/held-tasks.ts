/** Many dossiers with a task that one person holds: one made by the real actions, and as many like it as are wanted. */
import { ACTION } from '../../domain/process.ts';
import { draft } from './dossier.ts';
import { does, type Office } from './office.ts';

/** Rows of a table that belong to the one dossier, written again for each of the others. */
const again = (table: string, of: string, own: string) => `
  INSERT INTO "${table}" SELECT copy.* FROM "${table}" one, "Application" other,
    jsonb_populate_record(NULL::"${table}", to_jsonb(one) || jsonb_build_object(${own})) copy
  WHERE one."${of}" = (SELECT id FROM "Application" WHERE code = $1) AND other.code LIKE $2`;

/** So many dossiers that wait to be checked for completeness, all held by somebody. @returns their codes */
export async function heldTasks(office: Office, who: keyof Office['people'], count: number): Promise<string[]> {
  const { database, owner } = office;
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await database.task.updateMany({ where: { code, closedAt: null }, data: { personId: office.people[who] } });
  const [first, others] = [code, 'TEST-2026-%-HELD'];
  await owner.query(
    `INSERT INTO "Application" SELECT copy.* FROM "Application" one, generate_series(1, $2::int) no,
      jsonb_populate_record(NULL::"Application", to_jsonb(one) || jsonb_build_object(
        'id', gen_random_uuid(), 'code', 'TEST-2026-' || lpad((900000 + no)::text, 6, '0') || '-HELD')) copy WHERE one.code = $1`,
    [first, count - 1],
  );
  const subject = `'subjectId', other.id, 'code', other.code`;
  await owner.query(again('Task', 'subjectId', `'id', gen_random_uuid(), ${subject}`), [first, others]);
  await owner.query(again('Event', 'subjectId', `${subject}, 'decisionId', NULL`), [first, others]);
  await owner.query(again('Eligibility', 'applicationId', `'applicationId', other.id`), [first, others]);
  const rows = await database.application.findMany({ select: { code: true }, orderBy: { code: 'asc' } });
  return rows.map((row) => row.code);
}
