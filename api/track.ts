/** The public tracker: how an application stands, for whoever has its code; nothing else, and nothing personal. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { isClosed, process, STATE, SUBJECT, stateOf } from '../domain/process.ts';
import { keyOf } from '../records/case.ts';
import { openTasksOf } from './late-tasks.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual, codeParams, instant } from './schemas.ts';
import { iso } from './shown.ts';
import { promisePassed, tasksWaitedFor } from './waiting.ts';

const track = route({
  method: 'get',
  path: '/track/{code}',
  tag: 'Tracker',
  summary: 'Where an application stands, who must act, and until when',
  description: 'Open to everybody who has the code, a few times a minute. A draft and an unknown code answer alike.',
  policy: { for: 'everybody' },
  effect: 'read',
  params: codeParams,
  answer: {
    status: 200,
    body: z.object({
      code: z.string(),
      agency: bilingual,
      example: z.boolean().describe('Of an invented agency: nothing of it is real (VÍ DỤ).'),
      stage: z.object({ name: z.string(), title: bilingual }),
      state: z.object({ name: z.string(), title: bilingual }),
      since: instant,
      /** Who must act; null once it is closed. */
      mustAct: z.object({ role: z.string(), title: bilingual }).nullable(),
      dueAt: instant.nullable().describe('When what is open is due.'),
      promisedAt: instant
        .nullable()
        .describe('The appointed date of the decision as it was first told; null before acceptance.'),
      appointedAt: instant
        .nullable()
        .describe(
          'The appointed date as it is now; null before acceptance, while the clock is paused, and once it is decided.',
        ),
      passedSince: instant
        .nullable()
        .describe('Since when the appointed date has passed without a decision; else null.'),
      overdue: z
        .boolean()
        .describe('Late by a task of its own, by the appointed date, or by the package or round that it waits for.'),
    }),
  },
  handle: async ({ params }, { database }) => {
    const row = await database.application.findUnique({
      where: { code: params.code },
      include: { programme: { include: { agency: true } } },
    });
    if (!row || keyOf(row) === STATE.draft) throw new Problem('not-found');
    const { agency } = row.programme;
    const closed = isClosed(row.stage);
    const own = closed ? [] : await openTasksOf(database, [row.id]);
    const waited = closed ? [] : ((await tasksWaitedFor(database, [row], own)).get(row.id) ?? []);
    const [task] = [...waited].sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
    const [clock] = await database.$queryRaw<[{ now: Date }]>`SELECT business_now() AS now`;
    const passed = promisePassed(row, clock.now);
    const role = task?.role ?? stateOf(process(row.process), SUBJECT.application, keyOf(row)).owner;
    return ok({
      code: row.code,
      agency: { vi: agency.nameVi, en: agency.nameEn },
      example: agency.example,
      stage: { name: row.stage, title: wordOf('stage', row.stage) },
      state: { name: row.state, title: wordOf('state', keyOf(row)) },
      since: row.stateSince.toISOString(),
      mustAct: closed ? null : { role, title: wordOf('role', role) },
      dueAt: task?.dueAt.toISOString() ?? null,
      promisedAt: iso(row.promisedAt),
      appointedAt: row.clockStoppedAt ? null : iso(row.appointedAt),
      passedSince: passed ? iso(row.appointedAt) : null,
      overdue: !closed && (row.overdue || passed || waited.some(({ late }) => late)),
    });
  },
});

export const tracker: readonly Route[] = [track];
