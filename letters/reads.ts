/** What the database says of a letter's subject and addressee, read for all letters at once that are written at the same time. */
import { SUBJECT } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { together } from '../prisma/together.ts';

/** Shared by all letters that are written together; it keeps nothing from one time to the next. */
export type Reads = ReturnType<typeof readsOf>;

const OF_AGENCY = { include: { agency: true } } satisfies Prisma.ProgrammeDefaultArgs;

export function readsOf(database: Database) {
  return {
    application: rowOf((ids) =>
      database.application.findMany({
        where: { id: { in: ids } },
        include: { enterprise: true, programme: OF_AGENCY, agreements: { where: { lapsedAt: null } } },
      }),
    ),
    package: rowOf((ids) =>
      database.package.findMany({
        where: { id: { in: ids } },
        include: {
          programme: OF_AGENCY,
          parts: {
            where: { leftAt: null },
            orderBy: { no: 'asc' },
            include: { application: { select: { code: true, item: true } } },
          },
          contracts: { orderBy: { id: 'desc' } },
        },
      }),
    ),
    round: rowOf((ids) =>
      database.selectionRound.findMany({ where: { id: { in: ids } }, include: { programme: OF_AGENCY } }),
    ),
    party: rowOf((ids) => database.party.findMany({ where: { id: { in: ids } } })),
    superior: rowOf((ids) => database.superior.findMany({ where: { id: { in: ids } } })),
    person: rowOf((ids) =>
      database.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true, email: true } }),
    ),
    /** Names of persons, in the order of the alphabet. Few letters have any: they are read for each. */
    names: async (ids: readonly string[]): Promise<string[]> => {
      const people = await database.person.findMany({
        where: { id: { in: [...ids] } },
        select: { name: true },
        orderBy: { name: 'asc' },
      });
      return people.map(({ name }) => name);
    },
    /** The first programme of an agency. */
    firstProgramme: together(async (agencies: string[]) => {
      const rows = await database.programme.findMany({
        where: { agencyId: { in: shaped(agencies) } },
        include: { agency: true },
        orderBy: { id: 'asc' },
      });
      return agencies.map((agency) => rows.find(({ agencyId }) => agencyId === agency) ?? null);
    }),
    event: together(async (of: Version[]) => {
      const rows = await database.event.findMany({ where: { OR: shaped(of) } });
      return of.map((one) => rows.find(isOf(one)) ?? null);
    }),
    /** The tasks that an event opened, by their due date. */
    opened: together(async (of: Version[]) => {
      const rows = await database.task.findMany({
        where: { OR: shaped(of).map(({ subjectId, version }) => ({ subjectId, openedVersion: version })) },
        orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
      });
      return of.map((one) =>
        rows.filter(({ subjectId, openedVersion }) => isOf(one)({ subjectId, version: openedVersion })),
      );
    }),
    /** Kinds of documents that an application has. */
    documents: together(async (ids: string[]) => {
      const rows = await database.attachment.findMany({
        where: { subject: SUBJECT.application, subjectId: { in: shaped(ids) } },
        select: { subjectId: true, kind: true },
        orderBy: [{ subjectId: 'asc' }, { kind: 'asc' }],
        distinct: ['subjectId', 'kind'],
      });
      return ids.map((id) => rows.filter(({ subjectId }) => subjectId === id).map(({ kind }) => kind));
    }),
    /** All bids of a package, the latest first. */
    bids: together(async (packages: string[]) => {
      const rows = await database.bid.findMany({
        where: { packageId: { in: shaped(packages) } },
        orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
      });
      return packages.map((id) => rows.filter(({ packageId }) => packageId === id));
    }),
  };
}

type Version = { subjectId: string; version: number };
const isOf = (one: Version) => (row: Version) => row.subjectId === one.subjectId && row.version === one.version;

/** A row by its id; null where there is none. */
const rowOf = <Row extends { id: string }>(read: (ids: string[]) => Promise<Row[]>) =>
  together(async (ids: string[]) => {
    const rows = new Map((await read(shaped(ids))).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? null);
  });

/** The last one again and again up to a power of four: statements of few shapes, which a connection plans once. */
function shaped<Key>(keys: readonly Key[]): Key[] {
  const length = 4 ** Math.ceil(Math.log(keys.length) / Math.log(4));
  return Array.from({ length }, (_, at) => keys[Math.min(at, keys.length - 1)]!);
}
