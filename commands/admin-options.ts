/** What `npm run admin` is told on its command line. */
import { parseArgs } from 'node:util';
import { z } from 'zod';

export const COMMANDS = {
  agency: 'agency',
  programme: 'programme',
  create: 'create',
  password: 'password',
  documents: 'documents',
  installation: 'installation',
  help: 'help',
} as const;

export const USAGE = `
npm run admin -- <command> [options]

  agency     --id SKHCN --name-vi "Sở …" --name-en "Department …" --email … --complaint-vi "…" --complaint-en "…" [--office-closes 17:00]
             Tạo cơ quan. · Makes an agency.
  programme  --id NSCL --agency SKHCN --definition 003
             Giao chương trình cho cơ quan. · Has an agency run a programme; the id is the prefix of its codes.
  create     --agency SKHCN --name "…" --email … [--password-stdin]
             Tạo người quản trị. · Makes an administrator; without --password-stdin the password is made and shown once.
  password   --email … [--password-stdin]
             Đặt lại mật khẩu. · Gives an account a new password and ends its sessions.
  documents
             Tìm tài liệu đã mất tệp. · Lists documents whose file is missing or damaged, each with the path to restore.
  installation --restored | --copy | --take-namespace
             Sau khi phục hồi hoặc sao chép cơ sở dữ liệu. · After the database was restored from a dump (the same installation), or copied
             (another one beside it); the last one takes a Temporal namespace from an installation that is no more.
`.trim();

const line = z.string().trim().min(1).max(300);
const text = z.string().trim().min(1).max(2000);
const email = z.email().max(200);
const agencyId = z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,22}[A-Z0-9]$/, 'must be 3 to 24 capitals, digits or hyphens');

const flag = z.boolean().default(false);

const SHAPES = {
  agency: z.object({
    id: agencyId,
    'name-vi': line,
    'name-en': line,
    email,
    'complaint-vi': text,
    'complaint-en': text,
    'office-closes': z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:mm')
      .default('17:00'),
  }),
  programme: z.object({
    id: z.string().regex(/^[A-Z][A-Z0-9]{1,11}$/, 'must be 2 to 12 capitals and digits, a capital first'),
    agency: agencyId,
    definition: z.string().regex(/^\d{3}$/, 'must be three digits, such as 003'),
  }),
  create: z.object({ agency: agencyId, name: line, email }),
  password: z.object({ email }),
  documents: z.object({}),
  installation: z
    .object({ restored: flag, copy: flag, 'take-namespace': flag })
    .refine(
      (given) => Object.values(given).filter(Boolean).length === 1,
      'say one of --restored, --copy, --take-namespace',
    ),
  help: z.object({}),
} as const;

type Shapes = typeof SHAPES;
export type Command = {
  [Name in keyof Shapes]: { name: Name; options: z.output<Shapes[Name]>; passwordFromStdin: boolean };
}[keyof Shapes];

/** @returns the command with its options, or every fault of the command line */
export function readCommand(args: readonly string[]): Command | { faults: string[] } {
  const [name = COMMANDS.help, ...rest] = args;
  if (!Object.hasOwn(SHAPES, name)) return { faults: [`There is no command "${name}".`] };
  const shape = SHAPES[name as keyof Shapes];
  const takesPassword = name === COMMANDS.create || name === COMMANDS.password;
  const known = Object.fromEntries(
    Object.entries(shape.shape).map(([option, value]) => [
      option,
      { type: (value as unknown) === flag ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    const { values } = parseArgs({
      args: [...rest],
      options: { ...known, ...(takesPassword ? { 'password-stdin': { type: 'boolean' as const } } : {}) },
    });
    const { 'password-stdin': passwordFromStdin = false, ...given } = values;
    const parsed = shape.safeParse(given);
    if (!parsed.success)
      return {
        faults: parsed.error.issues.map((issue) =>
          issue.path.length > 0 ? `--${issue.path.join('.')}: ${issue.message}` : issue.message,
        ),
      };
    return { name, options: parsed.data, passwordFromStdin } as Command;
  } catch (error) {
    return { faults: [error instanceof Error ? error.message : String(error)] };
  }
}
