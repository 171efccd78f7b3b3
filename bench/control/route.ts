/** The control's one route: admitted, stored and delivered as the product's decisions are, with nothing to decide. */
import { WithStartWorkflowOperation } from '@temporalio/client';
import { z } from 'zod';
import { canonical, digest, principalOf } from '../../api/once.ts';
import { ok, type Route, route } from '../../api/route.ts';
import { SUBJECT } from '../../domain/process.ts';
import { subjectCode } from '../../records/shapes.ts';
import { CONTROL_QUEUE, CONTROL_WORKFLOW, controlId, decide } from './messages.ts';

export const controlRoute: Route = route({
  method: 'post',
  path: '/control/{code}/decisions',
  tag: 'Control',
  summary: 'One Update, one local activity, one transaction',
  policy: { for: 'subject', subject: SUBJECT.application },
  effect: 'decision',
  params: z.strictObject({ code: subjectCode }),
  body: z.strictObject({ text: z.string(), decisions: z.int(), first: z.boolean() }),
  answer: { status: 200, body: z.object({ decision: z.string(), version: z.int() }) },
  handle: async ({ who, params: { code }, body, key }, { database, temporal }) => {
    const id = digest(principalOf(who), SUBJECT.application, code, decide.name, null, key());
    const principal = JSON.stringify({ kind: who.kind, id: who.id });
    await database.$queryRaw`
      INSERT INTO "Decision" (id, subject, code, action, principal, body, "bodyHash", "receivedAt")
      VALUES (${id}, ${SUBJECT.application}, ${code}, ${decide.name}, ${principal}::jsonb, ${JSON.stringify(body)}::jsonb,
        ${digest(canonical(body))}, business_now())
      ON CONFLICT (id) DO NOTHING RETURNING *`;
    const update = { updateId: id, args: [{ decision: id }] as [{ decision: string }] };
    const workflowId = controlId(code);
    const { decisions, first } = body;
    const startWorkflowOperation = new WithStartWorkflowOperation(CONTROL_WORKFLOW, {
      ...{ workflowId, taskQueue: CONTROL_QUEUE, args: [{ code, decisions }], workflowTaskTimeout: '2s' },
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    const { version } = first
      ? await temporal.workflow.executeUpdateWithStart(decide, { ...update, startWorkflowOperation })
      : await temporal.workflow.getHandle(workflowId).executeUpdate(decide, update);
    await database.$queryRaw`UPDATE "Decision" SET "deliveredAt" = now() WHERE id = ${id} RETURNING id`;
    return ok({ decision: id, version });
  },
});
