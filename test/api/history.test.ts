import { ACTION, ROLE, STATE, TASK } from '../../domain/process.ts';
import { programme003 } from '../../programmes/003.ts';
import { approved, draft, favourable, opened } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { untilDelivered } from '../support/soundness.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

type Line = {
  at: string;
  kind: string;
  text: { vi: string; en: string };
  action?: string;
  by?: { role: string; name?: string };
  data?: { memo?: string };
};
type Page = { items: Line[]; next: string | null; engine?: { available: boolean; pending: unknown[] } };
type Reader = 'supervisor' | 'intake' | 'enterprise';

async function whole(who: Reader, code: string, limit: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page = await system.cast[who].get(
      `/applications/${code}/history?limit=${limit}${cursor && `&cursor=${cursor}`}`,
    );
    expect(page.items.length).toBeLessThanOrEqual(limit);
    lines.push(...page.items);
    cursor = page.next;
  }
  return lines;
}

describe('the history of a dossier', () => {
  let code: string;
  beforeAll(async () => {
    code = await draft(system);
    await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await does(system, 'intake', code, ACTION.accept);
    await does(system, 'appraiser', code, ACTION.requestSupplement, { items: [{ text: 'Bổ sung kế hoạch' }] });
    await does(system, 'enterprise', code, ACTION.supply, { answer: 'Đã bổ sung' });
    await does(system, 'appraiser', code, ACTION.recordSurvey, {
      on: '2026-03-02',
      place: 'Nhà xưởng',
      findings: 'Kín',
    });
    await does(system, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000));
    await does(system, 'approver', code, ACTION.approve, { amount: 40_000_000 });
    await untilDelivered(system.database);
  });

  it('is one line of time of decisions, letters, the clock and tasks', async () => {
    const lines = await whole('intake', code, 100);
    expect(lines.filter(({ kind }) => kind === 'decision').map(({ action }) => action)).toEqual([
      ...[ACTION.submit, ACTION.accept, ACTION.requestSupplement, ACTION.supply],
      ...[ACTION.recordSurvey, ACTION.recommend, ACTION.approve],
    ]);
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort());
    expect(new Set(lines.map(({ kind }) => kind))).toEqual(new Set(['decision', 'letter', 'clock', 'task']));
    expect(lines.filter(({ kind }) => kind === 'clock').map(({ text }) => text.en)).toEqual([
      'The one-stop clock stands: Request a supplement.',
      'The one-stop clock runs on.',
    ]);
    expect(lines.every(({ text }) => text.vi !== '' && text.en !== '')).toBe(true);
  });

  it.each(['supervisor', 'intake', 'enterprise'] as const)(
    'comes to %s in pages, each line once and in order',
    async (who) => {
      const text = (lines: Line[]) => lines.map(({ at, kind, text: words }) => `${at} ${kind} ${words.en}`);
      expect(text(await whole(who, code, 3))).toEqual(text(await whole(who, code, 100)));
    },
  );

  it('tells the enterprise what was decided and why, not what was noted inside, nor who on the staff did it', async () => {
    const lines = await whole('enterprise', code, 100);
    const actions = lines.flatMap(({ action }) => action ?? []);
    expect(actions).toEqual([
      ACTION.submit,
      ACTION.accept,
      ACTION.requestSupplement,
      ACTION.supply,
      ACTION.recommend,
      ACTION.approve,
    ]);
    const told = JSON.stringify(lines);
    for (const inside of ['Nhà xưởng', 'Kín', 'Đủ điều kiện', 'appraiser@', 'engine'])
      expect(told).not.toContain(inside);
    expect(lines.find(({ action }) => action === ACTION.recommend)).not.toHaveProperty('data');
    expect(lines.find(({ action }) => action === ACTION.requestSupplement)).toMatchObject({
      data: { items: [{ text: 'Bổ sung kế hoạch' }] },
    });
    const staff = lines.filter(({ action }) => action === ACTION.accept);
    expect(staff).toMatchObject([{ by: { role: 'intake' } }]);
    expect(staff[0]?.by).not.toHaveProperty('name');
  });

  it('shows supervisors the engine’s own events in plain sentences, in business time, and what is pending', async () => {
    const page = await system.cast.supervisor.get<Page>(`/applications/${code}/history?limit=100`);
    const engine = page.items.filter(({ kind }) => kind === 'engine').map(({ text }) => text.en);
    expect(engine).toContain('A run began.');
    expect(engine.some((line) => /^A timer was set, for \d+ d/.test(line))).toBe(true);
    expect(engine.filter((line) => /^Decision [0-9a-f]{8} was received\.$/.test(line)).length).toBeGreaterThanOrEqual(
      6,
    );
    expect(page.engine).toMatchObject({ available: true });
    expect(page.items.every(({ at }) => at >= '2026-03-01' && at < '2026-04-01')).toBe(true);
    expect((await system.cast.intake.get<Page>(`/applications/${code}/history`)).engine).toBeUndefined();
  });

  it('has letters as they were sent, each party its own', async () => {
    type Letters = {
      items: { name: string; to: string; text: string | null; sentAt: string | null; attempts?: number }[];
    };
    const own = await system.cast.enterprise.get<Letters>(`/applications/${code}/letters?limit=100`);
    expect(own.items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['acknowledgement', 'receipt-slip', 'supplement-request', 'approved']),
    );
    expect(own.items.every(({ to, text, sentAt }) => to === 'enterprise' && text && sentAt)).toBe(true);
    expect(own.items.every((letter) => letter.attempts === undefined)).toBe(true);
    const all = await system.cast.supervisor.get<Letters>(`/applications/${code}/letters?limit=100`);
    expect(all.items.length).toBeGreaterThanOrEqual(own.items.length);
  });

  it('has the clock as a sum, with the pause in it', async () => {
    type Clock = {
      oneStop: {
        dueAt: string;
        stoppedAt: string | null;
        pauses: { to: string | null }[];
        sum: { kind: string; label: { vi: string } }[];
      };
    };
    const clock = await system.cast.enterprise.get<Clock>(`/applications/${code}/clock`);
    expect(clock.oneStop.sum.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['receipt', 'limit', 'pause', 'due']),
    );
    expect(clock.oneStop.pauses).toMatchObject([{ to: expect.any(String) }]);
    expect(clock.oneStop.stoppedAt).not.toBeNull();
  });

  it('has the money with every movement, for staff with its budget line', async () => {
    type Money = {
      approvedAmount: number;
      balance: { reserved?: number };
      movements: { kind: string; line?: string }[];
    };
    expect(await system.cast.finance.get<Money>(`/applications/${code}/money`)).toMatchObject({
      approvedAmount: 40_000_000,
      balance: { reserved: 40_000_000 },
      movements: [{ kind: 'reserved', line: expect.any(String) }],
    });
    expect(await system.cast.enterprise.get<Money>(`/applications/${code}/money`)).toMatchObject({
      balance: { reserved: 40_000_000 },
      movements: [],
    });
  });
});

describe('the head of a history', () => {
  type Held = { task: string; role: string; holder: string | null; next: { action: string }[] };
  const holds = async (code: string) =>
    (await system.cast.supervisor.get<{ standing: { holds: Held[] } }>(`/applications/${code}/history?limit=1`))
      .standing.holds;

  it('says who holds an application: while a consultant is chosen for it, who holds its package', async () => {
    const code = await approved(system, { enterprise: 'otherEnterprise' });
    expect(await holds(code)).toMatchObject([{ task: TASK.formPackage, role: ROLE.procurement, holder: null }]);
    const pack = await opened(system, [code]);
    const { items } = await system.cast.procurement.get<{ items: { id: string }[] }>(`/tasks?code=${pack}`);
    await system.cast.procurement.post(`/tasks/${items[0]!.id}/claim`);
    expect(await holds(code)).toEqual([
      expect.objectContaining({ task: TASK.preparePackage, holder: 'procurement', overdue: false }),
    ]);
    expect((await holds(code))[0]!.next.map(({ action }) => action)).toEqual([ACTION.prepare, ACTION.remind]);
  });

  it('and its line of time tell a pause in the words of the programme', async () => {
    const code = await draft(system);
    await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await does(system, 'intake', code, ACTION.accept);
    const issued = { number: '7/QĐ-SKHCN', date: '2026-03-02' };
    const instrument = { signatory: 'Lê Thị Thử', capacity: 'Giám đốc', ...issued };
    const pause = { pauseReason: 'force-majeure', reason: 'Bão số 3', until: '2026-03-20', instrument };
    await does(system, 'approver', code, ACTION.pauseClock, pause);
    const { pauseReasons } = programme003;
    expect(
      (await whole('enterprise', code, 100)).filter(({ kind }) => kind === 'clock').map(({ text }) => text),
    ).toEqual(
      pauseReasons.map(({ text: { vi, en } }) => ({
        vi: `Đồng hồ một cửa tạm dừng: ${vi}.`,
        en: `The one-stop clock stands: ${en}.`,
      })),
    );
    expect(await holds(code)).toMatchObject([{ task: TASK.awaitResumption, role: ROLE.appraiser }]);
  });
});

describe('every object', () => {
  it('says what may be done with it now, by whom, until when, and why not by you', async () => {
    const code = await approved(system);
    type Action = {
      name: string;
      by: string[];
      due: string | null;
      schema?: object;
      blockedBecause?: { code: string };
    };
    const of = async (who: 'procurement' | 'enterprise' | 'approver') =>
      (await system.cast[who].get<{ actions: Action[] }>(`/applications/${code}`)).actions;
    const approver = await of('approver');
    expect(approver.find(({ name }) => name === ACTION.stop)).toMatchObject({
      by: ['approver'],
      schema: { type: 'object' },
    });
    expect(approver.find(({ name }) => name === ACTION.stop)).not.toHaveProperty('blockedBecause');
    expect(approver.find(({ name }) => name === ACTION.withdraw)).toMatchObject({
      blockedBecause: { code: 'role-missing' },
    });
    const enterprise = await of('enterprise');
    expect(enterprise.find(({ name }) => name === ACTION.withdraw)).not.toHaveProperty('blockedBecause');
    expect(enterprise.some(({ name }) => name === ACTION.stop)).toBe(false);
    const { items } = await system.cast.enterprise.get<{
      items: { code: string; actions: Action[]; waitingFor: object }[];
    }>('/applications');
    const listed = items.find((item) => item.code === code)!;
    expect(listed.actions.map(({ name }) => name)).toEqual(enterprise.map(({ name }) => name));
    expect(listed.waitingFor).toMatchObject({ role: 'procurement', task: 'form-package' });
    expect(await system.database.application.findUniqueOrThrow({ where: { code } })).toMatchObject({
      state: STATE.awaitingPackage.split('/')[1],
    });
  });
});
