import fc from 'fast-check';
import { DELEGABLE } from '../../domain/delegation.ts';
import { Refused } from '../../domain/errors.ts';
import {
  ACTION,
  type ActionName,
  LETTER,
  ROLE,
  STAFF_ROLE,
  STATE,
  SUBJECT,
  TASK,
  type TaskName,
} from '../../domain/process.ts';
import { endDelegation } from '../../records/delegation.ts';
import { businessNow } from '../../records/drafts.ts';
import { handBackTasks } from '../../records/leaving.ts';
import { record } from '../../records/record.ts';
import { assigned, delegates } from '../support/delegated.ts';
import { conclusion, delivered, draft, favourable, inForce } from '../support/dossier.ts';
import { addressees, does, type Office, openOffice, STARTS_AT, setClock, standing, tries } from '../support/office.ts';

/** The assignments that everybody starts with. */
let founded: readonly string[];
let office: Office;
beforeAll(async () => {
  office = await openOffice({ budget: 100_000_000_000n });
  founded = (await office.database.assignment.findMany()).map(({ id }) => id);
});
afterAll(() => office?.close());
beforeEach(() => setClock(office, STARTS_AT));
afterEach(withoutWhatWasGiven);

/** As the office was founded: everybody with their one role, and nothing delegated. */
async function withoutWhatWasGiven(): Promise<void> {
  const { database } = office;
  await database.delegation.deleteMany();
  await database.assignment.deleteMany({ where: { id: { notIn: [...founded] } } });
  await database.assignment.updateMany({ data: { toDay: null } });
  await database.person.updateMany({ data: { leftOn: null } });
}

type Person = keyof Office['people'];

/** A dossier that waits for its appraisal. */
async function appraising(): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.accept);
  return code;
}
const RECOMMENDATION = favourable(40_000_000, 40_000_000);
/** Whoever tries takes the task before, which nobody else holds then. */
async function takes(who: Person, code: string, action: ActionName, body: object, task: TaskName) {
  await office.database.task.updateMany({ where: { code, name: task, closedAt: null }, data: { personId: null } });
  return tries(office, who, code, action, body, task);
}
const recommends = (who: Person, code: string) => takes(who, code, ACTION.recommend, RECOMMENDATION, TASK.appraise);
const signed = (who: Person) => ({ instrument: { signatory: who, capacity: 'Head' } });
const approves = (who: Person, code: string) =>
  takes(who, code, ACTION.approve, { amount: 40_000_000, ...signed(who) }, TASK.decide);

/** A dossier that waits for its decision, recommended by somebody. */
async function deciding(by: Person = 'appraiser'): Promise<string> {
  const code = await appraising();
  const answer = await recommends(by, code);
  if (!answer.ok) throw new Error(`${by} may not recommend: ${JSON.stringify(answer)}`);
  return code;
}
/** As tries answers: what it was refused for, or that it was done. */
const said = (answer: Awaited<ReturnType<typeof tries>>) =>
  answer.ok ? 'done' : [answer.code, ...answer.faults.map(({ code }) => code)].join(' ');

const actorOf = async (code: string, action: ActionName) =>
  (await office.database.event.findFirstOrThrow({ where: { code, action }, orderBy: { version: 'desc' } })).actor;
const barredOf = async (code: string, name: TaskName) =>
  (await office.database.task.findFirstOrThrow({ where: { code, name, closedAt: null } })).barred;
const named = (who: Person) => ({ id: office.people[who], name: who });

const ends = (id: string, by: Person) =>
  office.database.$transaction(async (tx) => endDelegation(tx, id, office.people[by], await businessNow(tx)));

describe('acting on behalf of a delegator', () => {
  test('is kept in the audit and in the instrument with both names', async () => {
    await delegates(office, 'approver', 'finance', { role: ROLE.approver });
    const code = await deciding();
    expect(said(await approves('finance', code))).toBe('done');
    expect(await actorOf(code, ACTION.approve)).toMatchObject({ ...named('finance'), onBehalfOf: named('approver') });
    const event = await office.database.event.findFirstOrThrow({ where: { code, action: ACTION.approve } });
    expect(event.instrument).toMatchObject({ signatory: 'finance', onBehalfOf: 'approver' });
  });

  test('takes all roles that may be delegated where none is named, and none that may not', async () => {
    await assigned(office, 'approver', ROLE.supervisor);
    await assigned(office, 'approver', ROLE.panel);
    await delegates(office, 'approver', 'finance');
    const code = await deciding();
    const task = await office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
    const reassign = { task: task.id, to: office.people.otherApprover, reason: 'Thử' };
    expect(said(await tries(office, 'finance', code, ACTION.reassign, reassign))).toMatch(/^not-yours/);
    expect(said(await approves('finance', code))).toBe('done');
  });

  test('tells the delegate of a task that opens', async () => {
    await delegates(office, 'approver', 'finance', { role: ROLE.approver });
    const code = await deciding();
    await does(office, 'approver', code, ACTION.return, { reason: 'Xem lại' }, TASK.decide);
    await does(office, 'appraiser', code, ACTION.recommend, RECOMMENDATION);
    const { id, nextAt } = await office.database.task.findFirstOrThrow({
      where: { code, name: TASK.decide, closedAt: null },
    });
    await setClock(office, nextAt!);
    await record(office, { subject: SUBJECT.application, code, timer: { task: id, dueAt: nextAt!.toISOString() } });
    expect((await addressees(office, code, LETTER.reminder)).sort()).toEqual(['approver', 'finance', 'otherApprover']);
  });

  test('never happens to somebody who holds the role by themselves', async () => {
    await assigned(office, 'finance', ROLE.approver);
    await office.database.delegation.create({ data: await row('approver', 'finance', ROLE.approver) });
    const code = await deciding();
    expect(said(await approves('finance', code))).toBe('done');
    expect(await actorOf(code, ACTION.approve)).not.toHaveProperty('onBehalfOf');
  });
});

/** A row as delegating would have written it, whatever is known against it. */
async function row(from: Person, to: Person, role: string | null, days: { from?: string; to?: string } = {}) {
  return {
    ...{ agencyId: 'test-agency', fromPersonId: office.people[from], toPersonId: office.people[to], role },
    ...{ fromDay: new Date(days.from ?? '2026-03-02'), toDay: new Date(days.to ?? '2026-04-01'), reason: 'Nghỉ phép' },
    ...{ createdAt: new Date(STARTS_AT), createdBy: office.people[from] },
  };
}
const lends = async (...given: Parameters<typeof row>) =>
  (await office.database.delegation.create({ data: await row(...given) })).id;

describe('rule 1 asks about both: who acts, and in whose name', () => {
  test('who recommended does not decide on behalf of an approver', async () => {
    await lends('approver', 'appraiser', ROLE.approver);
    const code = await deciding('appraiser');
    expect(said(await approves('appraiser', code))).toBe('barred own-work');
  });

  test('nobody decides on behalf of whoever recommended', async () => {
    await assigned(office, 'appraiser', ROLE.approver);
    await lends('appraiser', 'finance', ROLE.approver);
    const code = await deciding('appraiser');
    expect(said(await approves('finance', code))).toBe('barred delegator-own-work');
  });

  test('who recommended on behalf of another does not decide, nor does the other, nor anybody on behalf of either', async () => {
    await assigned(office, 'appraiser', ROLE.approver);
    await assigned(office, 'intake', ROLE.approver);
    await lends('appraiser', 'intake', ROLE.appraiser);
    await lends('appraiser', 'finance', ROLE.approver);
    await lends('intake', 'inspector', ROLE.approver);
    await lends('approver', 'procurement', ROLE.approver);
    const code = await deciding('intake');
    expect((await barredOf(code, TASK.decide)).sort()).toEqual([office.people.intake, office.people.appraiser].sort());
    expect(said(await approves('intake', code))).toBe('barred own-work');
    expect(said(await approves('appraiser', code))).toBe('barred own-work');
    expect(said(await approves('finance', code))).toBe('barred delegator-own-work');
    expect(said(await approves('inspector', code))).toBe('barred delegator-own-work');
    expect(said(await approves('procurement', code))).toBe('done');
  });

  test('of several delegators, somebody acts on behalf of one who is not barred', async () => {
    await assigned(office, 'appraiser', ROLE.approver);
    await lends('appraiser', 'finance', ROLE.approver);
    await lends('approver', 'finance', ROLE.approver);
    const code = await deciding('appraiser');
    expect(said(await approves('finance', code))).toBe('done');
    expect(await actorOf(code, ACTION.approve)).toMatchObject({ onBehalfOf: named('approver') });
  });

  test('who refused on behalf of another does not reopen, and neither does the other', async () => {
    await lends('approver', 'finance', ROLE.approver);
    const code = await deciding();
    const [answer, ...others] = RECOMMENDATION.answers;
    const answers = [{ ...answer, answer: 'not-met', reason: 'Ngoài địa bàn' }, ...others];
    await does(office, 'finance', code, ACTION.refuse, { answers, ...signed('finance') }, TASK.decide);
    expect(await standing(office, code)).toBe(STATE.refused);
    const reopens = (who: Person) =>
      tries(office, who, code, ACTION.reopen, { reason: 'Khiếu nại đúng', ...signed(who) });
    expect(said(await reopens('finance'))).toMatch(/^barred/);
    expect(said(await reopens('approver'))).toMatch(/^barred/);
    expect(said(await reopens('otherApprover'))).toBe('done');
  });

  test('tells the supervisor where nobody is left but whoever is barred, or acts on behalf of such a person', async () => {
    await office.database.assignment.updateMany({
      where: { role: ROLE.approver },
      data: { toDay: new Date('2026-03-02') },
    });
    await assigned(office, 'appraiser', ROLE.approver);
    await lends('appraiser', 'finance', ROLE.approver);
    const code = await deciding('appraiser');
    expect(await addressees(office, code, LETTER.nobodyEligible)).toEqual(['supervisor']);
  });

  test('of an inspection, neither who concluded it nor in whose name countersigns, and none of those behind either accepts the work', async () => {
    const price = 40_000_000;
    const code = await inForce(office, { price });
    await delivered(office, code);
    await lends('inspector', 'finance', ROLE.inspector);
    await lends('inspector', 'intake', ROLE.inspector);
    await lends('otherInspector', 'procurement', ROLE.inspector);
    for (const who of ['inspector', 'otherInspector', 'finance', 'procurement'] as const)
      await assigned(office, who, ROLE.approver);
    const inspects = (who: Person, action: ActionName, task: TaskName, body: object = {}) =>
      takes(who, code, action, { ...body, ...signed(who) }, task);
    expect(said(await inspects('finance', ACTION.conclude, TASK.inspect, conclusion('meets', price, price)))).toBe(
      'done',
    );
    const countersigns = (who: Person) => inspects(who, ACTION.agree, TASK.countersignInspection);
    expect(said(await countersigns('finance'))).toBe('barred own-work');
    expect(said(await countersigns('inspector'))).toBe('barred own-work');
    expect(said(await countersigns('intake'))).toBe('barred delegator-own-work');
    expect(said(await countersigns('procurement'))).toBe('done');
    for (const who of ['inspector', 'otherInspector', 'finance', 'procurement'] as const)
      expect(said(await inspects(who, ACTION.acceptWork, TASK.decideAcceptance))).toBe('barred own-work');
    expect(said(await inspects('approver', ACTION.acceptWork, TASK.decideAcceptance))).toBe('done');
  });

  test('a correction is for whoever recorded it, and for whom it was recorded', async () => {
    await lends('appraiser', 'finance', ROLE.appraiser);
    const code = await deciding('finance');
    const corrects = (who: Person) =>
      tries(office, who, code, ACTION.correctRecord, { version: 3, correction: 'Sai số tiền', reason: 'Nhầm' });
    expect(said(await corrects('intake'))).toBe('not-yours recorded-by-another');
    expect(said(await corrects('appraiser'))).toBe('done');
  });

  test('no delegations and assignments let one human stand behind both a recommendation and its decision', async () => {
    const STAFF = ['appraiser', 'approver', 'otherApprover', 'finance', 'intake'] as const;
    const person = fc.constantFrom(...STAFF);
    const lent = fc.record({ from: person, to: person, role: fc.constantFrom(ROLE.appraiser, ROLE.approver, null) });
    const held = fc.record({ who: person, role: fc.constantFrom(ROLE.appraiser, ROLE.approver) });
    let decided = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(lent, { minLength: 1, maxLength: 6 }),
        fc.array(held, { maxLength: 3 }),
        fc.shuffledSubarray([...STAFF], { minLength: STAFF.length }),
        fc.shuffledSubarray([...STAFF], { minLength: STAFF.length }),
        async (lending, holding, first, second) => {
          for (const { who, role } of holding) await assigned(office, who, role);
          for (const { from, to, role } of lending) await lends(from, to, role);
          const code = await appraising();
          for (const who of first) if ((await recommends(who, code)).ok) break;
          for (const who of second) if ((await approves(who, code)).ok) break;
          const events = await office.database.event.findMany({
            where: { code, action: { in: [ACTION.recommend, ACTION.approve] } },
          });
          decided += events.length === 2 ? 1 : 0;
          type Kept = { id: string; onBehalfOf?: { id: string } };
          const behind = ({ actor }: { actor: unknown }) =>
            [(actor as Kept).id, (actor as Kept).onBehalfOf?.id ?? []].flat();
          const [recommended = [], approved = []] = events.map(behind);
          expect(approved.filter((id) => recommended.includes(id))).toEqual([]);
          await withoutWhatWasGiven();
        },
      ),
      { numRuns: 25 },
    );
    expect(decided).toBeGreaterThan(5);
  });
});

describe('a delegation holds', () => {
  const days = { from: '2026-03-04', to: '2026-03-06' };
  test.each([
    ['the day before', '2026-03-03', 'not-yours'],
    ['its first day', '2026-03-04', 'done'],
    ['its last day', '2026-03-05', 'done'],
    ['the first day without it', '2026-03-06', 'not-yours'],
  ])('from–to: on %s', async (_when, on, answer) => {
    const code = await deciding();
    await lends('approver', 'finance', ROLE.approver, days);
    await setClock(office, `${on}T09:00:00+07:00`);
    expect(said(await approves('finance', code))).toMatch(new RegExp(`^${answer}`));
  });

  test('not on: what was delegated cannot be used by whomever it is delegated to further', async () => {
    await lends('approver', 'finance', ROLE.approver);
    await lends('finance', 'inspector', ROLE.approver);
    await lends('finance', 'procurement', null);
    const code = await deciding();
    for (const who of ['inspector', 'procurement'] as const)
      expect(said(await approves(who, code))).toMatch(/^not-yours/);
  });

  test('only as long as the delegator has the role, and works there', async () => {
    await lends('approver', 'finance', ROLE.approver);
    const code = await deciding();
    const { database, people } = office;
    const own = { personId: people.approver, role: ROLE.approver };
    await database.assignment.updateMany({ where: own, data: { toDay: new Date('2026-03-02') } });
    expect(said(await approves('finance', code))).toBe('not-yours role-ended');
    await database.assignment.updateMany({ where: own, data: { toDay: null } });
    await database.person.update({ where: { id: people.approver }, data: { leftOn: new Date('2026-03-02') } });
    expect(said(await approves('finance', code))).toBe('not-yours role-ended');
    await database.person.update({ where: { id: people.approver }, data: { leftOn: null } });
    expect(said(await approves('finance', code))).toBe('done');
  });

  test('for its programme alone', async () => {
    await office.database.programme.upsert({
      where: { id: 'OTHER' },
      create: { id: 'OTHER', agencyId: 'test-agency', definition: '003' },
      update: {},
    });
    await delegates(office, 'approver', 'finance', { role: ROLE.approver, programmeId: 'OTHER' });
    const code = await deciding();
    expect(said(await approves('finance', code))).toMatch(/^not-yours/);
    await delegates(office, 'approver', 'finance', { role: ROLE.approver, programmeId: 'TEST' });
    expect(said(await approves('finance', code))).toBe('done');
  });

  test('until it is ended: what is held by it alone goes back, and what is held by oneself stays', async () => {
    const id = await delegates(office, 'approver', 'otherInspector');
    const code = await deciding();
    const { database, people } = office;
    const task = await database.task.findFirstOrThrow({ where: { code, name: TASK.decide, closedAt: null } });
    await database.task.update({ where: { id: task.id }, data: { personId: people.otherInspector } });
    const other = await deciding();
    const held = await database.task.findFirstOrThrow({ where: { code: other, name: TASK.decide, closedAt: null } });
    await database.task.update({ where: { id: held.id }, data: { personId: people.approver } });
    const first = await ends(id, 'approver');
    expect(first).toMatchObject({ ended: true, released: [task.id], row: { endedBy: people.approver } });
    expect(await handBackTasks(office, people.otherInspector)).toBe(1);
    const holders = await database.task.findMany({ where: { id: { in: [task.id, held.id] } }, orderBy: { id: 'asc' } });
    expect(Object.fromEntries(holders.map((one) => [one.id, one.personId]))).toEqual({
      [task.id]: null,
      [held.id]: people.approver,
    });
    expect(await ends(id, 'otherInspector')).toMatchObject({
      ended: false,
      released: [],
      row: { endedBy: people.approver },
    });
    expect(said(await approves('otherInspector', code))).toBe('not-yours role-ended');
  });
});

describe('delegating is refused', () => {
  const refusalOf = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => new Error('it was allowed'),
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof Refused)) throw error;
    return [error.code, ...error.faults.map(({ path, code }) => `${path}: ${code}`)];
  };

  test.each<[string, () => Promise<unknown>, string[]]>([
    [
      'to oneself',
      () => delegates(office, 'approver', 'approver'),
      ['invalid', 'delegate: oneself', 'role: held-already'],
    ],
    [
      'to an administrator',
      () => delegates(office, 'approver', 'administrator'),
      ['invalid', 'delegate: administrator-alone'],
    ],
    ['to whoever holds it', () => delegates(office, 'approver', 'otherApprover'), ['invalid', 'role: held-already']],
    [
      'of a role not held',
      () => delegates(office, 'finance', 'intake', { role: ROLE.approver }),
      ['invalid', 'role: role-missing'],
    ],
    ...([ROLE.supervisor, ROLE.administrator, ROLE.panel] as const).map(
      (role): [string, () => Promise<unknown>, string[]] => [
        `of ${role}`,
        () => delegates(office, role, 'intake', { role }),
        ['invalid', 'role: role-missing'],
      ],
    ),
    [
      'for days gone by',
      () => delegates(office, 'approver', 'finance', { from: '2026-03-01' }),
      ['invalid', 'from: in-the-past'],
    ],
    [
      'for no day',
      () => delegates(office, 'approver', 'finance', { to: '2026-03-02' }),
      ['invalid', 'to: before-start'],
    ],
    [
      'for a programme that there is not',
      () => delegates(office, 'approver', 'finance', { programmeId: 'NONE' }),
      ['invalid', 'programme: no-such-programme'],
    ],
    [
      'by a supervisor to themselves',
      () => delegates(office, 'approver', 'supervisor', { by: 'supervisor' }),
      ['invalid', 'delegate: to-yourself'],
    ],
    [
      'with every fault at once',
      () =>
        delegates(office, 'supervisor', 'administrator', { from: '2026-02-01', to: '2026-01-01', programmeId: 'NONE' }),
      [
        'invalid',
        'from: in-the-past',
        'to: before-start',
        'programme: no-such-programme',
        'delegate: administrator-alone',
        'role: role-missing',
      ],
    ],
  ])('%s', async (_title, work, expected) => {
    expect(await refusalOf(work())).toEqual(expected);
    expect(await office.database.delegation.count()).toBe(0);
  });

  test('once more for the same days, and of what was itself delegated', async () => {
    await delegates(office, 'approver', 'finance', { role: ROLE.approver });
    const again = delegates(office, 'approver', 'finance', {
      role: ROLE.approver,
      from: '2026-03-31',
      to: '2026-05-01',
    });
    expect(await refusalOf(again)).toEqual(['invalid', 'from: delegated-already']);
    const on = delegates(office, 'finance', 'inspector', { role: ROLE.approver });
    expect(await refusalOf(on)).toEqual(['invalid', 'role: held-by-delegation']);
    await delegates(office, 'approver', 'finance', { role: ROLE.approver, from: '2026-04-01', to: '2026-05-01' });
  });

  test('where rule 1 is known to keep something open from the delegate, named by its dossier; partly, the rest is delegated', async () => {
    const code = await deciding('appraiser');
    expect(await refusalOf(delegates(office, 'approver', 'appraiser', { partly: false }))).toEqual(
      expect.arrayContaining(['guarded', `${code}: own-work`]),
    );
    await delegates(office, 'approver', 'appraiser', { partly: true });
    expect(said(await approves('appraiser', code))).toBe('barred own-work');
  });
});

test('every role may be delegated but those that people are appointed to by name, the supervisor’s and the administrator’s', () => {
  const kept = Object.values(STAFF_ROLE).filter((role) => !DELEGABLE.includes(role));
  expect(kept.sort()).toEqual([ROLE.administrator, ROLE.chair, ROLE.council, ROLE.panel, ROLE.supervisor]);
});
