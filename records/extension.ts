/** One extension (gia hạn) of the one-stop limit, with an apology in writing (văn bản xin lỗi). */
import { formatDay } from '../domain/dates.ts';
import { ACTION, LIMIT, process, SUBJECT, TASK, type TaskName, taskOf } from '../domain/process.ts';
import { type Case, keyOf, type Tx } from './case.ts';
import { basisOf, nextAgain, reckoned } from './due.ts';
import { fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { oneStop, promised } from './one-stop.ts';
import { text, whole } from './shapes.ts';

const extendLimit = handler({
  body: {
    reason: text,
    /** By how many working days; the programme says how many at most. */
    workingDays: whole(1, 1000),
  },
  run: async ({ tx, case: found, body, now }) => {
    const application = found.application!;
    const { acceptedAt } = application;
    if (!acceptedAt) throw new RangeError(`${application.code} in ${keyOf(application)} was never accepted.`);
    const { workingDays: most } = found.programme.limits[LIMIT.extension];
    const [before, after] = [
      await oneStop(tx, found, acceptedAt),
      await oneStop(tx, found, acceptedAt, { extension: body.workingDays }),
    ];
    const passed = after.day !== null && after.dueAt! <= now ? formatDay(after.day) : null;
    refuseIf([
      body.workingDays > most &&
        fault(
          'workingDays',
          'above-limit',
          `Chương trình cho gia hạn tối đa ${most} ngày làm việc.`,
          `The programme allows an extension of at most ${most} working days.`,
        ),
      passed !== null &&
        fault(
          'workingDays',
          'passed-already',
          `Ngày hẹn mới ${passed} đã qua: hãy gia hạn dài hơn.`,
          `The new appointed date, ${passed}, has passed already: extend by more.`,
        ),
    ]);
    const tasks = await extendTasks(tx, found, body.workingDays);
    const appointed = { before: before.dueAt?.toISOString() ?? null, after: after.dueAt?.toISOString() ?? null };
    return {
      application: { extension: body.workingDays, appointedAt: after.dueAt },
      data: { workingDays: body.workingDays, appointedAt: appointed, tasks },
      facts: { ...promised(after), workingDays: body.workingDays, ...appointed },
    };
  },
});

/** The steps that the one-stop limit consists of: what is due of them is due so much later. */
const STEPS: readonly string[] = [TASK.appraise, TASK.decide, TASK.confirmApproval];

/** Moves the open step, in the database and in the case, which the writer answers from. */
async function extendTasks(tx: Tx, found: Case, workingDays: number) {
  const moved: { task: string; before: string; after: string }[] = [];
  for (const task of found.tasks.filter((open) => open.subjectId === found.row.id && STEPS.includes(open.name))) {
    const basis = basisOf(task);
    if (!basis) continue;
    const due = reckoned(found.calendar, { ...basis, extension: basis.extension + workingDays });
    const definition = taskOf(process(found.row.process), task.name as TaskName);
    const data = { ...due, ...nextAgain(found, definition, due.dueAt, task) };
    moved.push({ task: task.name, before: task.dueAt.toISOString(), after: due.dueAt.toISOString() });
    await tx.task.updateMany({ where: { id: task.id }, data });
    Object.assign(task, data);
  }
  return moved;
}

export const extension: Handlers = { [SUBJECT.application]: { [ACTION.extendLimit]: extendLimit } };
