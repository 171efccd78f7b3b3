/** Values of the database as JSON shows them. */
import { legalDay } from '../domain/dates.ts';
import { dongToJson } from '../domain/money.ts';
import type { Party } from '../prisma/generated/client.ts';

/** An instant, or none. */
export const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
/** The legal day of an instant, or none. */
export const dayOf = (at: Date | null): string | null => (at ? legalDay(at) : null);
/** Whole đồng, or none. */
export const dong = (value: bigint | null): number | null => (value === null ? null : dongToJson(value));
/** A party as others see it. */
export const nameOf = ({ id, name, taxCode }: Party) => ({ id, name, taxCode });
