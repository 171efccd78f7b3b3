import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { balances } from '../support/books.ts';
import { approved } from '../support/dossier.ts';
import {
  addressees,
  does,
  type Office,
  openOffice,
  openTasks,
  recorded,
  refusal,
  standing,
  upload,
} from '../support/office.ts';
import { biddable } from '../support/tender.ts';

let office: Office;
let application: string;
let code: string;
beforeEach(async () => {
  office = await openOffice();
  application = await approved(office);
  code = await biddable(office, [{ application, ceiling: 40_000_000 }], {
    venue: 'national-network',
    criteria: undefined,
    technicalWeight: undefined,
    invited: undefined,
  });
});
afterEach(() => office.close());

const notice = { number: 'IB2600012345', link: 'https://muasamcong.example/IB2600012345' };
const bidders = [
  {
    name: 'consultant',
    taxCode: '9900002239',
    price: 38_000_000,
    technicalPoints: 88.5,
    combinedPoints: 91.2,
    rank: 1,
  },
  { name: 'Đơn vị khác', taxCode: '9900003345', price: 39_000_000, technicalPoints: 66 },
];
const minutes = async () => [{ kind: 'evaluation-report', documentId: await upload(office, 'procurement') }];
const result = async (given: object = {}) => ({
  notice,
  bidders,
  consultant: '9900002239',
  contract: {
    number: '20/HĐ-SKHCN',
    signedOn: '2026-03-02',
    startOn: '2026-03-05',
    endOn: '2026-07-31',
    agency: { name: 'Nguyễn Văn Ký', capacity: 'Giám đốc' },
    consultant: { name: 'Trần Thị Ký', capacity: 'Giám đốc' },
  },
  prices: [{ application, price: 38_000_000 }],
  documents: await minutes(),
  ...given,
});

test('a package of the national network takes no bids here, and goes on from the contract that was signed there', async () => {
  expect((await refusal(office, 'procurement', code, ACTION.invite)).code).toBe('guarded');
  expect(await does(office, 'procurement', code, ACTION.recordResult, await result())).toBe(STATE.inForce);
  expect(await office.database.contract.findFirstOrThrow()).toMatchObject({
    number: '20/HĐ-SKHCN',
    consultantId: office.parties.consultant,
    total: 38_000_000n,
    endOn: new Date('2026-07-31'),
    agencySigned: { name: 'Nguyễn Văn Ký', on: '2026-03-02' },
    inForceAt: expect.any(Date),
  });
  expect(await recorded(office, code, ACTION.recordResult)).toMatchObject({ notice, bidders, total: 38_000_000 });
  const manage = await office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
  expect(manage).toMatchObject({ name: TASK.manageContract, dueAt: new Date('2026-07-31T17:00:00+07:00') });
  expect(await standing(office, application)).toBe(STATE.acknowledging);
  expect(await balances(office, application)).toEqual({ reserved: 38_000_000, available: -38_000_000 });
  expect(await addressees(office, code, LETTER.awarded)).toEqual(['consultant']);
  expect(await does(office, 'enterprise', application, ACTION.acknowledge)).toBe(STATE.delivering);
  const deliver = await office.database.task.findFirstOrThrow({ where: { code: application, closedAt: null } });
  expect(deliver).toMatchObject({ name: TASK.deliver, partyId: office.parties.consultant });
});

test('a tender that failed there sends its applications back', async () => {
  const failed = { notice, bidders: [], failed: true, reason: 'Không có nhà thầu tham dự', documents: await minutes() };
  expect(await does(office, 'procurement', code, ACTION.recordResult, failed)).toBe(STATE.failed);
  expect(await standing(office, application)).toBe(STATE.awaitingPackage);
  expect(await openTasks(office, code)).toEqual([]);
});

test('a result without its evidence, beyond the ceiling or at odds with itself is refused', async () => {
  const refused = async (given: object) =>
    (await refusal(office, 'procurement', code, ACTION.recordResult, await result(given))).faults;
  expect(await refused({ documents: [] })).toHaveProperty('documents');
  expect(await refused({ documents: [{ kind: 'minutes', documentId: await upload(office, 'intake') }] })).toEqual({
    'documents.0.documentId': 'no-such-document',
  });
  expect(await refused({ prices: [{ application, price: 40_000_001 }], consultant: '9900009999' })).toEqual({
    'prices.0.price': 'above-ceiling',
    consultant: 'no-such-consultant',
  });
  expect(await refused({ failed: true })).toEqual({ reason: 'reason-missing', failed: 'failed-with-contract' });
  expect(await refused({ contract: undefined, consultant: undefined })).toEqual({
    contract: 'contract-missing',
    consultant: 'consultant-missing',
  });
  expect(await standing(office, code)).toBe(STATE.bidding);
});

test('its result is due by the close of office of the day on which the services begin', async () => {
  const task = await office.database.task.findFirstOrThrow({ where: { code, name: TASK.inviteBidders } });
  const terms = (await office.database.package.findUniqueOrThrow({ where: { code } })).terms as { startOn: string };
  expect(task.dueAt).toEqual(new Date(`${terms.startOn}T17:00:00+07:00`));
});
