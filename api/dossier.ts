/** The clock of an application as a sum, and its money with every movement. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { balanceOf, type Entry } from '../domain/budget.ts';
import { dongToJson } from '../domain/money.ts';
import { LIMIT, MOVEMENT, PARTY_ROLE, type Role, SUBJECT } from '../domain/process.ts';
import { dueDate } from '../domain/working-clock.ts';
import type { ClaimLine, Payment } from '../prisma/generated/client.ts';
import { calendarOf } from '../records/calendar.ts';
import { nearInvoice, nearInvoicesOf } from './near-invoices.ts';
import { ok, type Route, route } from './route.ts';
import { amount, bilingual, codeParams, day, instant } from './schemas.ts';
import { dong, iso, whyPaused } from './shown.ts';

const tag = 'Applications';

const sumLine = z.looseObject({ kind: z.string(), label: bilingual });

const clock = route({
  method: 'get',
  path: '/applications/{code}/clock',
  tag,
  summary: 'The one-stop clock as a sum, and what is due by when',
  policy: { for: 'subject', subject: SUBJECT.application },
  effect: 'read',
  params: codeParams,
  answer: {
    status: 200,
    body: z
      .object({
        now: instant.describe('The business clock.'),
        oneStop: z
          .object({
            acceptedAt: instant,
            stoppedAt: instant.nullable().describe('When the support decision, or an exit, ended it.'),
            limit: z.object({
              workingDays: z.int(),
              source: z.looseObject({ document: z.string(), certainty: z.string() }),
            }),
            dueAt: instant.nullable().describe('Null while it stands.'),
            remaining: z
              .int()
              .nullable()
              .describe('While it stands: the working days left after the day on which it goes on.'),
            calendar: z.string().describe('The version of the calendar that it is reckoned by.'),
            provisional: z
              .boolean()
              .describe('The date may still move: a year was counted that is not announced, or a day in question.'),
            reasons: z.array(bilingual).describe('Why it is provisional.'),
            pauses: z.array(z.object({ from: instant, to: instant.nullable(), why: bilingual })),
            sum: z.array(sumLine),
          })
          .nullable()
          .describe('Null before acceptance.'),
        tasks: z.array(
          z.object({
            name: z.string(),
            title: bilingual,
            role: z.string(),
            dueAt: instant,
            basis: z.record(z.string(), z.unknown()),
          }),
        ),
      })
      .meta({ id: 'Clock' }),
  },
  handle: async ({ seen }, { database }) => {
    const [application, tasks, [business]] = await Promise.all([
      database.application.findUniqueOrThrow({
        where: { id: seen.id },
        include: { pauses: { orderBy: { fromAt: 'asc' } } },
      }),
      database.task.findMany({ where: { subjectId: seen.id, closedAt: null }, orderBy: { dueAt: 'asc' } }),
      database.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`,
    ]);
    const { acceptedAt, clockStoppedAt, extension, pauses } = application;
    const limit = seen.programme.limits[LIMIT.oneStop];
    const calendar = await calendarOf(database, application.agencyId);
    const ledger = pauses.map((pause) => ({
      ...{ from: pause.fromAt, to: pause.toAt },
      ...{ why: whyPaused(seen.programme, pause.reason), who: pause.by },
    }));
    const due =
      acceptedAt &&
      dueDate({ from: acceptedAt, limit: limit.workingDays, extension: extension ?? 0, pauses: ledger, calendar });
    return ok({
      now: business!.now.toISOString(),
      oneStop: due && {
        acceptedAt: acceptedAt.toISOString(),
        stoppedAt: iso(clockStoppedAt),
        limit,
        dueAt: iso(due.dueAt),
        remaining: due.remaining,
        calendar: calendar.version,
        provisional: due.provisional,
        reasons: due.reasons,
        pauses: pauses.map(({ fromAt, toAt, reason }) => ({
          from: fromAt.toISOString(),
          to: iso(toAt),
          why: whyPaused(seen.programme, reason),
        })),
        sum: due.sum,
      },
      tasks: tasks
        .filter((task) => seen.as !== PARTY_ROLE.consultant || seen.roles.includes(task.role as Role))
        .map((task) => ({
          name: task.name,
          title: wordOf('task', task.name),
          role: task.role,
          dueAt: task.dueAt.toISOString(),
          basis: task.dueBasis,
        })),
    });
  },
});

const claimLine = z.object({
  no: z.int(),
  description: z.string(),
  net: amount,
  vatRateBp: z.int(),
  vat: amount,
  gross: amount,
  invoice: z.object({ sellerTaxCode: z.string(), symbol: z.string(), number: z.string(), date: day }),
  accepted: amount.nullable(),
  reason: z.string().nullable().describe('Why it was not accepted for payment.'),
});

const account = z.object({
  reserved: amount.optional().describe('For staff and the enterprise.'),
  advanced: amount,
  spent: amount,
  receivable: amount,
  recovered: amount,
});

const money = route({
  method: 'get',
  path: '/applications/{code}/money',
  tag,
  summary: 'What was approved, asked for, paid and must come back, with every movement',
  description: 'Staff and the payee read the claims and their arithmetic; the other party what was paid.',
  policy: { for: 'subject', subject: SUBJECT.application },
  effect: 'read',
  params: codeParams,
  answer: {
    status: 200,
    body: z
      .object({
        approvedAmount: amount.nullable(),
        acceptedBase: amount.nullable(),
        balance: account.describe('What the dossier holds on each account, over all budget lines.'),
        movements: z.array(
          z.object({
            kind: z.string(),
            title: bilingual,
            at: instant,
            line: z.string().optional().describe('For staff: the budget line.'),
            reason: z.string().nullable(),
            entries: z.array(z.object({ account: z.string(), amount })),
          }),
        ),
        payments: z.array(
          z.object({
            no: z.int(),
            kind: z.string(),
            state: z.string(),
            requested: amount.nullable(),
            accepted: amount.nullable(),
            supportDue: amount.nullable(),
            payable: amount.nullable(),
            arithmetic: z.unknown(),
            requestedAt: instant,
            paidAt: instant.nullable(),
            lines: z.array(claimLine),
            nearInvoices: z
              .array(nearInvoice)
              .optional()
              .describe('For staff: invoices of other claims that look like these.'),
          }),
        ),
      })
      .meta({ id: 'Money' }),
  },
  handle: async ({ seen }, { database }) => {
    const whole = seen.as === 'staff' || seen.roles.includes(PARTY_ROLE.payee);
    const [application, entries, payments] = await Promise.all([
      database.application.findUniqueOrThrow({ where: { id: seen.id } }),
      database.entry.findMany({ where: { applicationId: seen.id }, orderBy: { id: 'asc' } }),
      database.payment.findMany({
        where: { applicationId: seen.id },
        include: { lines: { orderBy: { no: 'asc' } } },
        orderBy: { no: 'asc' },
      }),
    ]);
    const lines = await database.budgetLine.findMany({ where: { id: { in: entries.map(({ lineId }) => lineId) } } });
    const ids = payments.map(({ id }) => id);
    const near = seen.as === 'staff' ? await nearInvoicesOf(database, ids) : null;
    const { allotment: _, available: __, reserved, ...held } = balanceOf(entries.map(sideOf));
    const balance = seen.as === PARTY_ROLE.consultant ? held : { reserved, ...held };
    const told = entries.filter(({ kind }) => seen.as === 'staff' || TOLD.includes(kind));
    const movements = new Map<string, typeof entries>();
    for (const entry of told) movements.set(entry.movementId, [...(movements.get(entry.movementId) ?? []), entry]);
    return ok({
      approvedAmount: dong(application.approvedAmount),
      acceptedBase: dong(application.acceptedBase),
      balance: Object.fromEntries(Object.entries(balance).map(([name, value]) => [name, dongToJson(value)])),
      movements: [...movements.values()].map((own) => {
        const [first] = own;
        const line = lines.find(({ id }) => id === first!.lineId);
        return {
          kind: first!.kind,
          title: wordOf('movement', first!.kind),
          at: first!.at.toISOString(),
          ...(seen.as === 'staff' && line ? { line: `${line.name} (${line.year})` } : {}),
          reason: first!.reason,
          entries: own.map((entry) => ({ account: entry.account, amount: dongToJson(entry.amount) })),
        };
      }),
      payments: payments.map((payment) => ({
        ...paymentOf(payment, whole),
        ...(near ? { nearInvoices: near.get(payment.id) } : {}),
      })),
    });
  },
});

/** Movements that outside parties read: money that went out, or must come back. */
const TOLD: readonly string[] = [MOVEMENT.advanced, MOVEMENT.paid, MOVEMENT.receivable, MOVEMENT.recovered];

const sideOf = ({ account: name, amount: value }: { account: string; amount: bigint }): Entry => ({
  account: name as Entry['account'],
  amount: value,
});

const paymentOf = (payment: Payment & { lines: ClaimLine[] }, whole: boolean) => ({
  no: payment.no,
  kind: payment.kind,
  state: payment.state,
  requested: whole ? dongToJson(payment.requested) : null,
  accepted: whole ? dong(payment.accepted) : null,
  supportDue: dong(payment.supportDue),
  payable: dong(payment.payable),
  arithmetic: whole ? payment.arithmetic : null,
  requestedAt: payment.requestedAt.toISOString(),
  paidAt: iso(payment.paidAt),
  lines: whole ? payment.lines.map(lineOf) : [],
});

const lineOf = (line: ClaimLine) => ({
  no: line.no,
  description: line.description,
  net: dongToJson(line.net),
  vatRateBp: line.vatRateBp,
  vat: dongToJson(line.vat),
  gross: dongToJson(line.gross),
  invoice: {
    sellerTaxCode: line.sellerTaxCode,
    symbol: line.symbol,
    number: line.number,
    date: line.invoiceDate.toISOString().slice(0, 10),
  },
  accepted: dong(line.accepted),
  reason: line.reason,
});

export const dossier: readonly Route[] = [clock, money];
