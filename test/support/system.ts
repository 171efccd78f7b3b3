import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApp } from '../../api/app.ts';
import { addWorkingDays, OFFICIAL_CALENDAR } from '../../domain/calendar.ts';
import { type Day, instantOf, legalDay } from '../../domain/dates.ts';
import { type Cast, castOf, doorOf } from './cast.ts';
import { keepGolden } from './golden.ts';
import { expectAllHistoriesReplay } from './replay.ts';
import { faultsOf, untilDelivered } from './soundness.ts';
import { openWorld, type World } from './world.ts';

/** The whole product for one suite: database, Temporal namespace, mailbox, worker, dispatcher, and the API that all act through. */
export interface System extends World {
  cast: Cast;
  /** Where the API is reached. */
  base: string;
  /** Where uploaded files are kept. */
  documentsDir: string;
  /** The business clock. */
  now(): Promise<Date>;
  /** Its legal day. */
  today(): Promise<Day>;
  /** Lets working days pass, to nine o'clock of the last. */
  passWorkingDays(count: number): Promise<void>;
}

/**
 * @param trustedProxies how many X-Forwarded-For entries are believed: with one, each call may come from an address of its own
 * @returns a system at work; `close` ends it, and fails where it left something unsound behind
 */
export async function openSystem({ trustedProxies = 0 } = {}): Promise<System> {
  const world = await openWorld();
  await world.work({ dispatch: true });
  const documentsDir = mkdtempSync(join(tmpdir(), 'thong-suot-documents-'));
  const publicUrl = 'http://thong-suot.example.test';
  const app = createApp({
    config: {
      api: { host: '127.0.0.1', port: 0, publicUrl, trustedProxies },
      documentsDir,
      secrets: { authSecret: 'only for tests, and long enough', payloadKeys: [] },
      metrics: { address: undefined, token: undefined },
    },
    database: world.database,
    temporal: world.temporal,
    log: pino({ level: 'silent' }),
    checkAnswers: true,
  });
  const server = app.listen(0, '127.0.0.1');
  // Caller and server share a process here: after a stall, one would write into a connection that the other just closed as idle.
  server.keepAliveTimeout = 0;
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cast = castOf(world, base);
  const now = async () => {
    const [clock] = await world.database.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`;
    return clock!.now;
  };
  return {
    ...world,
    cast,
    base,
    documentsDir,
    door: doorOf(world, cast),
    now,
    today: async () => legalDay(await now()),
    async passWorkingDays(count) {
      const day = addWorkingDays(OFFICIAL_CALENDAR, legalDay(await now()), count);
      await world.advanceTo(instantOf(day, '09:00'));
    },
    async close() {
      try {
        await untilDelivered(world.database);
        const faults = await faultsOf(world.database, world.temporal);
        if (faults.length > 0) throw new Error(`The story left this behind:\n${faults.join('\n')}`);
        await expectAllHistoriesReplay(world);
        await keepGolden(world, expect.getState().testPath ?? '');
      } finally {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
        await world.close();
        rmSync(documentsDir, { recursive: true, force: true });
      }
    },
  };
}
