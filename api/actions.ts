/** What may be done with an object now, by whom, until when, and why not by whoever asks: from the table, the open tasks and rule 1. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import type { Bilingual } from '../domain/fault.ts';
import { type Action, actionsFrom, CLOCK, PARTY_ROLE, process, type Role, type TaskName } from '../domain/process.ts';
import { bodySchema, isOutside } from '../records/handlers.ts';
import { HINDRANCE, hindranceOf } from '../records/tasks.ts';
import { bilingual, instant } from './schemas.ts';
import type { Seen } from './visibility.ts';

/** An open task, as far as actions ask about it. */
export type OpenTask = {
  id: string;
  name: string;
  role: string;
  partyId: string | null;
  personId: string | null;
  barred: string[];
  dueAt: Date | string;
  openedAt: Date | string;
  late: boolean;
};

export const actionView = z
  .object({
    name: z.string(),
    title: bilingual,
    by: z.array(z.string()).describe('The roles that may take it.'),
    task: z.string().optional().describe('The name of the task that it answers.'),
    taskId: z.uuid().optional().describe('The open task that it answers, where you may see it.'),
    due: instant.nullable().describe('When that task is due.'),
    schema: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('JSON Schema of the body; in the view of one object.'),
    blockedBecause: z
      .object({ code: z.string(), message: bilingual })
      .optional()
      .describe('Why you may not take it now; absent where you may, as far as can be told without trying (dryRun).'),
  })
  .meta({ id: 'Action' });
export type ActionView = z.infer<typeof actionView>;

/** The subject as the table sees it, and who looks. */
type Looked = Pick<Seen, 'subject' | 'process' | 'key' | 'roles' | 'delegated' | 'as'>;

/**
 * @param whoId the person or party that asks
 * @param options.schemas whether each action's body is described
 */
export function actionsOf(
  seen: Looked,
  whoId: string,
  tasks: readonly OpenTask[],
  options: { schemas: boolean } = { schemas: true },
): ActionView[] {
  const rows = actionsFrom(process(seen.process), seen.subject, seen.key).filter((row) => concerns(row, seen));
  return rows.flatMap((row) => {
    const open = row.task ? tasks.filter((task) => task.name === row.task) : [];
    // Of an action that answers a task, nothing can be done while the task is not open.
    if (row.task && open.length === 0) return [];
    const task = open.find((candidate) => candidate.personId === whoId || candidate.partyId === whoId) ?? open[0];
    const may = row.by.some((role) => seen.roles.includes(role));
    const hindrance = may ? (task ? hindranceTo(task, whoId, seen) : null) : missingRole(row);
    return [
      {
        name: row.name,
        title: wordOf('action', row.name),
        by: row.by.filter((role) => role !== CLOCK),
        ...(row.task ? { task: row.task } : {}),
        ...(task && (seen.as === 'staff' || task.partyId === whoId) ? { taskId: task.id } : {}),
        due: task ? new Date(task.dueAt).toISOString() : null,
        ...(options.schemas ? { schema: schemaOf(row, isOutside(seen.roles)) } : {}),
        ...(hindrance ? { blockedBecause: hindrance } : {}),
      },
    ];
  });
}

/** Staff are shown everything that people may do; an outside party what outside parties may. */
function concerns(row: Action, { as }: Looked): boolean {
  if (row.by.every((role) => role === CLOCK)) return false;
  return as === 'staff' || row.by.some((role) => (Object.values(PARTY_ROLE) as Role[]).includes(role));
}

type Blocked = { code: string; message: Bilingual };

function missingRole(row: Action): Blocked {
  const roles = row.by.filter((role) => role !== CLOCK).map((role) => wordOf('role', role));
  return {
    code: HINDRANCE.role.code,
    message: {
      vi: `Dành cho: ${roles.map(({ vi }) => vi).join(', ')}.`,
      en: `This is for: ${roles.map(({ en }) => en).join(', ')}.`,
    },
  };
}

function hindranceTo(task: OpenTask, whoId: string, seen: Looked): Blocked | null {
  if (task.partyId !== null) return task.partyId === whoId ? null : blocked(HINDRANCE.outside);
  const holder = { id: whoId, roles: seen.roles, delegated: seen.delegated ?? [] };
  const hindrance = hindranceOf({ ...task, closedAt: null }, holder);
  if (hindrance) return blocked(hindrance);
  if (task.personId === whoId) return null;
  return blocked(task.personId ? HINDRANCE.held : HINDRANCE.unclaimed);
}

const blocked = ({ code, message }: Blocked): Blocked => ({ code, message });

const described = new Map<string, Record<string, unknown>>();

/** The JSON Schema of what is sent with an action. */
export function schemaOf(row: Action, outside: boolean): Record<string, unknown> {
  const name = `${row.subject} ${row.name} ${row.legal ?? false} ${outside}`;
  const known = described.get(name);
  if (known) return known;
  const { $schema: _, ...schema } = z.toJSONSchema(bodySchema(row, outside), { io: 'input', unrepresentable: 'any' });
  described.set(name, schema);
  return schema;
}

/** The actions that answer a task, from where its subject stands. */
export const outcomesOf = (seen: Looked, task: TaskName): Action[] =>
  actionsFrom(process(seen.process), seen.subject, seen.key).filter(
    (row) => row.task === task && !row.by.every((role) => role === CLOCK),
  );
