/** Who may read bids, and when: nobody before they are opened, no price before the technical result is approved and prices are opened. */
import { ROLE, type Role, STATE } from '../domain/process.ts';
import type { Seen } from './visibility.ts';

/** Staff who work on a tender. A panel member with a declared interest reads nothing of it. */
const READERS: readonly Role[] = [ROLE.procurement, ROLE.panel, ROLE.approver, ROLE.supervisor];

export const mayReadBids = (seen: Pick<Seen, 'roles' | 'disinterested' | 'as'>): boolean =>
  seen.as === 'staff' && seen.disinterested && seen.roles.some((role) => READERS.includes(role));

/** States in which the prices of those who passed have not been opened. */
const PRICES_SEALED: readonly string[] = [
  STATE.unopened,
  STATE.preparing,
  STATE.approvingPackage,
  STATE.bidding,
  STATE.technical,
  STATE.financial,
];

/** Whether prices may be read: the technical result is approved, and those who passed have had their prices opened. */
export const pricesOpen = (
  row: { technicalApprovedAt: Date | null; stage: string; state: string },
  rank: number | null,
): boolean => row.technicalApprovedAt !== null && !PRICES_SEALED.includes(`${row.stage}/${row.state}`) && rank !== null;
