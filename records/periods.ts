/** Whether a programme and its item are open on a day. */
import type { Day } from '../domain/dates.ts';
import type { Fault } from '../domain/errors.ts';
import type { Programme, SupportItem } from '../domain/programme.ts';
import { closedOn, itemClosedOn } from '../domain/programme-period.ts';
import { fault } from './handler.ts';

/**
 * @param assumed whether the agency works with the assumed successor of a plan that is over (Programme.assumed)
 * @param at the fields of the body that name programme and item; empty where it names neither
 * @returns the fault to refuse with, or false where applications are taken
 */
export function closedFault(
  programme: Programme,
  item: SupportItem | undefined,
  day: Day,
  assumed: boolean,
  at: { programme: string; item: string },
): Fault | false {
  const over = closedOn(programme, day, assumed);
  if (over) return fault(at.programme, 'programme-closed', over.vi, over.en);
  const notNow = item && itemClosedOn(item, day);
  return notNow ? fault(at.item, 'item-closed', notNow.vi, notNow.en) : false;
}
