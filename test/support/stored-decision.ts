import { randomBytes } from 'node:crypto';
import { type ActionName, SUBJECT } from '../../domain/process.ts';
import type { Decision } from '../../prisma/generated/client.ts';
import type { Office } from './office.ts';

/** A decision on an application, stored as the API stores it and not sent. `ageMs`: how long ago that was. */
export async function storeDecision(
  { database }: Pick<Office, 'database'>,
  decision: { code: string; action: ActionName; principal: { kind: 'party' | 'person'; id: string }; body?: object },
  { ageMs = 0 } = {},
): Promise<Decision> {
  const id = randomBytes(32).toString('hex');
  const [{ now }] = await database.$queryRaw<[{ now: Date }]>`SELECT business_now() AS now`;
  const sentAt = new Date(Date.now() - ageMs);
  const stored = { id, subject: SUBJECT.application, bodyHash: id, receivedAt: now, sentAt, body: {}, ...decision };
  return database.decision.create({ data: stored });
}

/** What a party sends along with an action of legal effect. */
export const SIGNED = { signatory: { name: 'Nguyễn Văn Thử', capacity: 'Giám đốc' } };
