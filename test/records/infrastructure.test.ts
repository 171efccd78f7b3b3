import { describe as described, isInfrastructure } from '../../records/infrastructure.ts';

/** What is thrown, as whoever records meets it. */
function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const WRITTEN = 'Nguyen Van An 0901234567';

describe('what is kept of a fault', () => {
  it.each([
    ['a number that is none', () => BigInt(WRITTEN)],
    ['JSON that is none', () => JSON.parse(`{"name":"a" ${WRITTEN}}`)],
    ['an expression that is none', () => new RegExp(`(${WRITTEN}`)],
    ['a locale that is none', () => new Intl.NumberFormat(WRITTEN)],
    ['a property of nothing', () => (undefined as unknown as Record<string, { x: number }>)[WRITTEN]!.x],
  ])('holds nothing that anybody wrote: %s', (_what, work) => {
    expect(JSON.stringify(described(thrownBy(work)))).not.toMatch(/Nguyen|Van An|0901/);
  });

  it('holds no words of a library, which may repeat what it was given', () => {
    expect(described(foreign())).toEqual({
      class: 'Error',
      message: '',
      place: expect.stringMatching(/^own test\/records/),
    });
  });

  it('holds our own words, with numbers and what is quoted left out', () => {
    expect(described(thrownBy(own))).toMatchObject({
      class: 'RangeError',
      message: 'The contract of # has no price for "…".',
      place: expect.stringContaining('test/records/infrastructure.test.ts'),
    });
  });
});

const own = () => {
  throw new RangeError(`The contract of 2026-000011 has no price for "${WRITTEN}".`);
};

/** As a library would throw it: its own file is the first of the stack. */
function foreign(): Error {
  const error = new Error(`550 no such user: ${WRITTEN}`);
  const place = import.meta.url;
  error.stack = `Error: ${error.message}\n    at send (${new URL('../../node_modules/some/index.js', place)}:1:1)\n    at own (${place}:1:1)`;
  return error;
}

describe('what is tried again', () => {
  it.each([
    ['PostgreSQL is starting', { code: '57P03', message: 'the database system is starting up' }],
    ['the pool is exhausted', { name: 'PrismaClientKnownRequestError', code: 'P2024' }],
    ['a driver lost its connection', new Error('Connection terminated unexpectedly')],
  ])('is the infrastructure: %s', (_what, thrown) => {
    expect(isInfrastructure(thrown)).toBe(true);
  });

  it.each([
    ['a constraint', { code: '23514', message: 'connection timeout' }],
    ['a query that cannot be', { name: 'PrismaClientValidationError', message: 'reason: "Connection terminated"' }],
    ['a column', { name: 'PrismaClientKnownRequestError', code: 'P2023', message: 'found `connection timeout`' }],
    ['a reckoning', new RangeError('Connection terminated is not a day.')],
  ])('is not what somebody wrote in the words of a driver: %s', (_what, thrown) => {
    expect(isInfrastructure(thrown)).toBe(false);
  });
});
