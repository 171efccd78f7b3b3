/** What an installation needs before its first administrator can do the rest through the API; each act is kept in the audit. */
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { legalDay } from '../domain/dates.ts';
import type { Bilingual } from '../domain/fault.ts';
import { STAFF_ROLE } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { PROGRAMMES } from '../programmes/index.ts';
import { createAccount, MAXIMUM_PASSWORD, MINIMUM_PASSWORD, resetPassword } from '../records/accounts.ts';
import type { Tx } from '../records/case.ts';
import { businessNow } from '../records/drafts.ts';
import { dateOf } from '../records/shapes.ts';
import type { Command } from './admin-options.ts';

/** What stands in the way of an act; nothing was written. */
export class InstallationFault extends Error {
  readonly faults: readonly Bilingual[];
  constructor(faults: readonly Bilingual[]) {
    super(faults.map((fault) => fault.en).join('; '));
    this.name = 'InstallationFault';
    this.faults = faults;
  }
}

const stop = (vi: string, en: string): never => {
  throw new InstallationFault([{ vi, en }]);
};

/** A command is given once, by somebody who waits for it; hashing a password takes its time on a busy machine. */
export const PATIENT = { maxWait: 60_000, timeout: 60_000 };

/**
 * Carries a command out in one transaction.
 * @param given the password, where it was given; else one is made
 * @returns the lines to be shown; a password that was made stands in them and nowhere else
 * @throws InstallationFault with what is in the way
 */
export function install(database: Database, command: Command, given?: string): Promise<string[]> {
  return database.$transaction(async (tx) => {
    switch (command.name) {
      case 'agency':
        return makeAgency(tx, command.options);
      case 'programme':
        return makeProgramme(tx, command.options);
      case 'create':
        return makeAdministrator(tx, command.options, given);
      case 'password':
        return changePassword(tx, command.options, given);
      case 'documents':
      case 'installation':
      case 'help':
        return [];
    }
  }, PATIENT);
}

type Options<Name extends Command['name']> = Extract<Command, { name: Name }>['options'];

async function makeAgency(tx: Tx, options: Options<'agency'>): Promise<string[]> {
  const { id } = options;
  if (await tx.agency.findUnique({ where: { id } })) stop(`Đã có cơ quan ${id}.`, `There is an agency ${id} already.`);
  await tx.agency.create({
    data: {
      id,
      nameVi: options['name-vi'],
      nameEn: options['name-en'],
      email: options.email,
      complaintVi: options['complaint-vi'],
      complaintEn: options['complaint-en'],
      officeClosesAt: options['office-closes'],
    },
  });
  await audit(tx, 'create-agency', { agency: id });
  return [`Đã tạo cơ quan ${id}. · Agency ${id} is made.`];
}

async function makeProgramme(tx: Tx, { id, agency, definition }: Options<'programme'>): Promise<string[]> {
  const rules = PROGRAMMES.find((programme) => programme.definition === definition);
  const carried = PROGRAMMES.map((programme) => programme.definition).join(', ');
  if (!rules)
    return stop(
      `Không có chương trình ${definition}; có: ${carried}.`,
      `There is no programme ${definition}; there are: ${carried}.`,
    );
  await agencyNamed(tx, agency);
  if (await tx.programme.findUnique({ where: { id } }))
    stop(`Tiền tố ${id} đã dùng cho một chương trình.`, `The prefix ${id} is taken by a programme.`);
  await tx.programme.create({ data: { id, agencyId: agency, definition } });
  await audit(tx, 'create-programme', { programme: id, agency, definition });
  return [`${id}: ${rules.name.vi} · ${rules.name.en} (${agency}).`];
}

async function makeAdministrator(tx: Tx, options: Options<'create'>, given?: string): Promise<string[]> {
  const { agency, name } = options;
  const email = options.email.toLowerCase();
  await agencyNamed(tx, agency);
  const taken = (await tx.person.count({ where: { email } })) + (await tx.user.count({ where: { email } }));
  if (taken > 0)
    stop(
      `${email} đã có tài khoản: người quản trị khác có thể giao vai trò qua API /admin/people.`,
      `${email} has an account already: another administrator can give the role through the API's /admin/people.`,
    );
  const password = passwordFrom(given);
  const userId = await createAccount(tx, { name, email, password });
  const today = dateOf(legalDay(await businessNow(tx)));
  const assignments = { create: [{ agencyId: agency, role: STAFF_ROLE.administrator, fromDay: today }] };
  const person = await tx.person.create({ data: { userId, name, email, assignments }, select: { id: true } });
  await audit(tx, 'create-administrator', { agency, person: person.id });
  return [
    `Đã tạo người quản trị của ${agency}: ${email} · Administrator of ${agency}: ${email}`,
    ...shown(password, given),
  ];
}

async function changePassword(tx: Tx, options: Options<'password'>, given?: string): Promise<string[]> {
  const email = options.email.toLowerCase();
  const user = await tx.user.findUnique({ where: { email }, select: { id: true } });
  if (!user) return stop(`Không có tài khoản ${email}.`, `There is no account ${email}.`);
  const password = passwordFrom(given);
  await resetPassword(tx, user.id, password);
  await audit(tx, 'reset-password', { user: user.id });
  return [
    `Đã đặt lại mật khẩu của ${email}; mọi phiên đăng nhập đã kết thúc. · New password for ${email}; its sessions have ended.`,
    ...shown(password, given),
  ];
}

async function agencyNamed(tx: Tx, id: string): Promise<void> {
  if (await tx.agency.findUnique({ where: { id }, select: { id: true } })) return;
  const known = (await tx.agency.findMany({ select: { id: true }, orderBy: { id: 'asc' } })).map((agency) => agency.id);
  const list = known.join(', ') || '–';
  stop(`Không có cơ quan ${id}; có: ${list}.`, `There is no agency ${id}; there are: ${list}.`);
}

function passwordFrom(given: string | undefined): string {
  if (given === undefined) return randomBytes(18).toString('base64url');
  if (given.length < MINIMUM_PASSWORD || given.length > MAXIMUM_PASSWORD)
    stop(
      `Mật khẩu phải có từ ${MINIMUM_PASSWORD} đến ${MAXIMUM_PASSWORD} ký tự.`,
      `The password must have ${MINIMUM_PASSWORD} to ${MAXIMUM_PASSWORD} characters.`,
    );
  return given;
}

const shown = (password: string, given: string | undefined): string[] =>
  given === undefined ? [`Mật khẩu (chỉ hiện một lần) · Password (shown once): ${password}`] : [];

/** Who has the database's address acts for the installation: the audit says that it was this command. */
async function audit(tx: Tx, action: string, data: Record<string, string>): Promise<void> {
  await tx.adminEvent.create({ data: { at: await businessNow(tx), actor: { kind: 'command' }, action, data } });
}

/** The first line of a stream, without its end. */
export async function firstLine(input: Readable): Promise<string> {
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    lines.close();
    return line;
  }
  return '';
}
