/** The letters' templates, one for each name of the table: the type asks for every one of them. */
import type { LetterName } from '../domain/process.ts';
import { agreement } from './agreement.ts';
import { calendar } from './calendar.ts';
import { clock } from './clock.ts';
import type { MaybeBlock } from './content.ts';
import type { Context } from './context.ts';
import { contract } from './contract.ts';
import { delivery } from './delivery.ts';
import { eligibility } from './eligibility.ts';
import { exits } from './exits.ts';
import { faults } from './faults.ts';
import { inspection } from './inspection.ts';
import { lateness } from './lateness.ts';
import { outcomes } from './outcomes.ts';
import { selection } from './selection.ts';
import { settlement } from './settlement.ts';
import { submission } from './submission.ts';
import { tendering } from './tendering.ts';
import { termination } from './termination.ts';

/** What a letter says, between its salutation and what every letter ends with. */
export type Template = (context: Context) => readonly MaybeBlock[];
export type Templates = Record<LetterName, Template>;

export const TEMPLATES: Templates = {
  ...submission,
  ...eligibility,
  ...exits,
  ...selection,
  ...tendering,
  ...contract,
  ...agreement,
  ...delivery,
  ...inspection,
  ...settlement,
  ...outcomes,
  ...termination,
  ...clock,
  ...lateness,
  ...faults,
  ...calendar,
};
