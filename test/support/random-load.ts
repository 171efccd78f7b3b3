/** Many dossiers under decisions, wakes and deadlines at random moments. */
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { ACTION, type ActionName, STATE, SUBJECT } from '../../domain/process.ts';
import { refresh, workflowId } from '../../workflows/messages.ts';
import { draft, favourable } from './dossier.ts';
import { PROGRAMME, standing, tries, type Who } from './office.ts';
import { behind } from './poised.ts';
import { sideBySide } from './side-by-side.ts';
import type { System } from './system.ts';

const ESTIMATE = 40_000_000;
const NOT_MET = favourable(ESTIMATE, ESTIMATE).answers.map((answer) => ({ ...answer, answer: 'not-met' }));
const SHORTCOMING = { items: [{ kind: 'training-plan', text: 'Chưa nêu số học viên' }] };
const REASON = { reason: 'Thử tải' };

type Move = [Who, ActionName, object];
const REOPENED: readonly Move[] = [['otherApprover', ACTION.reopen, REASON]];
/** What may be tried next, the way forward most often; then what nobody asked for. */
const NEXT: Readonly<Record<string, readonly Move[]>> = {
  [STATE.draft]: [['enterprise', ACTION.submit, { contentVersion: 1 }]],
  [STATE.received]: [
    ['intake', ACTION.accept, {}],
    ['intake', ACTION.accept, {}],
    ['intake', ACTION.requestSupplement, SHORTCOMING],
  ],
  [STATE.supplementBeforeAcceptance]: [['enterprise', ACTION.supply, { answer: 'Đã bổ sung' }]],
  [STATE.appraising]: [
    ['appraiser', ACTION.recommend, favourable(ESTIMATE, ESTIMATE)],
    ['appraiser', ACTION.recommend, favourable(ESTIMATE, ESTIMATE)],
    ['appraiser', ACTION.requestSupplement, SHORTCOMING],
  ],
  [STATE.supplementInAppraisal]: [['enterprise', ACTION.supply, { answer: 'Đã bổ sung' }]],
  [STATE.deciding]: [
    ['approver', ACTION.approve, { amount: ESTIMATE }],
    ['approver', ACTION.approve, { amount: ESTIMATE }],
    ['approver', ACTION.return, REASON],
    ['approver', ACTION.refuse, { answers: NOT_MET }],
  ],
  ...Object.fromEntries(
    [STATE.declined, STATE.refused, STATE.stopped, STATE.withdrawn].map((state) => [state, REOPENED]),
  ),
};
const ANYTIME: readonly Move[] = [
  ['enterprise', ACTION.withdraw, REASON],
  ['approver', ACTION.stop, REASON],
  ['intake', ACTION.accept, {}],
  ['approver', ACTION.approve, { amount: ESTIMATE }],
];

const WEIGHTS = { decide: 14, intrude: 1, wake: 3, hurry: 5, pack: 3 };
type What = keyof typeof WEIGHTS;
const WHAT = fc.oneof(
  ...Object.entries(WEIGHTS).map(([what, weight]) => ({ weight, arbitrary: fc.constant(what as What) })),
);
const LONGEST_PAUSE_MS = 300;

export const ALLOWED = 'allowed';

export interface Load {
  dossiers: number;
  moves: number;
  /** How many moves are made at the same time. */
  lanes: number;
  /** The same seed gives the same moves, if not at the same moments. */
  seed: number;
}

/** @returns what the moves came to: how often each answer was given */
export async function randomLoad(system: System, { dossiers, moves, lanes, seed }: Load): Promise<Map<string, number>> {
  const codes: string[] = [];
  while (codes.length < dossiers) codes.push(await draft(behind(system)));
  const plan = fc.sample(
    fc.record({ pause: fc.nat(LONGEST_PAUSE_MS), code: fc.constantFrom(...codes), what: WHAT, roll: fc.nat(999) }),
    { seed, numRuns: moves },
  );
  const came = new Map<string, number>();
  await sideBySide(plan, lanes, async ({ pause, code, what, roll }) => {
    await wait(pause);
    const answer = await MOVE[what](system, code, roll);
    came.set(answer, (came.get(answer) ?? 0) + 1);
  });
  return came;
}

const MOVE: Readonly<Record<What, (system: System, code: string, roll: number) => Promise<string>>> = {
  decide: async (system, code, roll) => act(system, code, NEXT[await standing(system, code)] ?? ANYTIME, roll),
  intrude: (system, code, roll) => act(system, code, ANYTIME, roll),
  pack,
  wake,
  hurry,
};

async function act(system: System, code: string, moves: readonly Move[], roll: number): Promise<string> {
  const [who, action, body] = moves[roll % moves.length]!;
  const answer = await tries(system, who, code, action, body);
  return answer.ok ? ALLOWED : answer.code;
}

/** Begins a package with a dossier that awaits one, or ends the package that it is in. */
async function pack(system: System, code: string): Promise<string> {
  const { package: held } = await system.database.application.findUniqueOrThrow({
    where: { code },
    include: { package: true },
  });
  if (held) return act(system, held.code, [['approver', ACTION.cancel, REASON]], 0);
  const sent = { programme: PROGRAMME, applications: [code], title: 'Đào tạo 5S' };
  const reply = await system.cast.procurement.post('/packages', sent);
  return reply.ok ? ALLOWED : reply.refusal().code;
}

async function wake({ temporal }: System, code: string): Promise<string> {
  const run = temporal.workflow.getHandle(workflowId(SUBJECT.application, code));
  return run.signal(refresh).then(
    () => 'woken',
    () => 'no run',
  );
}

/** What the clock does next to a dossier's task, it does in a moment. */
async function hurry({ owner }: System, code: string, roll: number): Promise<string> {
  const { rowCount } = await owner.query(
    `UPDATE "Task" SET "nextAt" = business_now() + $2 * interval '1 millisecond'
     WHERE code = $1 AND "closedAt" IS NULL AND "nextAt" IS NOT NULL`,
    [code, roll / 4],
  );
  await owner.query(`INSERT INTO "Wake" (id, subject, code) VALUES (gen_random_uuid(), $2, $1)`, [
    code,
    SUBJECT.application,
  ]);
  return rowCount ? 'hurried' : 'nothing due';
}
