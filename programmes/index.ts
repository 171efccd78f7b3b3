/** The programmes that this build carries, checked when a process starts. */
import type { Programme, SupportItem } from '../domain/programme.ts';
import { programme003 } from './003.ts';
import { ProgrammesInvalid, programmeFaults } from './check.ts';

/** Every programme's rules, by the number of its source. */
export const PROGRAMMES: readonly Programme[] = [programme003];

const faults = programmeFaults(PROGRAMMES);
if (faults.length > 0) throw new ProgrammesInvalid(faults);

/**
 * The rules of a programme that an agency runs.
 *
 * @param definition the number of its source, as the database keeps it (`003`)
 * @throws RangeError where this build does not carry it
 */
export function programmeOf(definition: string): Programme {
  const found = PROGRAMMES.find((programme) => programme.definition === definition);
  if (!found) {
    const known = PROGRAMMES.map((programme) => programme.definition).join(', ');
    throw new RangeError(`This build has no programme ${definition}; it carries ${known}.`);
  }
  return found;
}

/** Whether enterprises may apply for an item; where not, `notOpen` or its kind says why. */
export const takesApplications = (item: SupportItem): boolean => item.kind === 'applied-for' && !item.notOpen;
