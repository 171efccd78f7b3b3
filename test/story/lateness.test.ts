import { ACTION, LETTER, ROLE, STATE, TASK } from '../../domain/process.ts';
import { draft, favourable } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { allOverdue, lettersTo, letterTo, overdueOf, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

test('nobody acts for weeks: whoever may act is reminded, told that it is late, and the supervisor hears of it, then the head', async () => {
  const head = { head: system.people.paymentApprover };
  (await system.cast.administrator.send('PATCH', '/admin/agencies/test-agency', head)).read();
  const code = await draft(system);
  await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });

  // Three working days after Monday 2 March; the reminder comes two before.
  await system.advanceTo('2026-03-03T16:59:59+07:00');
  expect(await lettersTo(system, 'intake', code)).toEqual([]);
  await system.advanceTo('2026-03-03T17:00:01+07:00');
  expect(await lettersTo(system, 'intake', code)).toEqual([LETTER.reminder]);
  expect(await overdueOf(system, code)).toEqual([]);

  await system.advanceTo('2026-03-05T17:00:01+07:00');
  expect(await lettersTo(system, 'intake', code)).toEqual([LETTER.reminder, LETTER.overdue]);
  expect(await lettersTo(system, 'supervisor', code)).toEqual([]);
  expect(await overdueOf(system, code)).toEqual([TASK.checkCompleteness]);

  expect(await allOverdue(system)).toEqual([
    expect.objectContaining({
      code,
      name: TASK.checkCompleteness,
      dueAt: '2026-03-05T10:00:00.000Z',
      escalatedAt: null,
    }),
  ]);

  await system.advanceTo('2026-03-09T17:00:01+07:00');
  expect(await lettersTo(system, 'supervisor', code)).toEqual([LETTER.escalation]);
  expect(await letterTo(system, 'supervisor', code, LETTER.escalation)).toContain('05/03/2026');

  expect(await lettersTo(system, 'paymentApprover', code)).toEqual([]);

  // Three working days after the supervisors: the agency's head.
  await system.advanceTo('2026-03-12T17:00:01+07:00');
  expect(await lettersTo(system, 'paymentApprover', code)).toEqual([LETTER.escalationToHead]);
  expect(await lettersTo(system, 'approver', code)).toEqual([]);
  expect(await allOverdue(system)).toMatchObject([{ code, headToldAt: expect.stringMatching('^2026-03-12T10:00') }]);

  // Weeks later all of them were told again each week, and the dossier still stands where it stood.
  await system.advanceTo('2026-04-10T09:00:00+07:00');
  const weekly = Array.from({ length: 4 }, () => LETTER.toldAgain);
  expect(await lettersTo(system, 'intake', code)).toEqual([LETTER.reminder, LETTER.overdue, ...weekly]);
  expect(await lettersTo(system, 'supervisor', code)).toEqual([LETTER.escalation, ...weekly]);
  expect(await lettersTo(system, 'paymentApprover', code)).toEqual([LETTER.escalationToHead, ...weekly]);
  expect(await stateOf(system, code)).toBe(STATE.received);

  type Late = { overdue: number; escalated: number; toldHead: number; completedLate: number };
  type Load = { people: (Late & { name: string })[]; units: (Late & { role: string })[] };
  const load = () => system.cast.supervisor.get<Load>('/supervision/workload');
  const told = { overdue: 1, escalated: 1, toldHead: 1, completedLate: 0 };
  expect((await load()).units).toMatchObject([{ role: ROLE.intake, ...told }]);
  // Nobody has taken it: no person is late, but the unit is.
  expect((await load()).people).toEqual([]);

  // What is done late is done: the next task is nobody's delay.
  await does(system, 'intake', code, ACTION.accept);
  expect(await overdueOf(system, code)).toEqual([]);
  const late = { overdue: 0, escalated: 0, toldHead: 0, completedLate: 1 };
  expect((await load()).units).toContainEqual(expect.objectContaining({ role: ROLE.intake, ...late }));
  expect((await load()).people).toMatchObject([{ name: 'intake', ...late }]);
  await does(system, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000));

  // Four working days after 10 April, and both approvers may take it.
  await system.advanceTo('2026-04-16T17:00:01+07:00');
  expect(await lettersTo(system, 'approver', code)).toEqual([LETTER.reminder, LETTER.overdue]);
  expect(await lettersTo(system, 'otherApprover', code)).toEqual([LETTER.reminder, LETTER.overdue]);
});
