import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createTransport, type Transporter } from 'nodemailer';
import { pino } from 'pino';
import { SMTPServer } from 'smtp-server';
import { Bell } from '../../activities/bell.ts';
import { Hung } from '../../activities/bounded.ts';
import { type Lanes, OutOfReach, runLanes } from '../../activities/lanes.ts';
import { Pulses } from '../../activities/pulse.ts';
import { takeTurns } from '../../activities/turns.ts';
import { ACTION, SUBJECT } from '../../domain/process.ts';
import { mailOptions } from '../../worker/mail.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does } from '../support/office.ts';
import { untilDelivered } from '../support/soundness.ts';
import { openWorld, type World } from '../support/world.ts';

const never = () => new Promise<never>(() => {});

/** Rows by number, worked off in lanes until all of `wanted` were done. @returns what was put off, with its error */
async function worksOff(work: (row: number) => Promise<void>, rows: number[], wanted: number[], limitMs = 60_000) {
  const [done, putOff] = [new Set<number>(), new Map<number, unknown>()];
  const left = [...rows];
  const stop = new AbortController();
  const kind: Lanes<number> = {
    ...{ what: 'numbers', lanes: 3, limitMs },
    take: async (count) => left.splice(0, count),
    work: async (row) => {
      await work(row);
      done.add(row);
    },
    putOff: async (row, error) => void putOff.set(row, error),
    release: async () => {},
  };
  const pulse = new Pulses(pino({ level: 'silent' })).of('numbers', 10, limitMs);
  void runLanes(kind, { everyMs: 10, bell: new Bell(), signal: stop.signal, pulse });
  const gone = () => wanted.every((row) => done.has(row) || putOff.has(row));
  await eventually(async () => gone(), { what: 'the rows to be worked off', timeoutMs: 10_000 });
  stop.abort();
  return putOff;
}

const NUMBERS = Array.from({ length: 20 }, (_, row) => row);
const but = (...rows: number[]) => NUMBERS.filter((row) => !rows.includes(row));

describe('rows in lanes', () => {
  it('one that does not end holds up no other', async () => {
    const putOff = await worksOff((row) => (row === 0 ? never() : Promise.resolve()), NUMBERS, but(0));
    expect([...putOff]).toEqual([]);
  });

  it('as many as there are lanes that do not end are left to themselves after their time, and put off', async () => {
    const putOff = await worksOff((row) => (row < 3 ? never() : Promise.resolve()), NUMBERS, NUMBERS, 50);
    expect([...putOff.keys()].sort()).toEqual([0, 1, 2]);
    expect([...putOff.values()].every((error) => error instanceof Hung)).toBe(true);
  });

  it('one that fails is put off with its error, and all others are done', async () => {
    const poisoned = new Error('poisoned');
    const putOff = await worksOff((row) => (row % 7 ? Promise.resolve() : Promise.reject(poisoned)), NUMBERS, NUMBERS);
    expect([...putOff]).toEqual([0, 7, 14].map((row) => [row, poisoned]));
  });

  it('one whose other side is away is put off, and does not end the work on the others', async () => {
    const away = new OutOfReach(new Error('away'));
    const putOff = await worksOff((row) => (row === 1 ? Promise.reject(away) : Promise.resolve()), NUMBERS, but(1));
    expect(putOff.get(1)).toBe(away);
  });
});

test('a turn whose round hangs is left to itself and comes again; told too often, it gives up', async () => {
  let hopeless: Error | undefined;
  const stop = new AbortController();
  const pulses = new Pulses(pino({ level: 'silent' }), (error) => {
    hopeless = error;
    stop.abort();
  });
  let rounds = 0;
  const work = () => {
    rounds += 1;
    return never();
  };
  const pulse = pulses.of('hanging', 1, 5);
  await takeTurns({ what: 'hanging', work, everyMs: 1, limitMs: 5, bell: new Bell(), signal: stop.signal, pulse });
  expect(hopeless).toBeInstanceOf(Hung);
  expect(rounds).toBe(5);
});

describe('the dispatcher', () => {
  let world: World;
  let slow: SMTPServer;
  let transport: Transporter;
  const arrived: string[] = [];
  const SLOW = 'slow@example.test';
  beforeAll(async () => {
    world = await openWorld();
    slow = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 100,
      onRcptTo: ({ address }, _session, done) => (address === SLOW ? undefined : done()),
      onData(stream, session, done) {
        stream.resume().once('end', () => {
          arrived.push(...session.envelope.rcptTo.map(({ address }) => address));
          done();
        });
      },
    });
    slow.on('error', () => {});
    slow.listen(0, '127.0.0.1');
    await once(slow.server, 'listening');
    const { port } = slow.server.address() as AddressInfo;
    transport = createTransport({ ...mailOptions(`smtp://127.0.0.1:${port}`), socketTimeout: 600_000 });
    await world.work({ dispatch: true, mail: { transport } });
  });
  afterAll(async () => {
    transport?.close();
    await world?.close();
    await new Promise<void>((resolve) => slow.close(resolve));
  });

  async function submitted(): Promise<string> {
    const code = await draft(world);
    await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    return code;
  }

  it('sends the other letters and wakes while the mail server does not answer for one', async () => {
    const code = await submitted();
    await untilDelivered(world.database);
    // One lane stays free.
    await world.owner.query(
      `INSERT INTO "Letter" SELECT copy.* FROM "Letter" one, generate_series(1, 7) n, jsonb_populate_record(NULL::"Letter", to_jsonb(one) ||
         jsonb_build_object('id', gen_random_uuid(), 'email', $2::text, 'messageId', n || '@example.test', 'sentAt', NULL, 'attempts', 0, 'nextTryAt', now())) copy
       WHERE one.id = (SELECT id FROM "Letter" WHERE code = $1 AND text IS NOT NULL LIMIT 1)`,
      [code, SLOW],
    );
    await eventually(async () => (await world.database.letter.count({ where: { email: SLOW, attempts: 1 } })) === 7, {
      what: 'the slow ones to be under way',
    });
    const before = arrived.length;
    const others = [await submitted(), await submitted(), await submitted()];
    await world.database.wake.create({ data: { subject: SUBJECT.application, code } });
    const waiting = async () => ({
      wakes: await world.database.wake.count({ where: { sentAt: null } }),
      letters: await world.database.letter.count({ where: { sentAt: null, code: { in: others } } }),
      slow: await world.database.letter.count({ where: { sentAt: null, email: SLOW, attempts: 1, lastError: null } }),
    });
    await eventually(
      async () => {
        const { wakes, letters } = await waiting();
        return wakes + letters === 0;
      },
      { what: 'the others to be sent', timeoutMs: 30_000 },
    );
    expect((await waiting()).slow).toBe(7);
    expect(arrived.length - before).toBeGreaterThanOrEqual(others.length);
    await world.database.letter.updateMany({ where: { email: SLOW }, data: { sentAt: new Date() } });
  });

  it('sends letters and wakes while every lane of another kind stands still', async () => {
    const held = [await submitted(), await submitted(), await submitted()];
    await untilDelivered(world.database);
    await world.owner.query('BEGIN');
    await world.owner.query('SELECT 1 FROM "Application" WHERE code = ANY($1) FOR UPDATE', [held]);
    for (const code of held)
      await world.database.recalculation.create({
        data: { subject: SUBJECT.application, code, calendar: '2026', nextTryAt: new Date() },
      });
    const waits = async () => {
      const { rows } = await world.owner.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows[0]!.count;
    };
    await eventually(async () => (await waits()) >= held.length, { what: 'its lanes to stand still' });
    const code = await submitted();
    await eventually(
      async () =>
        (await world.database.letter.count({ where: { code, sentAt: null } })) === 0 &&
        (await world.database.letter.count({ where: { code } })) > 0,
      { what: 'the letter to be sent', timeoutMs: 30_000 },
    );
    expect(await world.database.recalculation.count({ where: { doneAt: null } })).toBe(held.length);
    await world.owner.query('COMMIT');
    await untilDelivered(world.database);
  });
});
