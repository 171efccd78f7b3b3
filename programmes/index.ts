/** The programmes that this build carries, checked when a process starts. */
import type { Programme, SupportItem, Text } from '../domain/programme.ts';
import { ROUTES } from '../domain/route.ts';
import { programme000 } from './000.ts';
import { programme001 } from './001.ts';
import { programme002 } from './002.ts';
import { programme003 } from './003.ts';
import { programme004 } from './004.ts';
import { ProgrammesInvalid, programmeFaults } from './check.ts';

/** Every programme's rules, by the number of its source. */
export const PROGRAMMES: readonly Programme[] = [programme000, programme001, programme002, programme003, programme004];

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

/**
 * Why an item takes no applications at all, whatever the day: the agency carries it out itself, as the source's words say,
 * or this build does not carry its route yet.
 *
 * @returns the reason, or undefined where the item is applied for
 */
export function whyNoApplications(item: SupportItem): Text | undefined {
  if (item.kind === 'run-by-the-agency' || !item.route)
    return {
      vi: `Nội dung này do cơ quan thực hiện, không nhận hồ sơ: “${item.words}”.`,
      en: `The agency carries this item out itself and takes no applications: “${item.words}”.`,
    };
  const { name, stages } = ROUTES[item.route];
  if (stages.length > 0) return undefined;
  return {
    vi: `Chưa mở nhận hồ sơ: quy trình “${name.vi}” chưa được thiết lập.`,
    en: `Not open yet: the procedure “${name.en}” has not been set up.`,
  };
}

/** Whether an item is applied for; where not, `whyNoApplications` says why. */
export const takesApplications = (item: SupportItem): boolean => whyNoApplications(item) === undefined;
