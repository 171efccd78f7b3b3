import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createTransport } from 'nodemailer';
import { pino } from 'pino';
import type { Checkpoint } from '../../activities/checkpoint.ts';
import type { Dispatching } from '../../activities/dispatch.ts';
import { createDataConverter } from '../../codec/data-converter.ts';
import type { PayloadKey } from '../../codec/payload-codec.ts';
import type { Mailbox } from '../../embedded/mailbox.ts';
import { close, createDatabase } from '../../prisma/database.ts';
import { advanceTo } from '../../protocol/clock.ts';
import { deliver, OUTCOME_UNKNOWN } from '../../protocol/deliver.ts';
import { createWorker, startDispatch } from '../../worker/create.ts';
import { workflowBundle } from './bundle.ts';
import { connectTo } from './connection.ts';
import { type Office, openOffice } from './office.ts';
import './runtime.ts';
import { freshNamespace, mailboxPerSuite } from './servers.ts';

/** Of tests alone, and the same in every run: golden histories must be readable later. */
export const TEST_KEYS: PayloadKey[] = [{ id: 'test', key: Buffer.alloc(32, 'thong-suot') }];

/** An office whose dossiers are driven: a namespace, a mailbox, and workers that can be stopped and started. */
export interface World extends Office {
  temporal: Client;
  address: string;
  namespace: string;
  keys: PayloadKey[];
  mailbox: Mailbox;
  /** Starts a worker; one at a time. */
  work(options?: Work): Promise<void>;
  /** Stops the worker in order, as on SIGTERM. */
  rest(): Promise<void>;
  /** Moves the business clock, and every open dossier with it. */
  advanceTo(to: string | Date): Promise<void>;
}

export interface Work extends Pick<Dispatching, 'pace'> {
  checkpoint?: Checkpoint;
  /** Has the outbox dispatched as well. */
  dispatch?: boolean;
  mail?: Partial<Dispatching['mail']>;
  /** How many runs the worker keeps in memory; 100 unless told. */
  maxCachedWorkflows?: number;
}

/** Ends only what hangs. */
const RECORDED_WITHIN_MS = 300_000;

/** @returns a world without a worker yet; `close` ends everything in it */
export async function openWorld(): Promise<World> {
  const [office, { address, namespace }, mailbox] = await Promise.all([
    openOffice(),
    freshNamespace(),
    mailboxPerSuite(),
  ]);
  const keys = TEST_KEYS;
  const connection = await connectTo(address);
  const temporal = new Client({ connection, namespace, dataConverter: createDataConverter(keys) });
  let resting = async () => {};

  let dispatched = false;

  const world: World = {
    ...office,
    temporal,
    address,
    namespace,
    keys,
    mailbox,
    async deliver(decision) {
      const outcome = await deliver({ temporal, database: office.database }, decision, { timeoutMs: 120_000 });
      if (outcome === OUTCOME_UNKNOWN) throw new Error(`${decision.action} of ${decision.code} brought no answer`);
    },
    advanceTo: (to) =>
      advanceTo(
        {
          ownerUrl: office.url,
          temporal,
          patienceMs: RECORDED_WITHIN_MS,
          // Where outboxes are dispatched every wake comes, however busy the machine is.
          ...(dispatched ? { wakesWithinMs: RECORDED_WITHIN_MS } : {}),
        },
        new Date(to),
      ),
    async work({ checkpoint, dispatch = false, mail = {}, maxCachedWorkflows = 100, pace } = {}) {
      await world.rest();
      const native = await NativeConnection.connect({ address });
      const database = createDatabase(office.url, 6);
      const transport = createTransport(mailbox.smtpUrl);
      const worker = await createWorker({
        connection: native,
        namespace,
        activities: {
          database,
          databaseUrl: office.url,
          temporal,
          mail: { transport, from: 'Thông suốt <thong-suot@example.test>', ...mail },
          publicUrl: 'https://thong-suot.example.test',
          log: pino({ level: 'silent' }),
          checkpoint,
          pace,
        },
        payloadKeys: keys,
        workflowBundle: await workflowBundle(),
        maxCachedWorkflows,
        poolSize: 6,
      });
      const running = worker.run();
      resting = async () => {
        worker.shutdown();
        await running;
        transport.close();
        await native.close();
        await close(database);
      };
      if (dispatch) await startDispatch({ temporal, database });
      dispatched = dispatch;
    },
    async rest() {
      const rest = resting;
      resting = async () => {};
      await rest();
    },
    async close() {
      await world.rest();
      await connection.close();
      await mailbox.stop();
      await office.close();
    },
  };
  return world;
}
