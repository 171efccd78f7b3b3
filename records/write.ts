/** What an action changes beside its subjects' own rows, written in one statement. */

import { SEALED_ACTIONS } from '../domain/sealed.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Tx } from './case.ts';

export type Written = {
  closed: readonly { id: string; closedBy: string; closer: string; closedAt: Date }[];
  opened: readonly Prisma.TaskCreateManyInput[];
  events: readonly Prisma.EventCreateManyInput[];
  letters: readonly Prisma.LetterCreateManyInput[];
  entries: readonly Prisma.EntryCreateManyInput[];
  wakes: readonly Prisma.WakeCreateManyInput[];
  /** The decision that all this came of, with its outcome. */
  decided: { id: string; outcome: Prisma.InputJsonObject } | null;
};

/**
 * Sends everything at once: a decision waits for as many answers of the database as it sends statements.
 * Nothing here reads what another part writes: the parts of one statement do not see each other.
 */
export async function write(tx: Tx, written: Written): Promise<void> {
  const { closed, opened, events, letters, entries, wakes, decided } = written;
  const parts = [
    ...close(closed),
    ...insert('Task', opened),
    ...insert('Event', events),
    ...insert('Letter', letters),
    ...insert('Entry', entries),
    ...insert('Wake', wakes),
    ...(decided
      ? [
          Prisma.sql`UPDATE "Decision" SET outcome = ${json(decided.outcome)}::jsonb,
          body = CASE WHEN action = ANY(${[...SEALED_ACTIONS]}) THEN '{}' ELSE body END WHERE id = ${decided.id}`,
        ]
      : []),
  ];
  const named = parts.map((part, no) => Prisma.sql`${Prisma.raw(`part${no}`)} AS (${part})`);
  if (named.length > 0) await tx.$executeRaw`WITH ${Prisma.join(named)} SELECT`;
}

function close(tasks: Written['closed']): Prisma.Sql[] {
  if (tasks.length === 0) return [];
  return [
    Prisma.sql`UPDATE "Task" task SET "closedAt" = done."closedAt", "closedBy" = done."closedBy", closer = done.closer, "nextAt" = NULL, "nextAction" = NULL
      FROM jsonb_populate_recordset(NULL::"Task", ${json(tasks)}::jsonb) done WHERE task.id = done.id`,
  ];
}

/** Rows travel as JSON of the table's own columns; columns that none of them names keep their defaults. */
function insert(table: Prisma.ModelName, rows: readonly object[]): Prisma.Sql[] {
  if (rows.length === 0) return [];
  const named = new Set(rows.flatMap((row) => Object.keys(row)));
  const columns = Prisma.raw([...named].map((column) => `"${column}"`).join(', '));
  const into = Prisma.raw(`"${table}"`);
  return [
    Prisma.sql`INSERT INTO ${into} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${into}, ${json(rows)}::jsonb)`,
  ];
}

/** Đồng are exact: a bigint travels as its digits. */
const json = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
