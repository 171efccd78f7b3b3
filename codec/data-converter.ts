/** How clients and workers write to the Temporal server: encrypted, failures included. */
import { join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { AesPayloadCodec, type PayloadKey } from './payload-codec.ts';

/** Also needed by `bundleWorkflowCode`: the workflows' own failures pass it inside the bundle. */
export const FAILURE_CONVERTER_PATH = join(import.meta.dirname, 'failure-converter.cjs');

/**
 * @param keys the first encrypts, all of them decrypt (config.ts, PAYLOAD_KEYS)
 * @returns for `new Client({ dataConverter })` and `Worker.create({ dataConverter })`
 */
export const createDataConverter = (keys: readonly PayloadKey[]): DataConverter => ({
  failureConverterPath: FAILURE_CONVERTER_PATH,
  payloadCodecs: [new AesPayloadCodec(keys)],
});
