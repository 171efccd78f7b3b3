import { ACTION, CURRENT_PROCESS, STATE, SUBJECT, splitKey } from '../../domain/process.ts';
import { programme003 } from '../../programmes/003.ts';
import { does, type Office, PROGRAMME, upload, type Who } from './office.ts';

/** The ways by which a dossier gets from a draft to a contract in force: the real actions, one after another. */

const items = Object.fromEntries(programme003.items.map((item) => [item.code, item]));
const itemOf = (code: string) => {
  const item = items[code];
  if (!item) throw new Error(`Programme 003 has no item ${code}`);
  return item;
};

/** A draft with everything it needs, as the API would leave it. @returns its code */
export async function draft(
  office: Office,
  { item = 'P2', enterprise = 'enterprise' as Who, estimate = 40_000_000 } = {},
): Promise<string> {
  const { database } = office;
  const code = `${PROGRAMME}-2026-${String((await database.application.count()) + 1).padStart(6, '0')}-TEST`;
  const now = new Date('2026-03-02T02:00:00Z');
  const application = await database.application.create({
    data: {
      code,
      agencyId: 'test-agency',
      programmeId: PROGRAMME,
      item,
      enterpriseId: office.parties[enterprise as keyof typeof office.parties],
      ...splitKey(STATE.draft),
      process: CURRENT_PROCESS,
      route: [],
      stateSince: now,
      createdAt: now,
      content: {
        contact: { name: 'Nguyễn Văn Thử', email: 'contact@example.test', phone: '0900000000' },
        need: 'Đào tạo 5S',
        estimate,
        requestedAmount: estimate,
        site: 'Khu công nghiệp Thử nghiệm',
      },
    },
  });
  for (const { kind } of itemOf(item).documents.filter((document) => document.required)) {
    const documentId = await upload(office, enterprise, `${kind}.pdf`);
    await database.attachment.create({
      data: { documentId, subject: SUBJECT.application, subjectId: application.id, kind, version: 1, attachedAt: now },
    });
  }
  return code;
}

type ApprovedOptions = { item?: string; enterprise?: Who; estimate?: number; amount?: number };

/** A dossier whose support is approved, and which awaits its package. @returns its code */
export async function approved(office: Office, { amount, ...given }: ApprovedOptions = {}): Promise<string> {
  const code = await draft(office, given);
  const estimate = given.estimate ?? 40_000_000;
  const item = itemOf(given.item ?? 'P2');
  const support = amount ?? Math.floor((estimate * (item.support?.rateBp ?? 0)) / 10_000);
  await does(office, given.enterprise ?? 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.accept);
  await does(office, 'appraiser', code, ACTION.recommend, {
    recommendation: 'approve-it',
    answers: item.conditions.map((condition) => ({ condition: condition.code, answer: 'met', reason: 'Đã đối chiếu' })),
    estimate,
    amount: support,
    memo: 'Đủ điều kiện',
  });
  await does(office, 'approver', code, ACTION.approve, { amount: support });
  return code;
}

/** An empty package, as the API makes it before its first action. @returns its code */
export async function unopened(office: Office): Promise<string> {
  const code = `${PROGRAMME}-GT-${String((await office.database.package.count()) + 1).padStart(4, '0')}`;
  const now = new Date('2026-03-02T02:00:00Z');
  await office.database.package.create({
    data: {
      code,
      agencyId: 'test-agency',
      programmeId: PROGRAMME,
      ...splitKey(STATE.unopened),
      process: CURRENT_PROCESS,
      stateSince: now,
      createdAt: now,
      title: '',
    },
  });
  return code;
}

export type Part = { application: string; price: number; enterprise?: Who };
export const CONTRACT = { startOn: '2026-03-05', endOn: '2026-06-30' };

/** A package of small value with its contract in force, by the head's decision: nothing is tendered. @returns the package's code */
export async function contracted(
  office: Office,
  parts: readonly Part[],
  { advanceRateBp = 3_000, ...dates } = {},
): Promise<string> {
  const code = await unopened(office);
  const prices = parts.map(({ application, price }) => ({ application, price }));
  const applications = parts.map((part) => part.application);
  await does(office, 'procurement', code, ACTION.openPackage, { applications, title: 'Đào tạo 5S' });
  await does(office, 'procurement', code, ACTION.prepare, {
    method: 'head-decision',
    venue: 'here',
    parts: prices.map(({ application, price }) => ({ application, ceiling: price })),
    requirements: 'Đào tạo tại doanh nghiệp',
    ...CONTRACT,
    ...dates,
    advanceRateBp,
    consultant: office.parties.consultant,
    prices,
  });
  await does(office, 'approver', code, ACTION.approve);
  await does(office, 'procurement', code, ACTION.draft, {});
  await does(office, 'approver', code, ACTION.sign);
  await does(office, 'consultant', code, ACTION.sign);
  for (const { application, enterprise = 'enterprise' } of parts) {
    if ((await office.database.application.findUniqueOrThrow({ where: { code: application } })).acknowledged === null)
      await does(office, enterprise, application, ACTION.acknowledge);
  }
  return code;
}
