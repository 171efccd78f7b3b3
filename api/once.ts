/** Idempotency-Key: what was done once is answered again, and a key stands for one content alone. */
import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Database } from '../prisma/database.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Tx } from '../records/case.ts';
import { inTransaction } from '../records/transaction.ts';
import { Problem } from './problem.ts';
import type { Answer } from './route.ts';
import type { Who } from './who.ts';

const KEY = /^[\x21-\x7e]{8,128}$/;

export const REPLAYED = { 'Idempotent-Replayed': 'true' };

/** @throws Problem `idempotency-key-required` without a key of 8 to 128 printable characters */
export function idempotencyKey(request: Request): string {
  const key = request.get('idempotency-key');
  if (key && KEY.test(key)) return key;
  throw new Problem('idempotency-key-required', {
    detail: {
      vi: 'Hãy gửi Idempotency-Key: 8–128 ký tự in được, không dấu cách, riêng cho mỗi việc; gửi lại thì dùng cùng khóa.',
      en: 'Send an Idempotency-Key: 8 to 128 printable characters without spaces, one for each thing done; a repeat uses the same.',
    },
  });
}

/** JSON with its keys in order, so that one content has one text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    return `{${entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, entry]) => `${JSON.stringify(name)}:${canonical(entry)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** SHA-256 of several parts in hex; a part cannot run into the next. */
export const digest = (...parts: readonly (string | Buffer | null)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part === null ? -1 : Buffer.byteLength(part)}:`).update(part ?? '');
  return hash.digest('hex');
};

export const principalOf = (who: Who): string => (who.kind === 'nobody' ? 'nobody' : `${who.kind}:${who.id}`);

export const keyReused = (): Problem =>
  new Problem('idempotency-key-reused', {
    detail: {
      vi: 'Khóa này đã được gửi với nội dung khác. Hãy dùng khóa mới.',
      en: 'This key was sent with another content. Use a new one.',
    },
  });

type Kept = { bodyHash: string; status: number; answer: Prisma.JsonValue };

/**
 * Does something once. A repeat that comes meanwhile waits for the first, a few seconds at most, and gets its answer; where the first
 * failed or was refused, nothing is kept and the repeat is tried.
 */
export async function once(
  database: Database,
  call: { who: Who; request: Request; body: unknown; file?: Buffer },
  work: (tx: Tx) => Promise<Answer & { kept?: unknown }>,
): Promise<Answer> {
  const { who, request, body, file } = call;
  const id = digest(principalOf(who), request.method, request.path, idempotencyKey(request));
  const bodyHash = digest(canonical(body), file ?? null);
  return inTransaction(database, async (tx) => {
    const first = await tx.$executeRaw`
      INSERT INTO "Once" (id, "bodyHash") VALUES (${id}, ${bodyHash}) ON CONFLICT (id) DO NOTHING`;
    if (first === 0) {
      const kept: Kept = await tx.once.findUniqueOrThrow({ where: { id } });
      if (kept.bodyHash !== bodyHash) throw keyReused();
      return { status: kept.status, body: kept.answer ?? undefined, headers: REPLAYED };
    }
    const { kept, ...answer } = await work(tx);
    const told = (kept ?? answer.body ?? null) as Prisma.InputJsonValue;
    await tx.once.update({ where: { id }, data: { status: answer.status ?? 201, answer: told } });
    return answer;
  });
}
