/** Golden histories: what runs did when they were kept, for later code to reproduce. Kept as the server has them, but readable. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { AesPayloadCodec, keyIdOf, type PayloadKey } from '../../codec/payload-codec.ts';
import type { World } from './world.ts';

export const GOLDEN_FOLDER = join(import.meta.dirname, '../histories');

export type History = ReturnType<typeof historyFromJSON>;
export type HistoryEvent = NonNullable<History['events']>[number];
/** One run. `suite`: where it was played. */
export type Golden = { workflowId: string; suite: string; history: History };

/**
 * Keeps every run of a world that ends, where KEEP_HISTORIES names a folder: `npm run histories` does, and picks from them.
 * @param suite the file of the tests that played it
 */
export async function keepHistories(
  { temporal, keys }: Pick<World, 'temporal' | 'keys'>,
  suite: string,
): Promise<void> {
  const folder = process.env.KEEP_HISTORIES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  for await (const { workflowId, runId } of temporal.workflow.list()) {
    const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    await readable(history, keys);
    writeGolden(join(folder, `${runId}.json.gz`), { workflowId, suite: basename(suite, '.test.ts'), history });
  }
}

/**
 * Decrypts every payload within an answer of the server, in its place. What another key has encrypted stays as it is.
 * @returns the same answer
 */
export async function readable<Value>(value: Value, keys: readonly PayloadKey[]): Promise<Value> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const id = keyIdOf(value);
  if (id === undefined) for (const part of Object.values(value)) await readable(part, keys);
  else if (keys.some((key) => key.id === id)) {
    const [plain] = await new AesPayloadCodec(keys).decode([value]);
    Object.assign(value, { metadata: plain?.metadata, data: plain?.data });
  }
  return value;
}

export function writeGolden(path: string, { workflowId, suite, history }: Golden): void {
  const text = JSON.stringify({ workflowId, suite, history: JSON.parse(historyToJSON(history)) });
  writeFileSync(path, gzipSync(text, { level: 9 }));
}

/** @returns every history that a folder has, below it too, by its file; those of the first release are not packed */
export function readGolden(folder: string): Map<string, Golden> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.json(\.gz)?$/.test(file),
  );
  return new Map(
    files.sort().map((file) => {
      const bytes = readFileSync(join(folder, file));
      const { workflowId, suite = '', history } = JSON.parse(String(file.endsWith('.gz') ? gunzipSync(bytes) : bytes));
      return [file, { workflowId, suite, history: historyFromJSON(history) }];
    }),
  );
}

/** What an event of a history is, with the name of what happens where it has one: what replay compares. */
export function kindOf(event: HistoryEvent): string {
  const name =
    event.activityTaskScheduledEventAttributes?.activityType?.name ??
    event.workflowExecutionSignaledEventAttributes?.signalName ??
    event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name ??
    localActivityOf(event) ??
    event.workflowExecutionStartedEventAttributes?.workflowType?.name;
  const failed = event.markerRecordedEventAttributes?.failure ? ' failed' : '';
  const cause = event.workflowTaskFailedEventAttributes?.cause ?? '';
  return [typeOf(event), name, failed, cause].filter(Boolean).join(' ');
}

/** The event's own attributes say of which type it is. */
const typeOf = (event: HistoryEvent): string =>
  Object.keys(event)
    .find((key) => key.endsWith('EventAttributes') && event[key as keyof HistoryEvent] != null)
    ?.replace('EventAttributes', '') ?? 'none';

/** The name of a local activity stands in its marker, as JSON. */
function localActivityOf({ markerRecordedEventAttributes: marker }: HistoryEvent): string | undefined {
  const data = marker?.details?.data?.payloads?.[0]?.data;
  if (!data) return undefined;
  return (JSON.parse(Buffer.from(data).toString()) as { activity_type?: string }).activity_type;
}
