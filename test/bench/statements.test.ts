import { isBracket, type Statement, stretches, transactions } from '../../bench/statements.ts';

const LOG = `
api|11|LOG:  execute <unnamed>: SELECT before
bench|7|LOG:  statement: SELECT 1 -- mark 0
worker|21|LOG:  statement: BEGIN
api|11|LOG:  execute s4: 
	    SELECT a
	    FROM "Task"
api|11|DETAIL:  Parameters: $1 = 'x'
worker|21|LOG:  execute s5: INSERT INTO "Event"
worker|22|LOG:  statement: BEGIN
worker|22|LOG:  execute s1: SELECT 2
worker|21|LOG:  statement: COMMIT
worker|21|LOG:  execute s6: UPDATE "Letter"
bench|7|LOG:  statement: SELECT 1 -- mark 1
worker|22|LOG:  statement: COMMIT`.split('\n');

const texts = (statements: readonly Statement[]) => statements.map(({ text }) => text);

describe('statements in PostgreSQL’s log', () => {
  const [first, second, ...others] = stretches(LOG, ['first', 'second']);

  it('belong to the mark before them, whole, with who sent them; what came before any mark is left out', () => {
    expect(others).toEqual([]);
    expect([first?.mark, second?.mark]).toEqual(['first', 'second']);
    expect(first?.statements).toHaveLength(7);
    expect(first?.statements[1]).toEqual({ from: 'api', session: '11', text: 'SELECT a FROM "Task"' });
    expect(texts(second!.statements)).toEqual(['COMMIT']);
  });

  it('are gathered by transaction, each of its own connection', () => {
    expect(transactions(first!.statements).map(texts)).toEqual([
      ['BEGIN', 'INSERT INTO "Event"', 'COMMIT'],
      ['BEGIN', 'SELECT 2'],
    ]);
  });

  it('count apart where they only begin or end a transaction', () => {
    expect(texts(first!.statements.filter(isBracket))).toEqual(['BEGIN', 'BEGIN', 'COMMIT']);
  });
});
