/** Encrypts what the Temporal server stores: arguments, results, heartbeats, failures. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

export interface PayloadKey {
  id: string;
  /** 32 bytes. */
  key: Uint8Array;
}

const ENCODING = 'binary/encrypted';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const StoredPayload = proto.temporal.api.common.v1.Payload;

/** A payload was encrypted with a key that PAYLOAD_KEYS no longer names, or it was changed since. */
export class UnreadablePayload extends Error {
  override readonly name = 'UnreadablePayload';
}

/**
 * AES-256-GCM with key ids. The first key encrypts, all of them decrypt: to rotate, put a new key first and keep the old one for as
 * long as runs that used it are retained. What is not encrypted by this codec is passed on as it is.
 */
export class AesPayloadCodec implements PayloadCodec {
  readonly #first: PayloadKey;
  readonly #keys: ReadonlyMap<string, Uint8Array>;

  /** @throws RangeError without any key, or with one that has not 32 bytes */
  constructor(keys: readonly PayloadKey[]) {
    const [first] = keys;
    if (!first) throw new RangeError('The payload codec needs at least one key.');
    const short = keys.find(({ key }) => key.length !== 32);
    if (short) throw new RangeError(`Payload key ${short.id} has ${short.key.length} bytes; AES-256 needs 32.`);
    this.#first = first;
    this.#keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      const { id, key } = this.#first;
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id));
      const text = cipher.update(StoredPayload.encode(payload).finish());
      return {
        metadata: { encoding: Buffer.from(ENCODING), 'encryption-key-id': Buffer.from(id) },
        data: Buffer.concat([iv, text, cipher.final(), cipher.getAuthTag()]),
      };
    });
  }

  /** @throws UnreadablePayload where the key is missing or the payload was tampered with */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      if (textOf(payload.metadata?.encoding) !== ENCODING) return payload;
      const id = textOf(payload.metadata?.['encryption-key-id']);
      const key = this.#keys.get(id);
      if (!key)
        throw new UnreadablePayload(
          `A payload was encrypted with key "${id}": add it to PAYLOAD_KEYS, after the first.`,
        );
      const data = Buffer.from(payload.data ?? []);
      const cipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, IV_BYTES)).setAAD(Buffer.from(id));
      cipher.setAuthTag(data.subarray(-TAG_BYTES));
      try {
        return StoredPayload.decode(
          Buffer.concat([cipher.update(data.subarray(IV_BYTES, -TAG_BYTES)), cipher.final()]),
        );
      } catch {
        throw new UnreadablePayload(
          `A payload does not fit key "${id}": it was changed, or the key is another of the same name.`,
        );
      }
    });
  }
}

const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();
