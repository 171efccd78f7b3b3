/** Administration of outside parties: enterprises, consultants and bodies that nominate, their API keys, their sign-in accounts. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { PARTY_ROLE } from '../domain/process.ts';
import { normaliseTaxCode, TAX_CODE_FAULTS, taxCodeFault } from '../domain/tax-code.ts';
import type { ApiKey, Party } from '../prisma/generated/client.ts';
import { createAccount, resetPassword } from '../records/accounts.ts';
import { fault, refuseIf } from '../records/handler.ts';
import { email, line, instant as shapeOfInstant, upTo } from '../records/shapes.ts';
import { password } from './admin-people.ts';
import { audited, administrators as policy, tag } from './administration.ts';
import { guarded } from './guarded.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { idParams, instant, pageOf, pageQuery } from './schemas.ts';
import { hashOfKey, KEY_PREFIX } from './who.ts';

const kind = z.enum([PARTY_ROLE.enterprise, PARTY_ROLE.consultant, PARTY_ROLE.nominator]);
const phone = z.string().regex(/^\+?[0-9 .-]{8,20}$/);
const details = {
  name: line,
  email,
  phone: phone.optional(),
  address: line.optional(),
  representative: line.optional(),
  language: z.enum(['vi', 'en']).default('vi'),
};

const partyView = z
  .object({
    id: z.uuid(),
    kind,
    name: z.string(),
    taxCode: z.string(),
    email: z.string(),
    phone: z.string().nullable(),
    address: z.string().nullable(),
    representative: z.string().nullable(),
    language: z.string(),
    account: z.boolean().describe('Whether it can sign in beside its keys.'),
    createdAt: instant,
  })
  .meta({ id: 'Party' });

const viewOf = ({ userId, createdAt, example: _, ...row }: Party) => ({
  ...row,
  account: userId !== null,
  createdAt: createdAt.toISOString(),
});

const list = route({
  method: 'get',
  path: '/admin/parties',
  tag,
  summary: 'Enterprises, consultants, and bodies that nominate',
  policy,
  effect: 'read',
  query: z.strictObject({ ...pageQuery, kind: kind.optional(), taxCode: upTo(20).optional() }),
  answer: { status: 200, body: pageOf(partyView) },
  handle: async ({ query }, { database }) => {
    const after = readCursor(query.cursor, ['id']);
    const rows = await database.party.findMany({
      where: { kind: query.kind, taxCode: query.taxCode, ...(after ? { id: { gt: after[0]! } } : {}) },
      orderBy: { id: 'asc' },
      take: query.limit + 1,
    });
    return ok(page(rows, query.limit, viewOf, (row) => [row.id]));
  },
});

const create = route({
  method: 'post',
  path: '/admin/parties',
  tag,
  summary: 'Register an enterprise (or organisation, public body, person), a consultant, or a body that nominates',
  policy,
  effect: 'once',
  body: z.strictObject({ kind, taxCode: upTo(20), ...details }),
  answer: { status: 201, body: partyView },
  handle: ({ who, body, once }) =>
    once(async (tx) => {
      const wrong = taxCodeFault(body.taxCode);
      await guarded(async () =>
        refuseIf([wrong && fault('taxCode', wrong, TAX_CODE_FAULTS[wrong].vi, TAX_CODE_FAULTS[wrong].en)]),
      );
      const taxCode = normaliseTaxCode(body.taxCode);
      const known = await tx.party.count({ where: { kind: body.kind, taxCode } });
      const en = 'There is a party of this kind with this tax code already.';
      await guarded(async () =>
        refuseIf([known > 0 && fault('taxCode', 'taken', 'Mã số thuế này đã được đăng ký.', en)], 'duplicate'),
      );
      const row = await tx.party.create({ data: { ...body, taxCode } });
      await audited(tx, who, 'create-party', { party: row.id, kind: row.kind });
      return { status: 201, body: viewOf(row) };
    }),
});

const edit = route({
  method: 'patch',
  path: '/admin/parties/{id}',
  tag,
  summary: 'Change a party’s details; its kind and tax code stay',
  policy,
  effect: 'repeatable',
  params: idParams,
  body: z.strictObject({ ...details, language: z.enum(['vi', 'en']) }).partial(),
  answer: { status: 200, body: partyView },
  handle: async ({ who, params, body }, { database }) => {
    const row = await database.$transaction(async (tx) => {
      if (!(await tx.party.count({ where: { id: params.id } }))) throw new Problem('not-found');
      await audited(tx, who, 'change-party', { party: params.id, changed: Object.keys(body) });
      return tx.party.update({ where: { id: params.id }, data: body });
    });
    return ok(viewOf(row));
  },
});

const account = route({
  method: 'post',
  path: '/admin/parties/{id}/account',
  tag,
  summary: 'Let a party sign in with e-mail and password, or give it a new password',
  policy,
  effect: 'repeatable',
  params: idParams,
  body: z.strictObject({ email: email.transform((text) => text.toLowerCase()), password }),
  answer: { status: 200, body: partyView },
  handle: async ({ who, params, body }, { database }) => {
    const row = await database.$transaction(async (tx) => {
      const party = await tx.party.findUnique({ where: { id: params.id } });
      if (!party) throw new Problem('not-found');
      const taken = await tx.user.findUnique({ where: { email: body.email }, select: { id: true } });
      const vi = 'Email này thuộc một tài khoản khác.';
      const another = taken !== null && taken.id !== party.userId;
      await guarded(async () =>
        refuseIf([another && fault('email', 'taken', vi, 'This e-mail is another account’s.')], 'duplicate'),
      );
      await audited(tx, who, 'party-account', { party: party.id });
      if (!party.userId) {
        const userId = await createAccount(tx, { name: party.name, ...body });
        return tx.party.update({ where: { id: party.id }, data: { userId } });
      }
      await tx.user.update({ where: { id: party.userId }, data: { email: body.email } });
      await resetPassword(tx, party.userId, body.password);
      return party;
    });
    return ok(viewOf(row));
  },
});

const keyView = z
  .object({
    id: z.uuid(),
    party: z.uuid(),
    label: z.string(),
    hint: z.string().describe('Its last four characters.'),
    createdAt: instant,
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' });

const keyOf = ({ id, partyId, label, hint, createdAt, expiresAt, revokedAt }: ApiKey) => ({
  ...{ id, party: partyId, label, hint, createdAt: createdAt.toISOString() },
  ...{ expiresAt: expiresAt?.toISOString() ?? null, revokedAt: revokedAt?.toISOString() ?? null },
});

const keys = route({
  method: 'get',
  path: '/admin/keys',
  tag,
  summary: 'API keys; never the keys themselves',
  policy,
  effect: 'read',
  query: z.strictObject({ ...pageQuery, party: z.uuid().optional() }),
  answer: { status: 200, body: pageOf(keyView) },
  handle: async ({ query }, { database }) => {
    const after = readCursor(query.cursor, ['id']);
    const rows = await database.apiKey.findMany({
      where: { partyId: query.party, ...(after ? { id: { gt: after[0]! } } : {}) },
      orderBy: { id: 'asc' },
      take: query.limit + 1,
    });
    return ok(page(rows, query.limit, keyOf, (row) => [row.id]));
  },
});

const issued = keyView.extend({
  key: z.string().nullable().describe('Shown this once: a repeat of the call gets null.'),
});
const KEY_BYTES = 32;

const issue = route({
  method: 'post',
  path: '/admin/keys',
  tag,
  summary: 'Issue an API key to an enterprise or consultant',
  policy,
  effect: 'once',
  body: z.strictObject({ party: z.uuid(), label: line, expiresAt: shapeOfInstant.optional() }),
  answer: { status: 201, body: issued },
  handle: ({ who, body, once }) =>
    once(async (tx) => {
      if (!(await tx.party.count({ where: { id: body.party } }))) throw new Problem('not-found');
      const key = `${KEY_PREFIX}${randomBytes(KEY_BYTES).toString('base64url')}`;
      const expiresAt = body.expiresAt ? new Date(body.expiresAt) : null;
      const row = await tx.apiKey.create({
        data: { partyId: body.party, label: body.label, hash: hashOfKey(key), hint: key.slice(-4), expiresAt },
      });
      await audited(tx, who, 'issue-key', { party: body.party, key: row.id });
      return { status: 201, body: { ...keyOf(row), key }, kept: { ...keyOf(row), key: null } };
    }),
});

const revoke = route({
  method: 'post',
  path: '/admin/keys/{id}/revoke',
  tag,
  summary: 'Revoke an API key, at once',
  policy,
  effect: 'repeatable',
  params: idParams,
  body: z.strictObject({}),
  answer: { status: 200, body: keyView },
  handle: async ({ who, params }, { database }) => {
    const row = await database.$transaction(async (tx) => {
      const key = await tx.apiKey.findUnique({ where: { id: params.id } });
      if (!key) throw new Problem('not-found');
      if (key.revokedAt) return key;
      await audited(tx, who, 'revoke-key', { party: key.partyId, key: key.id });
      return tx.apiKey.update({ where: { id: key.id }, data: { revokedAt: new Date() } });
    });
    return ok(keyOf(row));
  },
});

export const parties: readonly Route[] = [list, create, edit, account, keys, issue, revoke];
