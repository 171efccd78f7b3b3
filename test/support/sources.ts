import { PROGRAMMES } from '../../programmes/index.ts';
import { allot, type Office, type Running } from './office.ts';

const AGENCY = 'test-agency';

/** A source as the agency runs it. */
export const running = (definition: string): Running => ({ id: `NGUON-${definition}`, definition });

/**
 * Has the agency run all five sources, each with a budget line of the year that the office starts in. Plans that are over are open
 * in their assumed successors.
 *
 * @param budget of each programme, in đồng
 */
export async function foundSources(office: Office, budget = 1_000_000_000n): Promise<void> {
  await office.database.programme.createMany({
    data: PROGRAMMES.map(({ definition, assumedPeriod }) => ({
      ...running(definition),
      agencyId: AGENCY,
      assumed: assumedPeriod !== undefined,
    })),
  });
  for (const { definition } of PROGRAMMES) await allot({ ...office, programme: running(definition) }, 2026, budget);
}

/** The same office at work in the programme of a source: its drafts, packages and money are of that one. */
export const inSource = <Place extends Office>(office: Place, definition: string): Place => ({
  ...office,
  programme: running(definition),
});
