import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { balances } from '../support/books.ts';
import { approved, contracted } from '../support/dossier.ts';
import {
  addressees,
  does,
  history,
  type Office,
  openOffice,
  openTasks,
  passLimit,
  recorded,
  refusal,
} from '../support/office.ts';
import { lettersOf } from '../support/tender.ts';

let office: Office;
let application: string;
let code: string;
beforeEach(async () => {
  office = await openOffice();
  application = await approved(office);
  code = await contracted(office, [{ application, price: 40_000_000 }]);
});
afterEach(() => office.close());

const contract = () => office.database.contract.findFirstOrThrow();
const LATER = { kind: 'dates', text: 'Doanh nghiệp dời lịch', newEndOn: '2026-07-31' };
const dueOf = async (name: string) =>
  (await office.database.task.findFirstOrThrow({ where: { name, closedAt: null } })).dueAt;

test('a later end that the consultant proposes is agreed to, approved, and moves what is due by it', async () => {
  await does(office, 'consultant', code, ACTION.proposeChange, LATER);
  expect(await openTasks(office, code)).toEqual([TASK.agreeForAgency, TASK.manageContract]);
  await does(office, 'procurement', code, ACTION.agreeChange, {}, TASK.agreeForAgency);
  expect((await contract()).endOn).toEqual(new Date('2026-06-30'));
  expect(await openTasks(office, code)).toEqual([TASK.decideChange, TASK.manageContract]);
  const instrument = { signatory: 'Nguyễn Văn Ký', capacity: 'Giám đốc', number: 'PL01', date: '2026-03-02' };
  await does(office, 'approver', code, ACTION.approveChange, { instrument });
  expect((await contract()).endOn).toEqual(new Date('2026-07-31'));
  expect(await office.database.annex.findFirstOrThrow()).toMatchObject({ no: 1, approved: true, number: 'PL01' });
  const end = new Date('2026-07-31T17:00:00+07:00');
  expect(await dueOf(TASK.deliver)).toEqual(end);
  expect(await dueOf(TASK.manageContract)).toEqual(end);
  expect((await history(office, application)).at(-1)).toBe(ACTION.contractChanged);
  expect(await recorded(office, application, ACTION.contractChanged)).toMatchObject({
    annex: 1,
    newEndOn: '2026-07-31',
  });
  expect(await addressees(office, application, LETTER.changeDecided)).toEqual(['enterprise']);
  expect(await addressees(office, code, LETTER.changeDecided)).toEqual(['consultant']);
  // The dossier's workflow waits for the old date: it is woken to look.
  expect(await office.database.wake.count({ where: { code: application } })).toBeGreaterThan(0);
});

test('what the agency proposes the consultant agrees to; the value may become lower, and frees what was reserved', async () => {
  const prices = [{ application, price: 35_000_000 }];
  const change = { kind: 'scope', text: 'Giảm một khóa', prices };
  await does(office, 'procurement', code, ACTION.proposeChange, change);
  expect(await openTasks(office, code)).toEqual([TASK.agreeToChange, TASK.manageContract]);
  await does(office, 'consultant', code, ACTION.agreeChange);
  await does(office, 'approver', code, ACTION.approveChange);
  expect(await contract()).toMatchObject({ total: 35_000_000n, terms: { prices } });
  expect((await office.database.part.findFirstOrThrow()).price).toBe(35_000_000n);
  expect(await balances(office, application)).toEqual({ reserved: 35_000_000, available: -35_000_000 });
});

test('named experts are replaced by others', async () => {
  await office.database.contract.updateMany({
    data: {
      terms: {
        requirements: 'Đào tạo',
        experts: [
          { name: 'A', role: 'Trưởng nhóm' },
          { name: 'B', role: 'Giảng viên' },
        ],
        prices: [],
      },
    },
  });
  const experts = [{ name: 'C', role: 'Trưởng nhóm', replaces: 'A', qualification: 'Kinh nghiệm 15 năm, cao hơn' }];
  await does(office, 'consultant', code, ACTION.proposeChange, { kind: 'experts', text: 'Thay trưởng nhóm', experts });
  await does(office, 'procurement', code, ACTION.agreeChange, {}, TASK.agreeForAgency);
  await does(office, 'approver', code, ACTION.approveChange);
  expect((await contract()).terms).toMatchObject({
    experts: [
      { name: 'B', role: 'Giảng viên' },
      { name: 'C', role: 'Trưởng nhóm' },
    ],
  });
});

test('no change makes the contract dearer, ends it in the past, lacks what it is about, or comes beside another', async () => {
  const refused = (change: object) => refusal(office, 'consultant', code, ACTION.proposeChange, change);
  const text = 'Đề nghị';
  expect((await refused({ kind: 'scope', text, prices: [{ application, price: 40_000_001 }] })).faults).toEqual({
    'prices.0.price': 'higher-value',
  });
  expect((await refused({ kind: 'dates', text })).faults).toEqual({ newEndOn: 'date-missing' });
  expect((await refused({ kind: 'experts', text })).faults).toEqual({ experts: 'experts-missing' });
  expect((await refused({ kind: 'dates', text, newEndOn: '2026-03-02' })).faults).toEqual({ newEndOn: 'in-the-past' });
  expect((await refused({ kind: 'dates', text, newEndOn: '2026-03-04' })).faults).toEqual({ newEndOn: 'before-start' });
  await does(office, 'consultant', code, ACTION.proposeChange, LATER);
  expect((await refused(LATER)).faults).toEqual({ '': 'change-under-way' });
});

test('a change is declined by the other side, by the approver, or by the consultant’s silence; the next one is numbered on', async () => {
  await does(office, 'procurement', code, ACTION.proposeChange, LATER);
  await does(office, 'consultant', code, ACTION.declineChange, { reason: 'Không bố trí được' }, TASK.agreeToChange);
  await does(office, 'procurement', code, ACTION.proposeChange, LATER);
  await passLimit(office, code, TASK.agreeToChange);
  await does(office, 'consultant', code, ACTION.proposeChange, LATER);
  await does(office, 'procurement', code, ACTION.agreeChange, {}, TASK.agreeForAgency);
  await does(office, 'approver', code, ACTION.declineChange, { reason: 'Không cần thiết' }, TASK.decideChange);
  const annexes = await office.database.annex.findMany({ orderBy: { no: 'asc' } });
  expect(annexes.map((annex) => [annex.no, annex.approved, annex.agreedAt !== null])).toEqual([
    [1, false, false],
    [2, false, false],
    [3, false, true],
  ]);
  expect((await contract()).endOn).toEqual(new Date('2026-06-30'));
  expect(await lettersOf(office, code, LETTER.changeDecided)).toMatchObject([
    { to: 'consultant', facts: { annex: 1, approved: false, reason: 'Không bố trí được' } },
    { to: 'consultant', facts: { annex: 2, lapsed: true } },
    { to: 'consultant', facts: { annex: 3, approved: false } },
  ]);
});

test('who agreed for the agency does not approve the same change', async () => {
  const { database, people } = office;
  const fromDay = new Date('2020-01-01');
  const role = 'approver';
  await database.assignment.create({ data: { personId: people.procurement, agencyId: 'test-agency', role, fromDay } });
  await does(office, 'consultant', code, ACTION.proposeChange, LATER);
  await does(office, 'procurement', code, ACTION.agreeChange, {}, TASK.agreeForAgency);
  const answer = await refusal(office, 'procurement', code, ACTION.approveChange, {}, TASK.decideChange);
  expect(answer.code).toBe('barred');
});

test('a bidder who did not win has no part in the contract', async () => {
  expect((await refusal(office, 'otherConsultant', code, ACTION.proposeChange, LATER)).code).toBe('not-found');
  expect(STATE.inForce).toBe(`contract/${(await office.database.package.findFirstOrThrow()).state}`);
});
