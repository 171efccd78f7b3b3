import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ACTION, LETTER, STATE, SUBJECT } from '../../domain/process.ts';
import { HOW_UNREADABLE } from '../../records/run-gaps.ts';
import { workflowId } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import {
  type LostRun,
  openRow,
  type Row,
  submitted,
  untilLostRunsAreRead,
  untilSupervisorIsTold,
} from '../support/faults-row.ts';
import { WITHIN_FIVE_MINUTES } from '../support/kill-plant.ts';
import { does, history, setClock, standing } from '../support/office.ts';
import { untilDelivered } from '../support/soundness.ts';

let row: Row;
beforeAll(async () => {
  row = await openRow();
});
afterAll(() => row?.close());

/** Makes of what the server keeps of these runs no record any more, while the server does not run. */
function damage(codes: readonly string[]): void {
  const storage = new DatabaseSync(join(row.folder, 'temporal', 'temporal.db'));
  const spoil = storage.prepare("UPDATE executions SET data = x'ffffffff', state = x'ffffffff' WHERE workflow_id = ?");
  for (const code of codes) expect(spoil.run(workflowId(SUBJECT.application, code)).changes).toBe(1);
  storage.close();
}

/** Has the server forget these runs, while it does not run; its list has them for ever, as where it was put back without its list. */
function forget(codes: readonly string[]): void {
  const storage = new DatabaseSync(join(row.folder, 'temporal', 'temporal.db'));
  for (const table of ['executions', 'current_executions'])
    for (const code of codes) {
      const forgotten = storage.prepare(`DELETE FROM ${table} WHERE workflow_id = ?`);
      expect(forgotten.run(workflowId(SUBJECT.application, code)).changes).toBe(1);
    }
  storage.close();
}

test('runs that the server cannot read any more, or has in its list alone: their dossiers go on and ring, supervisors are told, and what was lost beside them is found and started again', async () => {
  const [damaged, closed, lost] = [await submitted(row), await submitted(row), await submitted(row)];
  const listed = await submitted(row);
  await untilDelivered(row.database);
  await row.without('temporal', async () => {
    await does(row, 'enterprise', closed, ACTION.withdraw, { reason: 'Không còn nhu cầu' });
    damage([damaged, closed]);
    forget([listed]);
  });
  await row.temporal.workflow.getHandle(workflowId(SUBJECT.application, lost)).terminate('by hand');
  await does(row, 'intake', damaged, ACTION.accept);

  await untilLostRunsAreRead(row, [lost, listed]);
  const unreadable = async () => {
    const { items } = await row.cast.supervisor.get<{ items: LostRun[] }>('/supervision/runs?limit=100');
    return items.some(({ code, how }) => code === damaged && how === HOW_UNREADABLE);
  };
  await eventually(unreadable, { what: 'the damaged run to be read', timeoutMs: WITHIN_FIVE_MINUTES });
  await untilSupervisorIsTold(row, LETTER.runLost, [lost, damaged]);

  // Past its due date, and the minute after which a clock that did not ring is looked for.
  const { nextAt } = await row.database.task.findFirstOrThrow({ where: { code: damaged, closedAt: null } });
  await setClock(row, new Date(nextAt!.getTime() + 61_000));
  await eventually(async () => (await history(row, damaged)).length > 2, {
    what: 'the clock of the damaged run to ring',
    timeoutMs: WITHIN_FIVE_MINUTES,
  });
  expect(await history(row, damaged)).toEqual([ACTION.submit, ACTION.accept, ACTION.remind]);
  for (const code of [lost, listed]) {
    await does(row, 'intake', code, ACTION.accept);
    expect(await standing(row, code)).toBe(STATE.appraising);
  }
});
