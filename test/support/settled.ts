import { ACTION } from '../../domain/process.ts';
import { claimLine, conclusion, delivered, inForce, paid } from './dossier.ts';
import { does, type Office, upload, type Who } from './office.ts';

const PRICE = 40_000_000;
/** What the enterprise pays itself of that, with VAT, where the support is half of it. */
const COUNTERPART = 23_200_000;
const ON = '2026-03-02';

/** A dossier from its draft to its settlement, with one session of 20 people. @returns its code */
export async function settled(
  office: Office,
  { item = 'P2', enterprise = 'enterprise' as Who }: { item?: 'P2' | 'P3'; enterprise?: Who } = {},
): Promise<string> {
  const code = await inForce(office, { item, enterprise, price: PRICE });
  await delivered(office, code, ON, enterprise);
  await does(office, 'inspector', code, ACTION.conclude, conclusion('meets', PRICE, PRICE));
  await does(office, 'otherInspector', code, ACTION.agree);
  await does(office, 'approver', code, ACTION.acceptWork);
  const proof = async () => ({
    amount: COUNTERPART,
    paidOn: ON,
    documents: [{ kind: 'proof-of-payment', documentId: await upload(office, 'consultant') }],
  });
  const paidByEnterprise = item === 'P3' ? { proofOfPayment: await proof() } : {};
  await does(office, 'consultant', code, ACTION.requestPayment, { lines: [claimLine(PRICE)], ...paidByEnterprise });
  await paid(office, code, ON, { lines: [{ no: 1, accepted: PRICE }] });
  return code;
}
