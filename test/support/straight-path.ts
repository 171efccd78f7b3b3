import { ACTION } from '../../domain/process.ts';
import { accepted, advanced, approved, claimLine, paid } from './dossier.ts';
import { does, type Office } from './office.ts';
import { awarded, invited, ranked } from './tender.ts';

export type Codes = Readonly<Record<'application' | 'package', string>>;

const PRICE = 38_000_000;
const ADVANCE = 10_000_000;
/** After the bids were opened. */
const HELD_ON = '2026-03-11';

/**
 * One application from its submission to the settlement and its package from its opening to the liquidation: bids by three, the best
 * is awarded the contract, an advance, one session, inspection, claim and payment.
 *
 * @returns the codes of both
 */
export async function straightPath(office: Office): Promise<Codes> {
  const application = await approved(office);
  const pack = await invited(office, [{ application, ceiling: 40_000_000 }]);
  const priced = (price: number, points: number) => ({ points, prices: { [application]: price } });
  await ranked(office, pack, {
    consultant: priced(PRICE, 90),
    otherConsultant: priced(39_000_000, 85),
    thirdConsultant: priced(40_000_000, 80),
  });
  await awarded(office, pack, { [application]: PRICE });
  await does(office, 'procurement', pack, ACTION.draft, { number: `${pack}/HĐ` });
  await does(office, 'approver', pack, ACTION.sign);
  await does(office, 'consultant', pack, ACTION.sign);
  await does(office, 'enterprise', application, ACTION.acknowledge);
  await advanced(office, application, ADVANCE, HELD_ON);
  await accepted(office, application, PRICE, PRICE, HELD_ON);
  const lines = [claimLine(PRICE, { date: HELD_ON })];
  await does(office, 'consultant', application, ACTION.requestPayment, { lines });
  await paid(office, application, HELD_ON, { lines: [{ no: 1, accepted: PRICE }] });
  await does(office, 'procurement', pack, ACTION.liquidate);
  return { application, package: pack };
}
