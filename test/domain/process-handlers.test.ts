import { z } from 'zod';
import { ACTION, process, SUBJECT, targetsOf } from '../../domain/process.ts';
import { bodySchema, handlerOf, isOutside } from '../../records/handlers.ts';

const table = process();
const taken = table.actions.filter((row) => !row.kin);
const named = (rows: typeof taken) => [...new Set(rows.map((row) => `${row.subject} ${row.name}`))];

describe('where the table leaves something to the facts', () => {
  it('every action with several targets has a file that chooses', () => {
    const several = taken.filter((row) => row.from.some((from) => targetsOf(row, from).length > 1));
    expect(several.length).toBeGreaterThan(10);
    expect(named(several.filter((row) => !handlerOf(row.subject, row)?.run))).toEqual([]);
  });

  it('every action that may open a task has a file that says whether', () => {
    const may = taken.filter((row) => (row.mayOpen ?? []).length > 0);
    expect(named(may.filter((row) => !handlerOf(row.subject, row)?.run))).toEqual([]);
  });
});

it('every file is for an action that the table has', () => {
  const rows = new Set(named(taken));
  const handled = Object.values(SUBJECT).flatMap((subject) =>
    Object.values(ACTION)
      .filter((name) => handlerOf(subject, { subject, name, from: [], by: [], to: 'same' }))
      .map((name) => `${subject} ${name}`),
  );
  expect(handled.filter((name) => !rows.has(name))).toEqual([]);
});

describe('what is sent with an action', () => {
  const sent = taken
    .filter((row) => !row.by.every((role) => role === 'clock'))
    .map((row) => [`${row.subject} ${row.name} by ${row.by.join(', ')} from ${row.from[0]}`, row] as const);

  it.each(sent)('has a shape that can be shown, and refuses what it does not know: %s', (_name, row) => {
    const schema = bodySchema(row, isOutside(row.by));
    expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({ type: 'object', additionalProperties: false });
    expect(schema.safeParse({ somethingUnknown: 1 }).success).toBe(false);
  });

  it.each(sent.filter(([, row]) => row.legal))(
    'names whoever stands for it, where it has legal effect: %s',
    (_name, row) => {
      for (const outside of new Set(row.by.map((role) => isOutside([role]))))
        expect(Object.keys(bodySchema(row, outside).shape)).toContain(outside ? 'signatory' : 'instrument');
    },
  );
});
