/** Submission: the draft is frozen, its documents checked; intake accepts, asks for a supplement or declines; the one-stop clock begins. */
import { z } from 'zod';
import { aboveCeilings } from '../domain/ceilings.ts';
import { legalDay } from '../domain/dates.ts';
import type { Fault } from '../domain/errors.ts';
import { SECTOR_GROUPS } from '../domain/facts.ts';
import { ACTION, CURRENT_PROCESS, LIMIT, STATE, SUBJECT } from '../domain/process.ts';
import type { SupportItem } from '../domain/programme.ts';
import { isSelected, stagesOf } from '../domain/route.ts';
import { attach } from './attach.ts';
import { type Application, type Case, itemOf, keyOf, type Tx } from './case.ts';
import { enterRound, nominationsOf, openRoundFor, productFaults, products } from './entry.ts';
import { evaluationFor, keepEvaluation } from './evaluated.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { isPast, oneStop, promised } from './one-stop.ts';
import { closedFault } from './periods.ts';
import { documents, dong, email, figure, LARGEST_INTEGER, line, text, upTo, whole } from './shapes.ts';

/** What the enterprise fills in. A draft may lack any of it; to be submitted all of it is needed. */
export const applicationContent = z.strictObject({
  contact: z.strictObject({ name: line, email, phone: z.string().regex(/^\+?[0-9 .-]{8,20}$/) }),
  /** What is asked for, and why. */
  need: text,
  /** What the consulting or training is expected to cost, in đồng, before VAT. */
  estimate: dong.min(1),
  requestedAmount: dong.min(1),
  site: line,
  people: whole(1, 100_000).optional(),
  businessLines: z
    .array(z.string().regex(/^\d{4,5}$/))
    .max(20)
    .optional(),
  /** What no register says of it; where one does, the register goes before it. */
  declared: z
    .strictObject({
      insuredStaff: whole(0, 1_000_000),
      revenue: figure,
      capital: figure,
      sectorGroup: z.enum(SECTOR_GROUPS),
      /** Whether each is there to carry it out with. */
      resources: z.strictObject({
        staff: z.boolean().optional(),
        facilities: z.boolean().optional(),
        equipment: z.boolean().optional(),
        finance: z.boolean().optional(),
      }),
    })
    .partial()
    .optional(),
});
export type ApplicationContent = z.infer<typeof applicationContent>;

/** What is filled in for a selection round: products, and no money, for it pays none. */
const entryContent = applicationContent.omit({ estimate: true, requestedAmount: true }).extend({ products });

/** What a draft may hold: any part of the content. */
export const draftContent = applicationContent.extend({ products }).partial();

/** What an application of an item must hold. */
const contentFor = (item: SupportItem) => (isSelected(item) ? entryContent : applicationContent);

/** What an application still lacks before it can be submitted: fields and required documents, all at once. */
export async function incomplete(tx: Tx, found: Case, application: Application, item: SupportItem): Promise<Fault[]> {
  const parsed = contentFor(item).safeParse(application.content);
  const missing = parsed.success
    ? []
    : parsed.error.issues.map((issue) =>
        fault(
          `content.${issue.path.join('.')}`,
          issue.code,
          `Hồ sơ thiếu hoặc sai: ${issue.path.join('.')}.`,
          `Missing or wrong: ${issue.path.join('.')} (${issue.message}).`,
        ),
      );
  const attached = await tx.attachment.findMany({
    where: { subject: found.subject, subjectId: application.id },
    select: { kind: true },
    distinct: ['kind'],
  });
  const kinds = new Set(attached.map((row) => row.kind));
  const lacking = item.documents
    .filter((document) => document.required && !kinds.has(document.kind))
    .map((document) =>
      fault(
        `documents.${document.kind}`,
        'document-missing',
        `Thiếu tài liệu: ${document.name.vi}.`,
        `Missing document: ${document.name.en}.`,
      ),
    );
  return [...missing, ...lacking];
}

/** What is asked for, item by item. */
const requested = z
  .array(z.strictObject({ kind: upTo(60).optional(), text }))
  .min(1)
  .max(50);

const submit = handler({
  body: { contentVersion: whole(1, LARGEST_INTEGER) },
  run: async ({ tx, case: found, body, now, receivedAt }) => {
    const application = found.application!;
    const item = itemOf(found.programme, application);
    const today = legalDay(receivedAt);
    refuseIf(
      [
        application.contentVersion !== body.contentVersion &&
          fault(
            'contentVersion',
            'stale',
            'Bản nháp đã thay đổi, hãy đọc lại.',
            'The draft was changed since you read it.',
          ),
      ],
      'stale',
    );
    const entered = isSelected(item) ? await openRoundFor(tx, application, receivedAt) : null;
    const content = contentFor(item).safeParse(application.content).data as ApplicationContent | undefined;
    const { estimate = 0, requestedAmount = 0 } = content ?? {};
    const judged =
      content &&
      (await evaluationFor(tx, {
        ...{ programme: found.programme, programmeId: application.programmeId, agencyId: application.agencyId, item },
        ...{
          enterpriseId: application.enterpriseId,
          code: application.code,
          content: { ...content, estimate },
          on: today,
          hold: true,
        },
      }));
    refuseIf([
      ...(await incomplete(tx, found, application, item)),
      ...(judged ? aboveCeilings(BigInt(requestedAmount), judged.uses, 'content.requestedAmount') : []),
      closedFault(found.programme, item, today, found.assumed, { programme: '', item: '' }),
      ...(entered ? [...entered.faults, ...(await productFaults(tx, application, entered.round))] : []),
    ]);
    const nominations = entered?.round ? await nominationsOf(tx, entered.round.id, application.enterpriseId) : [];
    await keepEvaluation(tx, application.id, judged!.evaluation);
    return {
      application: {
        submittedAt: receivedAt,
        process: CURRENT_PROCESS,
        route: [...stagesOf(item.route)],
        supplements: 0,
        roundId: entered?.round?.id ?? null,
      },
      ...(entered?.round ? { data: { round: entered.round.code, nominations } } : {}),
      facts: { submittedOn: legalDay(now) },
    };
  },
});

const accept = handler({
  body: {},
  run: async ({ tx, case: found, now, receivedAt }): Promise<Effects> => {
    if (isSelected(itemOf(found.programme, found.application!))) return enterRound(tx, found, receivedAt);
    const due = await oneStop(tx, found, now);
    return {
      to: STATE.appraising,
      application: { acceptedAt: now, appointedAt: due.dueAt, supplements: 0 },
      data: { appointedAt: due.dueAt?.toISOString() ?? null },
      facts: promised(due),
    };
  },
});

const requestSupplement = handler({
  body: { items: requested },
  run: async ({ tx, case: found, body, now, actor }) => {
    const application = found.application!;
    // Before acceptance the clock has not begun; afterwards it waits for the enterprise.
    const pauses = keyOf(application) === STATE.appraising;
    if (pauses)
      await tx.pause.create({
        data: {
          applicationId: application.id,
          fromAt: now,
          reason: ACTION.requestSupplement,
          by: actor.roles[0] ?? '',
        },
      });
    const items = body.items.map((item) => ({ ...item }));
    return {
      application: {
        supplements: { increment: 1 },
        ...(pauses && !isPast(application, now) ? { appointedAt: null } : {}),
      },
      data: { items },
      facts: { items },
    };
  },
});

const supply = handler({
  body: { answer: text, documents: documents.optional() },
  run: async ({ tx, case: found, body, now }) => {
    const application = found.application!;
    await attach(tx, { subject: SUBJECT.application, subjectId: application.id }, body.documents, now);
    const data = { answer: body.answer, documents: (body.documents ?? []).map((entry) => entry.kind) };
    if (keyOf(application) !== STATE.supplementInAppraisal || !application.acceptedAt) return { data };
    const due = await oneStop(tx, found, application.acceptedAt, { pauseEndsAt: now });
    const open = { applicationId: application.id, toAt: null };
    const pause = await tx.pause.findFirstOrThrow({ where: open });
    const stood = { to: now, why: { vi: 'Yêu cầu bổ sung', en: 'Request a supplement' }, who: pause.by };
    await tx.pause.updateMany({ where: open, data: { toAt: now } });
    return {
      application: { appointedAt: due.dueAt },
      resumes: stood,
      data,
      facts: promised(due),
    };
  },
});

const decline = handler({
  body: { reasons: requested },
  run: ({ body }) => {
    const reasons = body.reasons.map((reason) => ({ ...reason }));
    return { data: { reasons }, facts: { reasons } };
  },
});

const lapseSupplement = handler({
  body: {},
  run: async ({ tx, case: found, now }) => {
    await tx.pause.updateMany({ where: { applicationId: found.row.id, toAt: null }, data: { toAt: now } });
    return {
      application: { clockStoppedAt: now },
      data: { lapsed: true },
      facts: { reasons: [{ text: LIMIT.supplement }], lapsed: true },
    };
  },
});

export const submission: Handlers = {
  [SUBJECT.application]: {
    [ACTION.submit]: submit,
    [ACTION.accept]: accept,
    [ACTION.requestSupplement]: requestSupplement,
    [ACTION.supply]: supply,
    [ACTION.decline]: decline,
    [ACTION.lapseSupplement]: lapseSupplement,
  },
};
