/** How an application is shown, in a list and by itself, cut to what its reader may see. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { legalDay } from '../domain/dates.ts';
import type { Evaluation } from '../domain/eligibility.ts';
import { dongToJson } from '../domain/money.ts';
import { ACTION, PARTY_ROLE, SUBJECT } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type {
  Agreement,
  Application,
  Contract,
  Eligibility,
  Part,
  Party,
  Payment,
  SelectionRound,
  TrainingSession,
} from '../prisma/generated/client.ts';
import { programmeOf } from '../programmes/index.ts';
import { keyOf } from '../records/case.ts';
import { draftContent } from '../records/submission.ts';
import { actionsOf, actionView } from './actions.ts';
import { documentsOf } from './document-view.ts';
import { evaluationShown, evaluationView } from './eligibility-view.ts';
import { roundFor, roundOfApplication } from './entry-view.ts';
import { openTasksOf, type TaskWaiting } from './late-tasks.ts';
import { viewOfTask } from './open-tasks.ts';
import { amount, bilingual, day, documentView, instant, partyName, taskView } from './schemas.ts';
import { dayOf, dong, iso, nameOf } from './shown.ts';
import type { Seen } from './visibility.ts';
import { promisePassed, tasksWaitedFor } from './waiting.ts';
import type { SignedIn } from './who.ts';

const waitingFor = z
  .object({ role: z.string(), title: bilingual, task: z.string(), due: instant })
  .nullable()
  .describe('Who must act next, and until when; of several, the one due first.');

const summary = {
  code: z.string(),
  programme: z.string(),
  item: z.object({ code: z.string(), name: bilingual }),
  enterprise: partyName,
  stage: z.string(),
  state: z.string(),
  title: bilingual.describe('Words for where it stands.'),
  version: z.int(),
  stateSince: instant,
  createdAt: instant,
  submittedAt: instant.nullable(),
  appointedAt: instant.nullable().describe('Ngày hẹn trả kết quả; null while the clock stands or has not begun.'),
  promisedAt: instant.nullable().describe('The appointed date as it was first told.'),
  passedSince: instant.nullable().describe('Since when the appointed date has passed without a decision; else null.'),
  overdue: z
    .boolean()
    .describe('Late by a task of its own, by the appointed date, or by the package or round that it waits for.'),
  waitingFor,
  actions: z.array(actionView),
};
export const applicationSummary = z.object(summary).meta({ id: 'ApplicationSummary' });

const paymentView = z
  .object({
    no: z.int(),
    kind: z.string(),
    state: z.string(),
    requested: amount,
    accepted: amount.nullable(),
    supportDue: amount.nullable(),
    payable: amount.nullable(),
    requestedAt: instant,
    paidAt: instant.nullable(),
  })
  .meta({ id: 'Payment' });

export const applicationView = z
  .object({
    ...summary,
    content: draftContent.describe('What the enterprise filled in.'),
    edition: z.int().describe('Of the content; the ETag of a draft.'),
    documents: z.array(documentView),
    tasks: z.array(taskView),
    eligibility: evaluationView
      .nullable()
      .optional()
      .describe('As it was judged at submission, for staff and the enterprise; null of a draft.'),
    sentBack: z
      .int()
      .describe('How often it was sent back to a step that was done; that step goes on with the days it had left.'),
    approvedAmount: amount.nullable(),
    acceptedBase: amount.nullable().describe('What the inspection accepted of the part’s value.'),
    package: z
      .object({ code: z.string(), part: z.int().nullable(), price: amount.nullable().describe('As contracted.') })
      .nullable(),
    contract: z
      .object({
        number: z.string().nullable(),
        consultant: partyName,
        startOn: day.nullable(),
        endOn: day.nullable(),
        inForceAt: instant.nullable(),
      })
      .nullable(),
    agreement: z
      .object({
        number: z.string(),
        value: amount.describe('What the work costs, before VAT: the base of the support.'),
        result: z.string(),
        startOn: day,
        endOn: day,
        advanceRateBp: z.int(),
        agencySigned: z.boolean(),
        enterpriseSigned: z.boolean(),
        inForceAt: instant.nullable(),
      })
      .nullable()
      .describe('The support agreement, where the enterprise carries the work out itself.'),
    round: roundOfApplication
      .optional()
      .describe('The selection round that it was submitted for, for staff and the enterprise.'),
    sessions: z.array(
      z.object({
        no: z.int(),
        plannedOn: day,
        heldOn: day.nullable(),
        place: z.string(),
        topic: z.string(),
        attendances: z.int().nullable(),
        newPeople: z.int().nullable(),
      }),
    ),
    payments: z.array(paymentView),
  })
  .meta({ id: 'Application' });

export type Listed = Application & { enterprise: Party; programme: { definition: string } };

/** What an application waits for, at an instant of the business clock. */
export type Waited = { tasks: readonly TaskWaiting[]; waited: readonly TaskWaiting[]; now: Date };

/** The summary of an application. @param tasks its open tasks; @param waited those that it waits for: where it has none, its package’s or round’s */
export function summaryOf(
  row: Listed,
  seen: Pick<Seen, 'roles' | 'delegated' | 'as'>,
  who: SignedIn,
  { tasks, waited, now }: Waited,
  schemas: boolean,
) {
  const key = keyOf(row);
  const item = programmeOf(row.programme.definition).items.find((candidate) => candidate.code === row.item);
  const passed = promisePassed(row, now);
  const [first] = [...waited].sort((a, b) => +new Date(a.dueAt) - +new Date(b.dueAt));
  const looked = { ...seen, subject: SUBJECT.application, process: row.process, key };
  return {
    code: row.code,
    programme: row.programmeId,
    item: { code: row.item, name: item?.name ?? { vi: row.item, en: row.item } },
    enterprise: nameOf(row.enterprise),
    stage: row.stage,
    state: row.state,
    title: wordOf('state', key),
    version: row.version,
    stateSince: row.stateSince.toISOString(),
    createdAt: row.createdAt.toISOString(),
    submittedAt: iso(row.submittedAt),
    appointedAt: iso(row.appointedAt),
    promisedAt: iso(row.promisedAt),
    passedSince: passed ? iso(row.appointedAt) : null,
    overdue: row.closedAt === null && (row.overdue || passed || waited.some(({ late }) => late)),
    waitingFor: first
      ? {
          role: first.role,
          title: wordOf('task', first.name),
          task: first.name,
          due: new Date(first.dueAt).toISOString(),
        }
      : null,
    actions: actionsOf(looked, who.id, tasks, { schemas }),
  };
}

type Whole = Listed & {
  eligibility: Eligibility | null;
  round: SelectionRound | null;
  package: { code: string; contracts: (Contract & { consultant: Party })[] } | null;
  parts: Part[];
  sessions: TrainingSession[];
  payments: Payment[];
  agreements: Agreement[];
};

/** Actions by which a dossier goes back to a step that was done. */
const SENT_BACK = [ACTION.return, ACTION.reInspect, ACTION.paymentRefused] as const;

const keptOf = ({ evaluation }: Eligibility) => evaluationShown(evaluation as unknown as Evaluation);

/** An application with all that its reader may see of it. */
export async function viewOf(database: Database, seen: Seen, who: SignedIn) {
  const row: Whole = await database.application.findUniqueOrThrow({
    where: { code: seen.code },
    include: {
      enterprise: true,
      eligibility: true,
      round: true,
      programme: { select: { definition: true } },
      package: { select: { code: true, contracts: { where: { lapsedAt: null }, include: { consultant: true } } } },
      parts: { where: { leftAt: null } },
      sessions: { orderBy: { no: 'asc' } },
      payments: { orderBy: { no: 'asc' } },
      agreements: { where: { lapsedAt: null } },
    },
  });
  const [tasks, documents, round] = await Promise.all([
    openTasksOf(database, [row.id]),
    documentsOf(database, seen, who),
    roundFor(database, row),
  ]);
  const waited = await tasksWaitedFor(database, [row], tasks);
  const [clock] = await database.$queryRaw<[{ now: Date }]>`SELECT business_now() AS now`;
  const sentBack = await database.event.count({ where: { subjectId: row.id, action: { in: [...SENT_BACK] } } });
  const part = row.parts.find((candidate) => candidate.packageId === row.packageId);
  const contract = row.package?.contracts[0];
  const [agreement] = row.agreements;
  return {
    ...summaryOf(row, seen, who, { tasks, waited: waited.get(row.id) ?? [], now: clock.now }, true),
    sentBack,
    content: row.content,
    edition: row.contentVersion,
    documents,
    tasks: tasks.map((task) => viewOfTask(task, who, seen.as)),
    ...(seen.as === PARTY_ROLE.consultant ? {} : { round, eligibility: row.eligibility && keptOf(row.eligibility) }),
    approvedAmount: dong(row.approvedAmount),
    acceptedBase: dong(row.acceptedBase),
    package: row.package ? { code: row.package.code, part: part?.no ?? null, price: dong(part?.price ?? null) } : null,
    contract: contract
      ? {
          number: contract.number,
          consultant: nameOf(contract.consultant),
          startOn: dayOf(contract.startOn),
          endOn: dayOf(contract.endOn),
          inForceAt: iso(contract.inForceAt),
        }
      : null,
    agreement: agreement
      ? {
          number: agreement.number,
          value: dongToJson(agreement.value),
          result: agreement.result,
          startOn: legalDay(agreement.startOn),
          endOn: legalDay(agreement.endOn),
          advanceRateBp: agreement.advanceRateBp,
          agencySigned: agreement.agencySigned !== null,
          enterpriseSigned: agreement.enterpriseSigned !== null,
          inForceAt: iso(agreement.inForceAt),
        }
      : null,
    sessions: row.sessions.map(({ no, plannedOn, heldOn, place, topic, attendances, newPeople }) => ({
      no,
      plannedOn: legalDay(plannedOn),
      heldOn: dayOf(heldOn),
      place,
      topic,
      attendances,
      newPeople,
    })),
    payments: row.payments.map((payment) => ({
      no: payment.no,
      kind: payment.kind,
      state: payment.state,
      requested: dongToJson(payment.requested),
      accepted: dong(payment.accepted),
      supportDue: dong(payment.supportDue),
      payable: dong(payment.payable),
      requestedAt: payment.requestedAt.toISOString(),
      paidAt: iso(payment.paidAt),
    })),
  };
}
