/** Statements that reached PostgreSQL, by process, read from the server's own log. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Servers } from './servers.ts';

export interface Statement {
  /** The process of ours that sent it, as its connections are named: `api` or `worker`. */
  from: string;
  /** The connection. */
  session: string;
  text: string;
}

/** What was sent between one mark and the next. */
export interface Stretch<Mark> {
  mark: Mark;
  statements: Statement[];
}

const LINE = /^(\w*)\|(\d+)\|LOG: {2}(?:statement|execute [^:]*): ?(.*)$/;
const MARK = /^SELECT 1 -- mark (\d+)$/;

/**
 * Has PostgreSQL log every statement while something is done. Costs time: for counting alone.
 * @param work is given `mark`, which begins a stretch
 * @returns the stretches, in order; what came before the first mark is left out
 */
export async function countStatements<Mark>(
  { owner, config }: Servers,
  work: (mark: (what: Mark) => Promise<void>) => Promise<void>,
): Promise<Stretch<Mark>[]> {
  const logFile = join(config.dataDir, 'postgres.log');
  const marks: Mark[] = [];
  await owner.query(`ALTER SYSTEM SET log_line_prefix = '%a|%p|'`);
  await owner.query(`ALTER SYSTEM SET log_statement = 'all'`);
  await owner.query('SELECT pg_reload_conf()');
  await untilLogged(owner);
  const from = statSync(logFile).size;
  try {
    await work(async (what) => {
      marks.push(what);
      await owner.query(`SELECT 1 -- mark ${marks.length - 1}`);
    });
  } finally {
    await owner.query('ALTER SYSTEM RESET log_statement');
    await owner.query('ALTER SYSTEM RESET log_line_prefix');
    await owner.query('SELECT pg_reload_conf()');
  }
  return stretches(readFileSync(logFile).subarray(from).toString('utf8').split('\n'), marks);
}

/** Connections hear of the new settings one after another; each before its next statement once the server has sent word. */
async function untilLogged(owner: Servers['owner']): Promise<void> {
  for (const end = Date.now() + 10_000; ; await wait(50)) {
    const { rows } = await owner.query<{ log_statement: string }>('SHOW log_statement');
    if (rows[0]?.log_statement === 'all') return;
    if (Date.now() > end) throw new Error('PostgreSQL does not log statements.');
  }
}

/** @returns the statements of a log, by the marks between them; what came before the first is left out */
export function stretches<Mark>(lines: readonly string[], marks: readonly Mark[]): Stretch<Mark>[] {
  const found: Stretch<Mark>[] = [];
  for (const line of lines) {
    const logged = LINE.exec(line);
    const [, from = '', session = '', text = ''] = logged ?? [];
    const mark = MARK.exec(text)?.[1];
    if (mark) found.push({ mark: marks[Number(mark)]!, statements: [] });
    else if (logged) found.at(-1)?.statements.push({ from, session, text });
    // The lines of a statement after its first one are indented.
    else if (line.startsWith('\t')) append(found.at(-1)?.statements.at(-1), line);
  }
  return found;
}

function append(statement: Statement | undefined, line: string): void {
  if (statement) statement.text = `${statement.text} ${line.trim()}`.trim();
}

/** Statements that only begin or end a transaction. */
export const isBracket = ({ text }: Statement): boolean => /^(BEGIN|COMMIT|ROLLBACK)\b/i.test(text);

/** The statements of each transaction that was opened by BEGIN, brackets included. */
export function transactions(statements: readonly Statement[]): Statement[][] {
  const open = new Map<string, Statement[]>();
  const all: Statement[][] = [];
  for (const statement of statements) {
    const { session, text } = statement;
    if (/^BEGIN\b/i.test(text)) {
      open.set(session, []);
      all.push(open.get(session)!);
    }
    open.get(session)?.push(statement);
    if (/^(COMMIT|ROLLBACK)\b/i.test(text)) open.delete(session);
  }
  return all;
}
