/** Invoices that an earlier version took and that the present one cannot vouch for: to be compared by hand. */
import { z } from 'zod';
import { Prisma } from '../prisma/generated/client.ts';
import { ok, type Route, route } from './route.ts';
import { policy, scope, tag } from './supervision.ts';

const doubtful = z.object({
  code: z.string().describe('The dossier whose claim has it.'),
  sellerTaxCode: z.string(),
  symbol: z.string(),
  number: z.string(),
  alsoIn: z
    .string()
    .nullable()
    .describe('The dossier that claimed the same invoice before; null where it cannot be read.'),
});

const invoices = route({
  method: 'get',
  path: '/supervision/invoices',
  tag,
  summary:
    'Invoices of standing claims that cannot be read by their parts, or were claimed twice by an earlier version',
  policy,
  effect: 'read',
  answer: { status: 200, body: z.object({ items: z.array(doubtful) }) },
  handle: async ({ who }, { database }) => {
    const items = await database.$queryRaw<z.infer<typeof doubtful>[]>`
      SELECT a.code, c."sellerTaxCode", c.symbol, c.number, first.code AS "alsoIn" FROM "ClaimedInvoice" c
      JOIN "Payment" p ON p.id = c."paymentId" JOIN "Application" a ON a.id = p."applicationId"
      LEFT JOIN "ClaimedInvoice" other ON other.id = c."doubleOf" LEFT JOIN "Payment" paid ON paid.id = other."paymentId"
      LEFT JOIN "Application" first ON first.id = paid."applicationId"
      WHERE c.live AND (c.serial IS NULL OR c."doubleOf" IS NOT NULL) AND ${scope(who, Prisma.sql`a`)}
      ORDER BY a.code, c.id LIMIT 1000`;
    return ok({ items });
  },
});

export const supervisionInvoices: readonly Route[] = [invoices];
