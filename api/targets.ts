/** A programme's targets: where they stand, the dossiers behind each number, and the numbers that the agency enters itself. */
import { z } from 'zod';
import { ROLE } from '../domain/process.ts';
import type { Target } from '../domain/programme.ts';
import { countIn } from '../domain/target-count.ts';
import { linesOf } from '../domain/targets.ts';
import { businessNow } from '../records/drafts.ts';
import { code, day } from '../records/shapes.ts';
import { enterNumber, entryBody } from '../records/target-entries.ts';
import { countableOf, entriesOf } from '../records/targets.ts';
import { audited } from './administration.ts';
import { guarded } from './guarded.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import { programmeWithin, type Run } from './programme-scope.ts';
import { ok, type Route, route } from './route.ts';
import { instant, pageOf, pageQuery } from './schemas.ts';
import { dossierView, entryOf, entryView, progressOf, progressView, shown } from './target-view.ts';

const tag = 'Targets';

/** Who reads dossiers and answers for the programme or appraises for it. Administrators take no part in what a programme achieves. */
export const TARGET_READERS = [ROLE.supervisor, ROLE.approver, ROLE.paymentApprover, ROLE.appraiser] as const;
const policy = { for: 'staff', roles: TARGET_READERS } as const;
/** A number that is published for the agency is its leadership's to state. */
const ENTERING = [ROLE.approver] as const;

const params = z.strictObject({ id: code });
const targetParams = z.strictObject({ id: code, code });

function targetIn({ rules }: Run, code: string): Target {
  const target = rules.targets.find((candidate) => candidate.code === code);
  if (!target) throw new Problem('not-found');
  return target;
}

const list = route({
  method: 'get',
  path: '/programmes/{id}/targets',
  tag,
  summary: 'Where each target stands: its plan, what was counted, what was entered, and what is missing',
  description:
    'Counted from settled dossiers by the day of their settlement; enterprises and organisations by the ten digits of their tax code; ' +
    'attendances and people are never added up. What the agency entered or ran itself is shown apart.',
  policy,
  effect: 'read',
  params,
  answer: { status: 200, body: z.object({ programme: z.string(), at: instant, items: z.array(progressView) }) },
  handle: async ({ who, params }, { database }) => {
    const run = await programmeWithin(database, who, params.id, TARGET_READERS);
    const [all, entries, now] = await Promise.all([
      countableOf(database, run.id),
      entriesOf(database, run.id),
      businessNow(database),
    ]);
    const items = run.rules.targets.map((target) => progressOf(run.id, target, linesOf(target, all, entries)));
    return ok({ programme: run.id, at: now.toISOString(), items });
  },
});

const dossiers = route({
  method: 'get',
  path: '/programmes/{id}/targets/{code}/dossiers',
  tag,
  summary: 'The dossiers behind one number of a target, and what each adds to it',
  policy,
  effect: 'read',
  params: targetParams,
  query: z.strictObject({ ...pageQuery, from: day, to: day }),
  answer: { status: 200, body: pageOf(dossierView) },
  handle: async ({ who, params, query }, { database }) => {
    const run = await programmeWithin(database, who, params.id, TARGET_READERS);
    const { counted, unit } = targetIn(run, params.code);
    const after = readCursor(query.cursor, ['day', 'text']);
    const items = counted.from === 'dossiers' ? counted.items : [];
    const { behind } = countIn(unit, items, { from: query.from, to: query.to }, await countableOf(database, run.id));
    const ordered = behind.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
    const rest = after ? ordered.filter((one) => placeOf(one) > after.join(' ')) : ordered;
    return ok(page(rest, query.limit, shown, ({ on, code }) => [on, code]));
  },
});

const placeOf = ({ on, code }: { on: string; code: string }): string => `${on} ${code}`;

const entries = route({
  method: 'get',
  path: '/programmes/{id}/targets/{code}/entries',
  tag,
  summary: 'Every number entered for a target, the newest first, corrections with what they correct',
  policy,
  effect: 'read',
  params: targetParams,
  answer: { status: 200, body: z.object({ items: z.array(entryView) }) },
  handle: async ({ who, params }, { database }) => {
    const run = await programmeWithin(database, who, params.id, TARGET_READERS);
    const kept = await entriesOf(database, run.id, targetIn(run, params.code).code);
    return ok({ items: kept.toReversed().map(entryOf) });
  },
});

const enter = route({
  method: 'post',
  path: '/programmes/{id}/targets/{code}/entries',
  tag,
  summary: 'Enter a number that dossiers do not give, with its source and a document (approver)',
  description:
    'For a period of the target, or a period that it grows over (`enterable`). A later number for the same period corrects the one before ' +
    'it, with a reason; both stay. It is never added to what was counted.',
  policy: { for: 'staff', roles: ENTERING },
  effect: 'once',
  params: targetParams,
  body: entryBody,
  answer: { status: 201, body: entryView },
  handle: ({ who, params, body, once }) =>
    once(async (tx) => {
      const run = await programmeWithin(tx, who, params.id, ENTERING);
      const target = targetIn(run, params.code);
      const entry = await guarded(() => enterNumber(tx, { programmeId: run.id, target, body, by: who.id }));
      await audited(tx, who, 'enter-target-number', {
        ...{ agency: run.agencyId, programme: run.id, target: target.code, entry: entry.id },
      });
      return { status: 201, body: entryOf(entry) };
    }),
});

export const targets: readonly Route[] = [list, dossiers, entries, enter];
