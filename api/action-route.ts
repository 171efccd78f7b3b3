/** The one way to act on an application, package or selection round: an action of the table, with its body's shape. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { ACTION, type ActionName, CLOCK, process, STATE, type SubjectKind } from '../domain/process.ts';
import { bodySchema, isOutside } from '../records/handlers.ts';
import { subjectCode } from '../records/shapes.ts';
import { decide, decisionView, rehearsalView, tryOut } from './decisions.ts';
import { PLURAL, type Route, route } from './route.ts';
import { rehearsing } from './schemas.ts';

/** Not taken by its name: opening a package is POST /packages, opening a selection round POST /rounds. */
const MADE_WITH: readonly ActionName[] = [ACTION.openPackage, ACTION.openRound];
const BEGINNINGS: readonly string[] = [STATE.unopened, STATE.unannounced];

/** What people may do with a subject, once each. */
export const actionNames = (subject: SubjectKind): ActionName[] => [
  ...new Set(
    process()
      .actions.filter(
        (row) =>
          row.subject === subject &&
          !row.kin &&
          !row.by.every((role) => role === CLOCK) &&
          !(MADE_WITH.includes(row.name) && row.from.every((from) => BEGINNINGS.includes(from))),
      )
      .map((row) => row.name),
  ),
];

const SUBJECT_NAMED = {
  application: 'an application',
  package: 'a package',
  round: 'a selection round',
} as const satisfies Record<SubjectKind, string>;

export const actionRoute = (subject: SubjectKind, tag: string): Route =>
  route({
    method: 'post',
    path: `/${PLURAL[subject]}/{code}/actions/{action}`,
    tag,
    summary: `Act on ${SUBJECT_NAMED[subject]}`,
    description:
      'Every action of the process. Refusals say what is open, and to whom. With dryRun=true nothing is written: the answer says what ' +
      'would change, or every fault.',
    policy: { for: 'subject', subject },
    effect: 'decision',
    params: z.strictObject({ code: subjectCode, action: z.enum(actionNames(subject)) }),
    query: rehearsing,
    body: z.looseObject({}),
    answer: { status: 200, body: z.union([decisionView, rehearsalView]), headers: ['Idempotent-Replayed'] },
    variants: () => actionNames(subject).map((name) => variantOf(subject, name)),
    handle: ({ who, seen, params, query, body, key }, services) => {
      const wanted = { seen, action: params.action, body };
      return query.dryRun ? tryOut(services, who, wanted) : decide(services, who, wanted, key());
    },
  });

function variantOf(subject: SubjectKind, name: ActionName) {
  const rows = process().actions.filter((row) => row.subject === subject && row.name === name && !row.kin);
  const bodies = rows.flatMap((row) => {
    const sides = [
      row.by.some((role) => isOutside([role])),
      row.by.some((role) => !isOutside([role]) && role !== CLOCK),
    ];
    return [...(sides[0] ? [bodySchema(row, true)] : []), ...(sides[1] ? [bodySchema(row, false)] : [])];
  });
  const different = [
    ...new Map(bodies.map((body) => [JSON.stringify(z.toJSONSchema(body, { unrepresentable: 'any' })), body])).values(),
  ];
  const by = [...new Set(rows.flatMap((row) => row.by))].filter((role) => role !== CLOCK);
  const { vi, en } = wordOf('action', name);
  return {
    path: `/${PLURAL[subject]}/{code}/actions/${name}`,
    summary: `${en} · ${vi} (${by.join(', ')})`,
    body: different.length === 1 ? different[0]! : z.union(different),
    params: ['code'],
  };
}
