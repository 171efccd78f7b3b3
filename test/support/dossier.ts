import { randomUUID } from 'node:crypto';
import { ACTION, CURRENT_PROCESS, STATE, SUBJECT, splitKey } from '../../domain/process.ts';
import { PROGRAMMES } from '../../programmes/index.ts';
import { does, type Office, upload, type Who } from './office.ts';

/** The ways by which a dossier gets from a draft to a contract in force: the real actions, one after another. */

/** The sources name their items differently: a code says which programme it is of. */
const items = Object.fromEntries(PROGRAMMES.flatMap(({ items }) => items.map((item) => [item.code, item])));
const itemOf = (code: string) => {
  const item = items[code];
  if (!item) throw new Error(`No programme has an item ${code}`);
  return item;
};

/** đồng; what is asked for is the whole estimate unless told. */
type Wanted = {
  item?: string;
  enterprise?: Who;
  estimate?: number;
  requestedAmount?: number;
  /** Of a selection round, by name: no money is asked for. */
  products?: readonly string[];
};

/** A draft with everything it needs, as the API would leave it. @returns its code */
export async function draft(
  office: Office,
  {
    item = 'P2',
    enterprise = 'enterprise',
    estimate = 40_000_000,
    requestedAmount = estimate,
    products = [],
  }: Wanted = {},
): Promise<string> {
  const { database, door, programme } = office;
  const content = {
    contact: { name: 'Nguyễn Văn Thử', email: 'contact@example.test', phone: '0900000000' },
    need: 'Đào tạo 5S',
    ...(products.length > 0 ? { products: products.map((name) => ({ name })) } : { estimate, requestedAmount }),
    site: 'Khu công nghiệp Thử nghiệm',
  };
  const required = itemOf(item).documents.filter((document) => document.required);
  const kinds = required.map(({ kind }) => kind);
  if (door) return door.draft(enterprise, programme.id, item, content, kinds);
  const code = `${programme.id}-2026-${String((await database.application.count()) + 1).padStart(6, '0')}-TEST`;
  const now = new Date('2026-03-02T02:00:00Z');
  const application = await database.application.create({
    data: {
      code,
      agencyId: 'test-agency',
      programmeId: programme.id,
      item,
      enterpriseId: office.parties[enterprise as keyof typeof office.parties],
      ...splitKey(STATE.draft),
      process: CURRENT_PROCESS,
      route: [],
      stateSince: now,
      createdAt: now,
      content,
    },
  });
  for (const kind of kinds) {
    const documentId = await upload(office, enterprise, `${kind}.pdf`);
    await database.attachment.create({
      data: { documentId, subject: SUBJECT.application, subjectId: application.id, kind, version: 1, attachedAt: now },
    });
  }
  return code;
}

/** An appraisal's recommendation to approve: every condition of the item is met. */
export const favourable = (estimate: number, amount: number, item = 'P2') => ({
  recommendation: 'approve-it',
  answers: itemOf(item).conditions.map(({ code }) => ({ condition: code, answer: 'met', reason: 'Đã đối chiếu' })),
  estimate,
  amount,
  memo: 'Đủ điều kiện',
});

type ApprovedOptions = { item?: string; enterprise?: Who; estimate?: number; amount?: number };

/** A dossier whose support is approved, and which awaits its package. @returns its code */
export async function approved(office: Office, { amount, ...given }: ApprovedOptions = {}): Promise<string> {
  const code = await draft(office, given);
  const estimate = given.estimate ?? 40_000_000;
  const item = itemOf(given.item ?? 'P2');
  const support = amount ?? Math.floor((estimate * (item.support?.rateBp ?? 0)) / 10_000);
  await does(office, given.enterprise ?? 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.accept);
  await does(office, 'appraiser', code, ACTION.recommend, favourable(estimate, support, item.code));
  await does(office, 'approver', code, ACTION.approve, { amount: support });
  return code;
}

/** An empty package, as the API makes it before its first action. @returns its code */
export async function unopened(office: Office): Promise<string> {
  const code = `${office.programme.id}-GT-${String((await office.database.package.count()) + 1).padStart(4, '0')}`;
  const now = new Date('2026-03-02T02:00:00Z');
  await office.database.package.create({
    data: {
      code,
      agencyId: 'test-agency',
      programmeId: office.programme.id,
      ...splitKey(STATE.unopened),
      process: CURRENT_PROCESS,
      stateSince: now,
      createdAt: now,
      title: '',
    },
  });
  return code;
}

/** A package that has taken these applications in. @returns its code */
export async function opened(office: Office, applications: readonly string[], title = 'Đào tạo 5S'): Promise<string> {
  if (office.door) return office.door.open('procurement', office.programme.id, applications, title);
  const code = await unopened(office);
  await does(office, 'procurement', code, ACTION.openPackage, { applications, title });
  return code;
}

export type Part = { application: string; price: number; enterprise?: Who };
export const CONTRACT = { startOn: '2026-03-05', endOn: '2026-06-30' };
type ContractOptions = {
  startOn?: string;
  endOn?: string;
  advanceRateBp?: number;
  /** Whether the enterprises acknowledge the award; else it waits for that. */
  acknowledge?: boolean;
};

/** A package of small value with its contract in force, by the head's decision: nothing is tendered. @returns the package's code */
export async function contracted(
  office: Office,
  parts: readonly Part[],
  {
    advanceRateBp = 3_000,
    startOn = CONTRACT.startOn,
    endOn = CONTRACT.endOn,
    acknowledge = true,
  }: ContractOptions = {},
): Promise<string> {
  const term = { startOn, endOn };
  const prices = parts.map(({ application, price }) => ({ application, price }));
  const code = await opened(
    office,
    parts.map((part) => part.application),
  );
  await does(office, 'procurement', code, ACTION.prepare, {
    method: 'head-decision',
    venue: 'here',
    parts: prices.map(({ application, price }) => ({ application, ceiling: price })),
    requirements: 'Đào tạo tại doanh nghiệp',
    ...term,
    advanceRateBp,
    consultant: office.parties.consultant,
    prices,
  });
  await does(office, 'approver', code, ACTION.approve);
  await does(office, 'procurement', code, ACTION.draft, { number: `${code}/HĐ` });
  await does(office, 'approver', code, ACTION.sign);
  await does(office, 'consultant', code, ACTION.sign);
  for (const { application, enterprise = 'enterprise' } of acknowledge ? parts : []) {
    if ((await office.database.application.findUniqueOrThrow({ where: { code: application } })).acknowledged === null)
      await does(office, enterprise, application, ACTION.acknowledge);
  }
  return code;
}

type InForceOptions = ApprovedOptions & ContractOptions & { price?: number };

/** A dossier of its own package, with the contract in force: it stands in delivery. @returns its code */
export async function inForce(
  office: Office,
  { price = 40_000_000, advanceRateBp, startOn, endOn, acknowledge, enterprise, ...given }: InForceOptions = {},
): Promise<string> {
  const application = await approved(office, { estimate: price, enterprise, ...given });
  await contracted(office, [{ application, price, enterprise }], { advanceRateBp, startOn, endOn, acknowledge });
  return application;
}

/** An advance that is asked for, verified, approved and paid. */
export async function advanced(office: Office, code: string, amount: number, paidOn = '2026-03-02'): Promise<void> {
  await does(office, 'consultant', code, ACTION.requestPayment, { amount });
  await paid(office, code, paidOn, {});
}

/** One session held, completion reported and confirmed: the dossier stands in inspection. */
export async function delivered(
  office: Office,
  code: string,
  on = '2026-03-02',
  enterprise: Who = 'enterprise',
): Promise<void> {
  await does(office, 'consultant', code, ACTION.recordSession, session({ heldOn: on, reason: 'Trước ngày hợp đồng' }));
  await does(office, 'consultant', code, ACTION.reportCompletion, { summary: 'Đã hoàn thành' });
  await does(office, enterprise, code, ACTION.confirm);
}

export const session = (given: object = {}) => ({
  place: 'Hội trường',
  topic: '5S',
  trainer: 'Trần Thị Thử',
  attendances: 20,
  newPeople: 20,
  ...given,
});

/** A conclusion on a part in one line. */
export const conclusion = (conclusion: string, contracted: number, accepted: number) => ({
  conclusion,
  lines: [
    {
      no: 1,
      description: 'Đào tạo',
      contracted,
      accepted,
      ...(accepted < contracted ? { reason: 'Chưa đủ buổi' } : {}),
    },
  ],
  checklist: [{ item: 'Có danh sách học viên', met: accepted === contracted }],
  minutes: 'Biên bản kiểm tra',
});

/** Delivered, inspected and accepted to some đồng of the part's price: the payee may claim. */
export async function accepted(office: Office, code: string, price: number, base = price, on?: string): Promise<void> {
  await delivered(office, code, on);
  const whole = base === price;
  await does(office, 'inspector', code, ACTION.conclude, conclusion(whole ? 'meets' : 'meets-in-part', price, base));
  await does(office, 'otherInspector', code, ACTION.agree);
  await does(office, 'approver', code, whole ? ACTION.acceptWork : ACTION.acceptPart);
}

let invoices = 0;

/** A claim line of a net amount with 8 % VAT, on an invoice of its own unless told. */
export function claimLine(net: number, given: object = {}) {
  invoices += 1;
  const vat = Math.floor((net * 800) / 10_000);
  const invoice = {
    sellerTaxCode: '9900002239',
    symbol: '1C26TST',
    number: String(invoices),
    date: '2026-03-02',
    ...given,
  };
  return { description: 'Đào tạo 5S', net, vatRateBp: 800, vat, gross: net + vat, invoice };
}

/** From a request for payment on: verified as given, approved, and confirmed with a reference of the Treasury of its own. */
export async function paid(office: Office, code: string, paidOn: string, verdicts: object): Promise<string> {
  const treasuryReference = `KB-${code}-${randomUUID()}`;
  await does(office, 'finance', code, ACTION.verify, verdicts);
  await does(office, 'paymentApprover', code, ACTION.approvePayment);
  await does(office, 'finance', code, ACTION.confirmPayment, { treasuryReference, paidOn });
  return treasuryReference;
}
