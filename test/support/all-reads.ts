/** Every GET route, with everything that its path may name. */
import type { Route } from '../../api/route.ts';
import { ROUTES } from '../../api/routes.ts';
import { SUBJECT } from '../../domain/process.ts';
import { programmeOf } from '../../programmes/index.ts';
import { type Subject, subjectsOf } from './extreme-calls.ts';
import type { System } from './system.ts';

const YEARS = ['2026', '2027', '2100'];

/** What paths name, by what stands before it: `tasks` for `/tasks/{id}`. */
type Named = { subjects: readonly Subject[]; targets: readonly string[]; ids: Record<string, readonly string[]> };

/**
 * @returns the paths of all GET routes, one for each object where a path names one, and whether everybody may read it
 */
export async function allReads(system: System): Promise<{ path: string; open: boolean }[]> {
  const { database } = system;
  const ids = async (rows: Promise<{ id: string }[]>) => (await rows).map(({ id }) => id);
  const select = { id: true } as const;
  const programmes = await database.programme.findMany();
  const named: Named = {
    subjects: await subjectsOf(system),
    targets: programmes.flatMap(({ id, definition }) =>
      programmeOf(definition).targets.map(({ code }) => `/programmes/${id}/targets/${code}`),
    ),
    ids: {
      programmes: programmes.map(({ id }) => id),
      tasks: await ids(database.task.findMany({ select })),
      documents: await ids(database.document.findMany({ select })),
      parties: await ids(database.party.findMany({ select })),
    },
  };
  return ROUTES.filter((route) => route.method === 'get').flatMap((route) =>
    pathsOf(route, named).map((path) => ({ path, open: route.policy.for === 'everybody' })),
  );
}

function pathsOf({ path, policy }: Route, { subjects, targets, ids }: Named): readonly string[] {
  const TARGET = '/programmes/{id}/targets/{code}';
  // The public tracker is of applications; what else everybody may read names no code.
  const kind = policy.for === 'subject' ? policy.subject : policy.for === 'everybody' ? SUBJECT.application : null;
  const about = kind ? subjects.filter(({ subject }) => subject === kind) : subjects;
  if (path.startsWith(TARGET)) {
    const query = path.endsWith('/dossiers') ? '?from=2026-01-01&to=2026-12-31' : '';
    return targets.map((target) => path.replace(TARGET, target) + query);
  }
  if (path.includes('{code}')) return about.map(({ code }) => path.replace('{code}', code));
  if (path.includes('{year}')) return YEARS.map((year) => path.replace('{year}', year));
  const [, list] = /^\/(?:admin\/)?([a-z-]+)\/\{id\}/.exec(path) ?? [];
  return list ? ids[list]!.map((id) => path.replace('{id}', id)) : [path];
}
