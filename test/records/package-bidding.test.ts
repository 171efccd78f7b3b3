import { randomUUID } from 'node:crypto';
import { ACTION, LETTER, STATE, SUBJECT, TASK } from '../../domain/process.ts';
import { FAULT_KIND } from '../../records/faults.ts';
import { record } from '../../records/record.ts';
import { withdraw } from '../../records/stuck.ts';
import { inTransaction } from '../../records/transaction.ts';
import { LETTER_FAILURE, tellOfUnsentLetters } from '../../records/unsent-letters.ts';
import { approved, opened } from '../support/dossier.ts';
import {
  addressees,
  does,
  type Office,
  openOffice,
  openTasks,
  passLimit,
  recorded,
  refusal,
  setClock,
  standing,
  tries,
  type Who,
} from '../support/office.ts';
import { poison } from '../support/poison.ts';
import { biddable, bidOf, bidsOf, closed, invited, lettersOf, technical } from '../support/tender.ts';

let office: Office;
let application: string;
beforeEach(async () => {
  office = await openOffice();
  application = await approved(office);
});
afterEach(() => office.close());

const part = () => [{ application, ceiling: 40_000_000 }];
/** Seven working days after Monday 2 March, at the close of office. */
const CLOSING = new Date('2026-03-11T17:00:00+07:00');
const closingOf = async (code: string) =>
  (await office.database.package.findUniqueOrThrow({ where: { code } })).closingAt;

test('the invitation opens bidding until the close of office, working days ahead, and is issued once', async () => {
  const code = await biddable(office, part());
  expect((await refusal(office, 'consultant', code, ACTION.bid, bidOf({ [application]: 1 }))).code).toBe('not-found');
  await does(office, 'procurement', code, ACTION.invite);
  expect(await closingOf(code)).toEqual(CLOSING);
  expect(await addressees(office, code, LETTER.invitation)).toEqual([
    'consultant',
    'otherConsultant',
    'thirdConsultant',
  ]);
  const task = await office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
  expect(task).toMatchObject({ name: TASK.receiveBids, dueAt: CLOSING });
  expect((await refusal(office, 'procurement', code, ACTION.invite)).code).toBe('not-open');
});

test('who was not invited is not told that the package exists', async () => {
  const two = [office.parties.consultant, office.parties.otherConsultant];
  const code = await biddable(office, part(), {
    method: 'direct-appointment',
    criteria: undefined,
    technicalWeight: undefined,
    examination: [{ key: 'fits', name: { vi: 'Phù hợp', en: 'Fits' } }],
    invited: two.slice(0, 1),
  });
  await does(office, 'procurement', code, ACTION.invite);
  const bid = bidOf({ [application]: 30_000_000 });
  expect((await refusal(office, 'otherConsultant', code, ACTION.bid, bid)).code).toBe('not-found');
  expect((await refusal(office, 'otherConsultant', code, ACTION.withdrawBid)).code).toBe('not-found');
  await does(office, 'consultant', code, ACTION.bid, bid);
});

test('anybody may bid in open tendering, but no beneficiary of the package', async () => {
  const code = await invited(office, part(), { method: 'open', invited: undefined, biddingDays: 18 });
  const bid = bidOf({ [application]: 30_000_000 });
  await does(office, 'thirdConsultant', code, ACTION.bid, bid);
  await office.database.party.update({ where: { id: office.parties.consultant }, data: { taxCode: '9900000016' } });
  expect((await refusal(office, 'consultant', code, ACTION.bid, bid)).faults).toEqual({
    '': 'consultant-is-beneficiary',
  });
});

test('a bid has one whole price for each part', async () => {
  const code = await invited(office, part());
  const twice = { application, price: 30_000_000 };
  const prices = [twice, { application: 'TEST-2026-000099-NONE', price: 1 }, twice];
  expect((await refusal(office, 'consultant', code, ACTION.bid, { technical, prices })).faults).toEqual({
    'prices.1.application': 'no-such-part',
    'prices.2.application': 'priced-twice',
  });
  const half = { technical, prices: [{ application, price: 30_000_000.5 }] };
  expect((await refusal(office, 'consultant', code, ACTION.bid, half)).faults).toHaveProperty(['prices.0.price']);
  const another = await approved(office);
  const none = { technical, prices: [{ application: another, price: 1 }] };
  expect((await refusal(office, 'consultant', code, ACTION.bid, none)).faults).toMatchObject({
    prices: 'price-missing',
  });
  expect(await bidsOf(office, code)).toEqual({});
});

test('a bid replaces the former one, and a withdrawn one does not count', async () => {
  const code = await invited(office, part());
  await does(office, 'consultant', code, ACTION.bid, bidOf({ [application]: 30_000_000 }));
  const first = (await bidsOf(office, code)).consultant;
  await does(office, 'consultant', code, ACTION.bid, bidOf({ [application]: 28_000_000 }));
  await does(office, 'otherConsultant', code, ACTION.bid, bidOf({ [application]: 27_000_000 }));
  await does(office, 'otherConsultant', code, ACTION.withdrawBid);
  const live = await bidsOf(office, code);
  expect(Object.keys(live)).toEqual(['consultant']);
  expect(live.consultant).not.toBe(first);
  expect(await recorded(office, code, ACTION.bid)).toHaveProperty('bid');
  expect(await office.database.bid.count()).toBe(3);
  expect((await refusal(office, 'otherConsultant', code, ACTION.withdrawBid)).faults).toEqual({ '': 'no-bid' });
  expect(await addressees(office, code, LETTER.bidReceived)).toEqual(['consultant', 'consultant', 'otherConsultant']);
  expect(await addressees(office, code, LETTER.bidWithdrawn)).toEqual(['otherConsultant']);
});

test('neither the audit nor a letter holds a price before the prices are opened', async () => {
  const code = await invited(office, part());
  const price = 31_234_567;
  await closed(office, code, {
    consultant: { [application]: price },
    otherConsultant: { [application]: price },
    thirdConsultant: { [application]: price },
  });
  await does(office, 'procurement', code, ACTION.open);
  const events = await office.database.event.findMany({ where: { code } });
  const letters = await office.database.letter.findMany();
  expect(events.length).toBeGreaterThan(8);
  expect(JSON.stringify([events, letters])).not.toContain(String(price));
  const { bidders } = await recorded(office, code, ACTION.open);
  expect(bidders).toMatchObject([
    { consultant: 'consultant' },
    { consultant: 'otherConsultant' },
    { consultant: 'thirdConsultant' },
  ]);
});

test('a bid after closing is refused with the closing time, whoever was slow', async () => {
  const code = await invited(office, part());
  await setClock(office, new Date(CLOSING.getTime() + 1_000));
  const late = await refusal(office, 'consultant', code, ACTION.bid, bidOf({ [application]: 30_000_000 }));
  expect(late.code).toBe('guarded');
  expect(late.said[0]!.message.vi).toContain('11/03/2026 17:00');
  expect((await refusal(office, 'consultant', code, ACTION.withdrawBid)).code).toBe('guarded');
  expect((await refusal(office, 'procurement', code, ACTION.clarify, { text: 'Nộp bản điện tử' })).code).toBe(
    'guarded',
  );
});

test('a bid received in time counts although it is recorded only when bidding closes', async () => {
  const code = await invited(office, part());
  const bid = async (who: Who & keyof Office['parties'], receivedAt: Date) => {
    const id = randomUUID();
    await office.database.decision.create({
      data: {
        id,
        subject: SUBJECT.package,
        code,
        action: ACTION.bid,
        principal: { kind: 'party', id: office.parties[who] },
        body: { ...bidOf({ [application]: 30_000_000 }), signatory: { name: who, capacity: 'Director' } },
        bodyHash: id,
        receivedAt,
      },
    });
    return id;
  };
  const inTime = await bid('consultant', CLOSING);
  const tooLate = await bid('otherConsultant', new Date(CLOSING.getTime() + 1));
  await passLimit(office, code, TASK.receiveBids);
  const outcomes = await office.database.decision.findMany({ where: { id: { in: [inTime, tooLate] } } });
  expect(outcomes.find((row) => row.id === inTime)?.outcome).toMatchObject({ ok: true });
  expect(outcomes.find((row) => row.id === tooLate)?.outcome).toBeNull();
  expect(Object.keys(await bidsOf(office, code))).toEqual(['consultant']);
});

test('without any bid the tender has failed, and its applications may go into another package', async () => {
  const code = await invited(office, part());
  expect(await passLimit(office, code, TASK.receiveBids)).toBe(STATE.failed);
  expect(await standing(office, application)).toBe(STATE.awaitingPackage);
  expect(await openTasks(office, application)).toEqual([TASK.formPackage]);
  expect(await addressees(office, code, LETTER.packageFailed)).toHaveLength(3);
  const again = await opened(office, [application]);
  expect(await standing(office, again)).toBe(STATE.preparing);
  expect(await standing(office, application)).toBe(STATE.inPackage);
});

test('with enough bids the closing leads to their opening, and nothing is opened before', async () => {
  const code = await invited(office, part());
  const price = { [application]: 30_000_000 };
  expect((await refusal(office, 'procurement', code, ACTION.open)).code).toBe('not-open');
  await closed(office, code, { consultant: price, otherConsultant: price, thirdConsultant: price });
  expect(await standing(office, code)).toBe(STATE.technical);
  expect(await openTasks(office, code)).toEqual([TASK.openBids]);
});

test('too few bids are the approver’s decision: extend, then open anyway', async () => {
  const code = await invited(office, part());
  await closed(office, code, { consultant: { [application]: 30_000_000 } });
  expect(await standing(office, code)).toBe(STATE.bidding);
  expect(await openTasks(office, code)).toEqual([TASK.decideFewBids]);
  expect(await recorded(office, code, ACTION.closeBidding)).toEqual({ received: 1, minimumBids: 3 });
  const more = { closingOn: '2026-03-18', reason: 'Chờ thêm hồ sơ' };
  expect((await refusal(office, 'approver', code, ACTION.extend, { ...more, closingOn: '2026-03-11' })).faults).toEqual(
    { closingOn: 'not-later' },
  );
  await does(office, 'approver', code, ACTION.extend, more);
  expect(await closingOf(code)).toEqual(new Date('2026-03-18T17:00:00+07:00'));
  expect(await addressees(office, code, LETTER.closingExtended)).toHaveLength(3);
  await does(office, 'otherConsultant', code, ACTION.bid, bidOf({ [application]: 29_000_000 }));
  await passLimit(office, code, TASK.receiveBids);
  expect(await openTasks(office, code)).toEqual([TASK.decideFewBids]);
  expect(await does(office, 'approver', code, ACTION.openAnyway, { reason: 'Thị trường hẹp' })).toBe(STATE.technical);
  expect(Object.keys(await bidsOf(office, code)).sort()).toEqual(['consultant', 'otherConsultant']);
});

test('procurement extends before closing, to a later working day, and the bidders are told', async () => {
  const code = await invited(office, part());
  const extend = (closingOn: string) =>
    refusal(office, 'procurement', code, ACTION.extend, { closingOn, reason: 'Làm rõ thêm' });
  expect((await extend('2026-03-10')).faults).toEqual({ closingOn: 'not-later' });
  expect((await extend('2026-03-14')).faults).toEqual({ closingOn: 'no-working-day' });
  await does(office, 'procurement', code, ACTION.clarify, { text: 'Số học viên: 30' });
  await does(office, 'procurement', code, ACTION.extend, { closingOn: '2026-03-13', reason: 'Làm rõ thêm' });
  const tasks = await office.database.task.findMany({ where: { code, name: TASK.receiveBids, closedAt: null } });
  expect(tasks.map((task) => task.dueAt)).toEqual([new Date('2026-03-13T17:00:00+07:00')]);
  expect(await lettersOf(office, code, LETTER.closingExtended)).toMatchObject([
    { to: 'consultant', facts: { closingAt: '2026-03-13T10:00:00.000Z' } },
    { to: 'otherConsultant' },
    { to: 'thirdConsultant' },
  ]);
  expect(await lettersOf(office, code, LETTER.clarification)).toMatchObject([
    { facts: { text: 'Số học viên: 30' } },
    {},
    {},
  ]);
});

test('a part that leaves before closing is told to the bidders, and its price in a bid is dropped', async () => {
  const second = await approved(office, { enterprise: 'otherEnterprise' });
  const code = await invited(office, [...part(), { application: second, ceiling: 40_000_000 }]);
  await does(office, 'consultant', code, ACTION.bid, bidOf({ [application]: 30_000_000, [second]: 31_000_000 }));
  await does(office, 'otherEnterprise', second, ACTION.withdraw);
  expect(await standing(office, code)).toBe(STATE.bidding);
  expect(await addressees(office, code, LETTER.packageChanged)).toHaveLength(3);
  expect((await office.database.package.findUniqueOrThrow({ where: { code } })).ceiling).toBe(40_000_000n);
  const both = bidOf({ [application]: 32_000_000, [second]: 1 });
  expect((await refusal(office, 'otherConsultant', code, ACTION.bid, both)).faults).toEqual({
    'prices.1.application': 'no-such-part',
  });
  await does(office, 'otherConsultant', code, ACTION.bid, bidOf({ [application]: 32_000_000 }));
  await closed(office, code, { thirdConsultant: { [application]: 33_000_000 } });
  expect(await standing(office, code)).toBe(STATE.technical);
});

test('the last application to leave cancels the package, and the bidders are told', async () => {
  const code = await invited(office, part());
  await does(office, 'enterprise', application, ACTION.withdraw);
  expect(await standing(office, code)).toBe(STATE.cancelled);
  expect(await openTasks(office, code)).toEqual([]);
  expect(await addressees(office, code, LETTER.packageCancelled)).toHaveLength(3);
});

test('the approver cancels a package for a reason, and its applications wait again', async () => {
  const code = await invited(office, part());
  expect((await refusal(office, 'approver', code, ACTION.cancel)).faults).toEqual({ reason: 'invalid_type' });
  await does(office, 'approver', code, ACTION.cancel, { reason: 'Thay đổi kế hoạch' });
  expect(await standing(office, code)).toBe(STATE.cancelled);
  expect(await standing(office, application)).toBe(STATE.awaitingPackage);
});

test('the decision that brought a bid keeps nothing of it but its hash, and answers a repeat', async () => {
  const code = await invited(office, part());
  const other = await approved(office);
  await does(office, 'consultant', code, ACTION.bid, bidOf({ [application]: 38_000_000 }));
  await refusal(office, 'otherConsultant', code, ACTION.bid, bidOf({ [other]: 37_000_000 }));
  await does(office, 'consultant', code, ACTION.withdrawBid, { reason: 'Không đủ nhân sự' });
  const stored = await office.database.decision.findMany({
    where: { code, action: { in: [ACTION.bid, ACTION.withdrawBid] } },
  });
  expect(stored).toHaveLength(3);
  for (const { id, body, bodyHash, outcome } of stored) {
    expect({ body, bodyHash }).toEqual({ body: {}, bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const { ok } = outcome as { ok: boolean };
    const again = await record({ database: office.database }, { subject: SUBJECT.package, code, decision: id });
    expect(again.outcome.ok).toBe(ok);
  }
  expect(await office.database.bid.count({ where: { package: { code } } })).toBe(1);
  const [bid] = await office.database.bid.findMany({ where: { package: { code } } });
  expect(bid!.total).toBe(38_000_000n);
});

test('a bidder whose receipt cannot be sent is told of when bids are opened, and not before', async () => {
  const { database } = office;
  const code = await invited(office, part());
  await does(office, 'consultant', code, ACTION.bid, bidOf({ [application]: 38_000_000 }));
  const failed = { failure: LETTER_FAILURE.refused };
  expect((await database.letter.updateMany({ where: { code, name: LETTER.bidReceived }, data: failed })).count).toBe(1);
  expect(await tellOfUnsentLetters(database)).toBe(0);
  await database.package.update({ where: { code }, data: { openedAt: new Date() } });
  expect(await tellOfUnsentLetters(database)).toBe(1);
});

test('nor does one that could not be recorded, once a supervisor has withdrawn it', async () => {
  const code = await invited(office, part());
  await poison(office, 'Event', { action: ACTION.bid });
  const bid = bidOf({ [application]: 38_000_000 });
  expect(await tries(office, 'consultant', code, ACTION.bid, bid)).toMatchObject({ ok: false, code: 'fault' });
  const { id: fault, reference } = await office.database.recordFault.findFirstOrThrow({ where: { code } });
  const stuck = { fault, kind: FAULT_KIND.decision, subject: SUBJECT.package, code, reference, what: ACTION.bid };
  await inTransaction(office.database, (tx) => withdraw(tx, stuck, office.people.supervisor, 'Đã gửi hồ sơ giấy'));
  const { body, outcome } = await office.database.decision.findUniqueOrThrow({ where: { id: reference } });
  expect(outcome).toMatchObject({ code: 'withdrawn-by-supervisor' });
  expect(body).toEqual({});
});
