/** Values of the database as JSON shows them. */
import { wordOf } from '../catalogue/words.ts';
import { legalDay } from '../domain/dates.ts';
import type { Bilingual } from '../domain/fault.ts';
import { dongToJson } from '../domain/money.ts';
import type { Programme } from '../domain/programme.ts';
import type { Party } from '../prisma/generated/client.ts';

/** An instant, or none. */
export const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
/** The legal day of an instant, or none. */
export const dayOf = (at: Date | null): string | null => (at ? legalDay(at) : null);
/** Whole đồng, or none. */
export const dong = (value: bigint | null): number | null => (value === null ? null : dongToJson(value));
/** A party as others see it. */
export const nameOf = ({ id, name, taxCode }: Party) => ({ id, name, taxCode });
/**
 * Why the one-stop clock stands.
 * @param reason as the ledger keeps it: the programme's own for a pause, or the action that asked the enterprise for something
 */
export const whyPaused = ({ pauseReasons }: Pick<Programme, 'pauseReasons'>, reason: string): Bilingual =>
  pauseReasons.find(({ code }) => code === reason)?.text ?? wordOf('action', reason);
