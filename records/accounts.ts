/** Sign-in accounts: made by administrators alone. The tables are better-auth's, and so is the form of a password's hash. */
import { hashPassword } from 'better-auth/crypto';
import { v7 as uuid } from 'uuid';
import type { Tx } from './case.ts';

const CREDENTIAL = 'credential';

/** Of a password, in characters. */
export const MINIMUM_PASSWORD = 12;
export const MAXIMUM_PASSWORD = 128;

/**
 * Makes an account that signs in with e-mail and password.
 * @param account.password in clear; only its hash is kept
 * @returns the account's id, for Person.userId or Party.userId
 */
export async function createAccount(
  tx: Pick<Tx, 'user'>,
  account: { name: string; email: string; password: string },
): Promise<string> {
  const id = uuid();
  const password = await hashPassword(account.password);
  await tx.user.create({
    data: {
      id,
      name: account.name,
      email: account.email.toLowerCase(),
      emailVerified: true,
      accounts: { create: { id: uuid(), accountId: id, providerId: CREDENTIAL, password } },
    },
  });
  return id;
}

/** Gives an account a new password and ends all of its sessions. */
export async function resetPassword(
  tx: Pick<Tx, 'account' | 'session'>,
  userId: string,
  password: string,
): Promise<void> {
  await tx.account.updateMany({
    where: { userId, providerId: CREDENTIAL },
    data: { password: await hashPassword(password) },
  });
  await endSessions(tx, userId);
}

export const endSessions = async (tx: Pick<Tx, 'session'>, userId: string): Promise<void> =>
  void (await tx.session.deleteMany({ where: { userId } }));
