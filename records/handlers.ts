/** Every action's own file, by subject and action; and the whole shape of what is sent with one. */
import { z } from 'zod';
import { type Fault, Refused } from '../domain/errors.ts';
import { type Action, type ActionName, PARTY_ROLE, SUBJECT, type SubjectKind } from '../domain/process.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { agreement } from './agreement.ts';
import { annexes } from './annex.ts';
import { approval } from './approval.ts';
import { attendance } from './attendance.ts';
import { awarding } from './award.ts';
import { bidding } from './bidding.ts';
import { carryOvers } from './carry-over.ts';
import type { Actor } from './case.ts';
import { claim } from './claim.ts';
import { contract } from './contract.ts';
import { correction } from './correction.ts';
import { council } from './council.ts';
import { issued } from './day-bounds.ts';
import { delivery } from './delivery.ts';
import { eligibility } from './eligibility.ts';
import { evaluation } from './evaluation.ts';
import { exits } from './exits.ts';
import { extension } from './extension.ts';
import { type CommonBody, fault, type Handler } from './handler.ts';
import { inspection } from './inspection.ts';
import { network } from './network.ts';
import { nominations } from './nomination.ts';
import { panel } from './panel.ts';
import { pauses } from './pause.ts';
import { payments } from './payments.ts';
import { productScores } from './product-scores.ts';
import { roundDecision } from './round-decision.ts';
import { selection } from './selection.ts';
import { settlement } from './settlement.ts';
import { line, signatory, text } from './shapes.ts';
import { submission } from './submission.ts';
import { reassignment } from './tasks.ts';
import { tendering } from './tendering.ts';
import { termination } from './termination.ts';
import { verification } from './verification.ts';

/** The handlers of one file. */
export type Handlers = { [Subject in SubjectKind]?: { [Name in ActionName]?: Handler } };

const FILES: readonly Handlers[] = [
  submission,
  eligibility,
  approval,
  extension,
  pauses,
  tendering,
  panel,
  bidding,
  network,
  evaluation,
  awarding,
  contract,
  agreement,
  annexes,
  delivery,
  attendance,
  inspection,
  termination,
  claim,
  verification,
  payments,
  carryOvers,
  settlement,
  selection,
  council,
  productScores,
  roundDecision,
  nominations,
  exits,
  correction,
  reassignment,
];

const REGISTRY: Record<SubjectKind, Map<ActionName, Handler>> = Object.fromEntries(
  Object.values(SUBJECT).map((subject) => [subject, new Map()]),
) as Record<SubjectKind, Map<ActionName, Handler>>;
for (const file of FILES) {
  for (const subject of Object.values(SUBJECT)) {
    for (const [name, declared] of Object.entries(file[subject] ?? {})) {
      if (REGISTRY[subject].has(name as ActionName)) throw new Error(`Two files handle ${subject} ${name}.`);
      REGISTRY[subject].set(name as ActionName, declared);
    }
  }
}

/** The handler of an action, where it has more to it than its row. */
export const handlerOf = (subject: SubjectKind, row: Action): Handler | undefined => REGISTRY[subject].get(row.name);

/**
 * The whole shape of what is sent with an action: its own fields, a reason and legal basis, and where the action has legal
 * effect the instrument (staff) or the natural person who acts (an outside party). Unknown fields are refused.
 *
 * @param outside whether an outside party acts
 */
export function bodySchema(row: Action, outside: boolean): z.ZodObject {
  const own = handlerOf(row.subject, row)?.body ?? {};
  const legal = !row.legal ? {} : outside ? { signatory } : { instrument: issued };
  return z.strictObject({
    ...own,
    ...(own.reason ? {} : { reason: text.max(2000).optional() }),
    legalBasis: line.optional(),
    ...legal,
  });
}

/** Whether an actor stands outside the agency. */
export const isOutside = (roles: readonly string[]): boolean =>
  Object.values(PARTY_ROLE).some((role) => roles.includes(role));

/**
 * Reads what was sent with an action.
 * @throws Refused `invalid`, every fault named by its field
 */
export function parseBody(
  row: Action,
  actor: Actor,
  sent: Prisma.JsonValue,
): { body: Record<string, unknown>; common: CommonBody } {
  if (actor.principal.kind === 'clock') return { body: {}, common: {} };
  const parsed = bodySchema(row, isOutside(actor.roles)).safeParse(sent ?? {});
  if (!parsed.success) throw new Refused('invalid', faultsOf(parsed.error));
  const {
    reason,
    legalBasis,
    instrument: signed,
    signatory: person,
    ...body
  } = parsed.data as CommonBody & Record<string, unknown>;
  return {
    body: { ...body, reason },
    common: { reason, legalBasis, instrument: signed, signatory: person } as CommonBody,
  };
}

/** A shape's faults, by field, in both languages. */
export const faultsOf = (error: z.ZodError): Fault[] =>
  error.issues.map((issue) => {
    const path = issue.path.join('.');
    const field = path || 'body';
    return fault(path, issue.code, `Trường "${field}" không hợp lệ (${issue.code}).`, `"${field}": ${issue.message}.`);
  });
