/**
 * Temporal's own pages show what the server stores, and that is encrypted. They ask here for it to be read: for supervisors who are signed in,
 * from the pages' own origin (TEMPORAL_UI_ORIGIN), and each hour of it is noted. Nothing is encrypted here: the pages send nothing to a run.
 */
import cors from 'cors';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { AesPayloadCodec, UnreadablePayload } from '../codec/payload-codec.ts';
import { ROLE } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { ok, type Route, route, type Services } from './route.ts';
import { tag } from './supervision.ts';

export const CODEC_PATH = '/codec';
const MOST_PAYLOADS = 2_000;

/** A payload as Temporal's JSON has it: bytes in base64. */
const payload = z.object({
  metadata: z.record(z.string().regex(/^[\w.-]{1,100}$/), z.base64().max(1_000)).optional(),
  data: z.base64().optional(),
});
const payloads = z.object({ payloads: z.array(payload).max(MOST_PAYLOADS) }).meta({ id: 'Payloads' });

const decode = route({
  method: 'post',
  path: `${CODEC_PATH}/decode`,
  tag,
  summary: 'Reads payloads of the Temporal server, for its own pages',
  description:
    'The remote codec of Temporal’s Web UI. What no key of this installation opens comes back as a sentence that names the key.',
  policy: { for: 'staff', roles: [ROLE.supervisor] },
  effect: 'repeatable',
  body: payloads,
  answer: { status: 200, body: payloads },
  async handle({ who, body }, { database, config }) {
    await note(database, who.id, body.payloads.length);
    const codec = new AesPayloadCodec(config.secrets.payloadKeys);
    return ok({ payloads: await Promise.all(body.payloads.map((one) => read(codec, one))) });
  },
});

type Encoded = z.output<typeof payload>;

async function read(codec: AesPayloadCodec, one: Encoded): Promise<Encoded> {
  try {
    const [plain] = await codec.decode([
      { metadata: mapped(one.metadata ?? {}, fromBase64), data: fromBase64(one.data ?? '') },
    ]);
    return { metadata: mapped(plain?.metadata ?? {}, toBase64), data: toBase64(plain?.data ?? new Uint8Array()) };
  } catch (error) {
    if (!(error instanceof UnreadablePayload)) throw error;
    return { metadata: { encoding: toBase64('json/plain') }, data: toBase64(JSON.stringify(error.message)) };
  }
}

const mapped = <From, To>(values: Readonly<Record<string, From>>, each: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, each(value)]));
const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64');
const toBase64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');

/** Who has read, in which hour, how much: a page asks once for each line that it shows. */
async function note(database: Services['database'], personId: string, count: number): Promise<void> {
  await database.$executeRaw(Prisma.sql`
    INSERT INTO "PayloadRead" ("personId", hour, calls, payloads) VALUES (${personId}::uuid, date_trunc('hour', now()), 1, ${count})
    ON CONFLICT ("personId", hour) DO UPDATE SET calls = "PayloadRead".calls + 1, payloads = "PayloadRead".payloads + ${count}`);
}

export const codec: readonly Route[] = [decode];

/** Lets the pages' origin call the codec with the cookie of whoever is signed in, and no other origin. */
export const fromTemporalPages = ({ config }: Pick<Services, 'config'>): RequestHandler =>
  cors({
    origin: config.api.temporalUiOrigin ?? false,
    credentials: true,
    methods: ['POST'],
    allowedHeaders: ['Content-Type', 'X-Namespace'],
    maxAge: 600,
  });
