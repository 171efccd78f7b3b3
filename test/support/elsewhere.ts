/** Staff of another agency, who must see and touch nothing of the one that a test is about. */
import { STAFF_ROLE, type StaffRole } from '../../domain/process.ts';
import { createAccount } from '../../records/accounts.ts';
import { Actor } from './actor.ts';
import type { System } from './system.ts';

const AGENCY = 'another-agency';

/** @returns somebody who holds these roles there, signed in */
export async function staffElsewhere(
  { database, cast, base }: System,
  names: readonly (keyof typeof STAFF_ROLE)[],
): Promise<Actor> {
  const words = { nameVi: 'Sở Khác', nameEn: 'Another', complaintVi: '-', complaintEn: '-' };
  await database.agency.upsert({
    where: { id: AGENCY },
    create: { id: AGENCY, email: 'another@example.test', ...words },
    update: {},
  });
  const [email, password] = [`${names[0]}@elsewhere.test`, 'correct horse battery staple'];
  const userId = await createAccount(database, { name: email, email, password });
  const roles: readonly StaffRole[] = names.map((name) => STAFF_ROLE[name]);
  const assignments = { create: roles.map((role) => ({ agencyId: AGENCY, role, fromDay: new Date('2020-01-01') })) };
  await database.person.create({ data: { name: email, email, userId, assignments } });
  const reply = await cast.passerBy.post('/auth/sign-in/email', { email, password });
  const { token } = reply.read<{ token: string }>();
  return new Actor(base, async () => ({ authorization: `Bearer ${token}` }));
}
