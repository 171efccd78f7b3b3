import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ACTION,
  type ActionName,
  actionRow,
  kinRow,
  process,
  ROLE,
  type Role,
  type StateKey,
  SUBJECT,
  type SubjectKind,
  type TaskName,
  targetsOf,
} from '../../domain/process.ts';

const table = process();

/** Where an action leads, by `state action role`. */
type Allowed = Map<string, Set<string>>;

const page = readFileSync(join(import.meta.dirname, 'process-matrix.md'), 'utf8');
const split = (text: string) => text.split(/,\s*/).map((part) => part.trim());

/** What process-matrix.md says of a subject: who may take what, and what follows from the other subject. */
function described(subject: SubjectKind): { taken: Allowed; following: Allowed } {
  const chapter = page.split(/^## /m).find((part) => part.startsWith(`${subject}\n`)) ?? '';
  const groups = new Map<string, string[]>();
  const statesOf = (text: string): string[] =>
    split(text).flatMap((part) => {
      if (!part.startsWith('*')) return [part];
      const states = groups.get(part);
      if (!states) throw new Error(`process-matrix.md uses ${part} before it says which states that is.`);
      return states;
    });
  for (const [, name, states] of chapter.matchAll(/^- (\*[^*]+\*): (.+)$/gm)) groups.set(name!, statesOf(states!));
  const [taken, following] = chapter.split(/^Follows from /m).map((part) => {
    const allowed: Allowed = new Map();
    for (const [, from, action, by, to] of part.matchAll(/^\| ([^|]+) \| ([a-z-]+) \| ([^|]+) \| ([^|]+) \|$/gm)) {
      if (by === 'by') continue;
      for (const state of statesOf(from!)) {
        for (const role of split(by!)) {
          const key = `${state} ${action} ${role}`;
          const targets = to === 'same' ? [state] : statesOf(to!);
          allowed.set(key, new Set([...(allowed.get(key) ?? []), ...targets]));
        }
      }
    }
    return allowed;
  });
  return { taken: taken!, following: following! };
}

/** Where the table lets somebody with one role go by an action, whichever task is answered. */
function allows(subject: SubjectKind, state: StateKey, action: ActionName, role: Role): readonly string[] {
  const tasks = new Set<TaskName | undefined>([undefined]);
  for (const row of table.actions) if (row.subject === subject && row.name === action) tasks.add(row.task);
  return [...tasks].flatMap((task) => {
    const row = actionRow(table, subject, state, action, [role], task);
    return row ? targetsOf(row, state) : [];
  });
}

/** Where an action on the other subject leads this one, taken by somebody with one role. */
function follows(subject: SubjectKind, state: StateKey, action: ActionName, role: Role): readonly string[] {
  const row = kinRow(table, subject, state, action);
  return row?.by.includes(role) ? targetsOf(row, state) : [];
}

describe.each(Object.values(SUBJECT))('the %s', (subject) => {
  const { taken, following } = described(subject);
  const states = table.states.filter((state) => state.subject === subject).map((state) => state.key);

  it('is described by names that exist', () => {
    const known = new Set<string>([...states, ...Object.values(ACTION), ...Object.values(ROLE)]);
    const names = [...taken, ...following].flatMap(([key, targets]) => [...key.split(' '), ...targets]);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(taken.size).toBeGreaterThan(40);
    expect(following.size).toBeGreaterThan(10);
  });

  it.each(states)(
    'in %s allows exactly what is described, to exactly those roles, and leads where it says',
    (state) => {
      const expected: string[] = [];
      const actual: string[] = [];
      for (const action of Object.values(ACTION)) {
        for (const role of Object.values(ROLE)) {
          const key = `${state} ${action} ${role}`;
          expected.push(
            ...said('may', action, role, taken.get(key)),
            ...said('follows', action, role, following.get(key)),
          );
          actual.push(
            ...said('may', action, role, allows(subject, state, action, role)),
            ...said('follows', action, role, follows(subject, state, action, role)),
          );
        }
      }
      expect(actual).toEqual(expected);
    },
  );
});

const said = (how: string, action: string, role: string, targets: Iterable<string> = []): string[] => {
  const to = [...new Set(targets)].sort();
  return to.length > 0 ? [`${how}: ${action} by ${role} → ${to.join(', ')}`] : [];
};

describe('an action that nobody described', () => {
  it.each([
    ['an enterprise approves its own application', 'application', 'eligibility/deciding', 'approve', 'enterprise'],
    ['the appraiser approves', 'application', 'eligibility/deciding', 'approve', 'appraiser'],
    ['the supervisor decides', 'application', 'eligibility/deciding', 'approve', 'supervisor'],
    ['the administrator decides', 'application', 'settlement/approving', 'approve-payment', 'administrator'],
    ['finance approves what it verified', 'application', 'settlement/approving', 'approve-payment', 'finance'],
    ['an application is withdrawn under contract', 'application', 'delivery/delivering', 'withdraw', 'enterprise'],
    ['a settled application is reopened', 'application', 'closed/settled', 'reopen', 'approver'],
    ['a bid is made after closing', 'package', 'tendering/technical', 'bid', 'consultant'],
    [
      'prices are opened before the technical result',
      'package',
      'tendering/technical',
      'open-financial',
      'procurement',
    ],
    ['the panel awards', 'package', 'tendering/awarding', 'award', 'panel'],
    [
      'an enterprise brings a contract into force',
      'package',
      'contract/contracting',
      'contract-in-force',
      'enterprise',
    ],
    ['an enterprise decides its own round', 'round', 'selection/deciding', 'decide-round', 'enterprise'],
    ['a council member decides', 'round', 'selection/deciding', 'decide-round', 'council'],
    ['the chair scores', 'round', 'selection/scoring', 'score', 'chair'],
    ['a nomination decides or submits anything', 'application', 'submission/draft', 'submit', 'nominator'],
    ['a round is decided for one dossier alone', 'application', 'selection/in-round', 'round-decided', 'chair'],
    ['procurement awards by itself', 'application', 'tendering/in-package', 'package-awarded', 'procurement'],
  ] as const)('is not allowed: %s', (_why, subject, state, action, role) => {
    expect(actionRow(table, subject, state, action, [role])).toBeUndefined();
  });
});
