/** What is in a selection round: its dossiers, their products, and whether its council is complete. */
import type { Fault } from '../domain/errors.ts';
import { STATE } from '../domain/process.ts';
import type { RoundProduct } from '../prisma/generated/client.ts';
import { type Application, type Case, keyOf, type Tx } from './case.ts';
import { chairOf } from './council.ts';
import { fault } from './handler.ts';
import { roundTermsOf } from './round-terms.ts';

/** The dossiers that are in the round: accepted, and not left. */
export const inRound = ({ applications }: Case): Application[] =>
  applications.filter((application) => keyOf(application) === STATE.inRound);

/** What a council lacks before it may begin, or its scores may be counted. */
export async function incomplete(tx: Tx, found: Case, members: number): Promise<Fault[]> {
  const { minimumMembers } = roundTermsOf(found);
  const chair = await chairOf(tx, found);
  const few = fault(
    '',
    'council-too-small',
    `Hội đồng cần ít nhất ${minimumMembers} thành viên chấm điểm, hiện có ${members}.`,
    `The council needs at least ${minimumMembers} members who score and has ${members}.`,
  );
  const none = fault('', 'no-chair', 'Chưa có chủ tịch hội đồng.', 'No chair is appointed.');
  return [...(members < minimumMembers ? [few] : []), ...(chair ? [] : [none])];
}

/** The products that are still in the round: of dossiers that have left it none. */
export async function productsIn(tx: Tx, found: Case): Promise<RoundProduct[]> {
  const ids = inRound(found).map(({ id }) => id);
  return tx.roundProduct.findMany({
    where: { roundId: found.row.id, applicationId: { in: ids } },
    orderBy: { no: 'asc' },
  });
}
