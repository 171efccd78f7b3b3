import type { StaffRole } from '../../domain/process.ts';
import { delegate } from '../../records/delegation.ts';
import { businessNow } from '../../records/drafts.ts';
import type { Office } from './office.ts';

type Person = keyof Office['people'];
type Given = {
  role?: StaffRole;
  programmeId?: string;
  from?: string;
  to?: string;
  partly?: boolean;
  by?: Person;
};

/**
 * Has one person's role, or all of them, delegated to another, for March unless told, whatever rule 1 keeps from them.
 * @returns the delegation's id
 */
export async function delegates(office: Office, from: Person, to: Person, given: Given = {}): Promise<string> {
  const { by = from, ...rest } = given;
  const wanted = {
    ...{ agencyId: 'test-agency', delegatorId: office.people[from], delegateId: office.people[to] },
    ...{ from: '2026-03-02', to: '2026-04-01', reason: 'Nghỉ phép', partly: true, ...rest },
  };
  const row = await office.database.$transaction(async (tx) =>
    delegate(tx, wanted, office.people[by], await businessNow(tx)),
  );
  return row.id;
}

/** Gives somebody a further role by assignment. @returns takes it away again */
export async function assigned(
  { database, people }: Office,
  who: Person,
  role: StaffRole,
): Promise<() => Promise<void>> {
  const given = { personId: people[who], agencyId: 'test-agency', role, fromDay: new Date('2020-01-01') };
  const { id } = await database.assignment.create({ data: given });
  return async () => void (await database.assignment.delete({ where: { id } }));
}
