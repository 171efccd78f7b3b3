/** An agency at work, for measurements: its staff, one enterprise after another, a consultant, money, and drafts ready to be submitted. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { CURRENT_PROCESS, STAFF_ROLE, STATE, type StaffRole, SUBJECT, splitKey } from '../domain/process.ts';
import { close, createDatabase, type Database } from '../prisma/database.ts';
import { setBusinessClock } from '../protocol/clock.ts';
import { createAccount } from '../records/accounts.ts';
import type { Servers } from './servers.ts';

/** Everybody on the staff holds one role; an inspection needs two inspectors. */
const STAFF = { ...STAFF_ROLE, otherInspector: STAFF_ROLE.inspector } as const satisfies Record<string, StaffRole>;
export type Staff = keyof typeof STAFF;
/** Invented tax codes that the check digit allows. */
const ENTERPRISES = ['9900000016', '9900001122', '9900055008', '9900003345', '9900004451'];
const CONSULTANT = '9900002239';

export interface Seed {
  database: Database;
  agencyId: string;
  programmeId: string;
  staff: Readonly<Record<Staff, { email: string; password: string }>>;
  enterprises: readonly { id: string; key: string }[];
  consultant: { id: string; key: string; taxCode: string };
  /** @returns the codes of so many drafts, complete, of one enterprise after the other */
  drafts(count: number): Promise<Draft[]>;
  close(): Promise<void>;
}

/** An application by its code, and whose it is. */
export interface Draft {
  code: string;
  /** In the list of enterprises. */
  enterprise: number;
}

/** Inside the official calendar; contracts end after it, and nothing falls due while it is measured. */
const STARTS_AT = new Date('2026-03-02T09:00:00+07:00');
export const HELD_ON = '2026-03-02';
/** đồng: small enough that thousands of grants to one enterprise stay below every ceiling. */
export const ESTIMATE = 40_000;
const BUDGET = 1_000_000_000_000n;
export const ITEM = 'P2';
const DOCUMENTS = ['support-application', 'business-registration', 'training-plan'];

/** Fills the empty database of the servers. */
export async function seed({ config }: Pick<Servers, 'config'>): Promise<Seed> {
  const database = createDatabase(`${config.database.url}?application_name=bench`, 4);
  const agencyId = 'bench-agency';
  const programmeId = 'BENCH';
  await setBusinessClock(config.database.url, STARTS_AT);
  const texts = {
    nameVi: 'Sở Đo lường',
    nameEn: 'Bench Department',
    complaintVi: 'Khiếu nại',
    complaintEn: 'Complain',
  };
  await database.agency.create({ data: { id: agencyId, email: 'agency@example.test', ...texts } });
  await database.programme.create({ data: { id: programmeId, agencyId, definition: '003' } });
  const staff = {} as Record<Staff, { email: string; password: string }>;
  for (const [name, role] of Object.entries(STAFF) as [Staff, StaffRole][]) {
    const account = { name, email: `${name.toLowerCase()}@example.test`, password: randomBytes(16).toString('hex') };
    const userId = await createAccount(database, account);
    const assignments = { create: [{ agencyId, role, programmes: [], fromDay: new Date('2020-01-01') }] };
    await database.person.create({ data: { userId, name, email: account.email, assignments } });
    staff[name] = account;
  }
  const enterprises = await Promise.all(ENTERPRISES.map((taxCode) => party(database, 'enterprise', taxCode)));
  const consultant = { ...(await party(database, 'consultant', CONSULTANT)), taxCode: CONSULTANT };
  await allot(database, programmeId);
  let made = 0;
  return {
    ...{ database, agencyId, programmeId, staff, enterprises, consultant },
    async drafts(count) {
      const drafts = Array.from({ length: count }, (_, at) => ({
        code: `${programmeId}-2026-${String(made + at + 1).padStart(6, '0')}-0000`,
        enterprise: (made + at) % enterprises.length,
      }));
      made += count;
      for (const { code, enterprise } of drafts) {
        await draft(database, { code, agencyId, programmeId, enterpriseId: enterprises[enterprise]!.id });
      }
      return drafts;
    },
    close: () => close(database),
  };
}

async function party(database: Database, kind: 'enterprise' | 'consultant', taxCode: string) {
  const key = `ts_${randomBytes(32).toString('base64url')}`;
  const hash = createHash('sha256').update(key).digest('hex');
  const keys = { create: [{ hash, hint: key.slice(-4), label: 'bench' }] };
  const { id } = await database.party.create({
    data: { kind, name: `${kind} ${taxCode}`, taxCode, email: `${taxCode}@example.test`, keys },
  });
  return { id, key };
}

async function allot(database: Database, programmeId: string): Promise<void> {
  const line = await database.budgetLine.create({
    data: { programmeId, year: STARTS_AT.getFullYear(), name: 'Nguồn đo lường' },
  });
  const movement = { movementId: randomUUID(), kind: 'allotted', lineId: line.id, at: STARTS_AT };
  await database.entry.createMany({
    data: [
      { ...movement, account: 'allotment', amount: -BUDGET },
      { ...movement, account: 'available', amount: BUDGET },
    ],
  });
}

async function draft(
  database: Database,
  given: { code: string; agencyId: string; programmeId: string; enterpriseId: string },
): Promise<void> {
  const { id } = await database.application.create({
    data: {
      ...given,
      ...splitKey(STATE.draft),
      item: ITEM,
      process: CURRENT_PROCESS,
      route: [],
      stateSince: STARTS_AT,
      createdAt: STARTS_AT,
      content: {
        contact: { name: 'Nguyễn Văn Đo', email: 'contact@example.test', phone: '0900000000' },
        need: 'Đào tạo 5S',
        estimate: ESTIMATE,
        requestedAmount: ESTIMATE,
        site: 'Khu công nghiệp Đo lường',
      },
    },
    select: { id: true },
  });
  for (const kind of DOCUMENTS) {
    const file = { name: `${kind}.pdf`, type: 'application/pdf', size: 1, uploader: `party:${given.enterpriseId}` };
    const document = await database.document.create({
      data: { ...file, sha256: randomBytes(32).toString('hex'), createdAt: STARTS_AT },
    });
    await database.attachment.create({
      data: {
        documentId: document.id,
        subject: SUBJECT.application,
        subjectId: id,
        kind,
        version: 1,
        attachedAt: STARTS_AT,
      },
    });
  }
}
