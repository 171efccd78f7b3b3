import fc from 'fast-check';
import { ACTION } from '../../domain/process.ts';
import { programmeOf } from '../../programmes/index.ts';
import { draft, favourable } from '../support/dossier.ts';
import { countGrants, does, type Office, openOffice, tries } from '../support/office.ts';
import { sideBySide } from '../support/side-by-side.ts';
import { sized } from '../support/size.ts';
import { foundSources, inSource, running } from '../support/sources.ts';

const million = 1_000_000;

/** Items of four programmes that one agency runs; what each may be granted at most. */
const ITEMS = [
  ['000', 'H1'],
  ['000', 'H5'],
  ['001', 'C6'],
  ['002', '3A'],
  ['003', 'P2'],
  ['003', 'P3'],
] as const;
/** Two of them are one enterprise and a branch of it. */
const ROOTS = ['9900000016', '9900055008'] as const;
const WHO = ['enterprise', 'otherEnterprise', 'thirdEnterprise'] as const;

const grant = fc.record({
  item: fc.constantFrom(...ITEMS),
  who: fc.constantFrom(...WHO, 'enterprise', 'enterprise'),
  amount: fc.integer({ min: 50, max: 100 }).map((n) => n * million),
});
const life = fc.record({
  grants: fc.array(grant, { minLength: 10, maxLength: 14 }),
  /** How many are approved at the same moment. */
  lanes: fc.constantFrom(14, 5, 2, 1),
});

let office: Office;

test('no order of grants, one by one or at once, over any items and programmes, passes a ceiling or refuses what fits', async () => {
  await fc.assert(
    fc.asyncProperty(fc.noShrink(life), async ({ grants, lanes }) => {
      office = await openOffice({ budget: 20_000_000_000n });
      try {
        await foundSources(office, 20_000_000_000n);
        await countGrants(office);
        const branch = { taxCode: '9900000016-001' };
        await office.database.party.update({ where: { id: office.parties.otherEnterprise }, data: branch });
        const ready = await prepared(grants);
        const answers = await sideBySide(ready, lanes, ({ code, amount }) =>
          tries(office, 'approver', code, ACTION.approve, { amount }),
        );
        const sums = await granted();
        for (const [name, { sum, most }] of sums) expect(`${name}: ${sum <= most}`).toBe(`${name}: true`);
        for (const [at, { code, amount, root, item }] of ready.entries()) {
          const answer = answers[at]!;
          if (answer.ok) continue;
          // It names each ceiling that the amount would pass, so one or two.
          expect(new Set(answer.faults.map(({ path, code: why }) => `${path} ${why}`))).toEqual(
            new Set(['amount above-ceiling']),
          );
          // Nothing has come back meanwhile: what was refused then does not fit now.
          const covering = ceilingsOf(item, root).map((ceiling) => sums.get(ceiling)!);
          const fits = covering.every(({ sum, most }) => sum + BigInt(amount) <= most);
          expect(`${code}: ${fits}`).toBe(`${code}: false`);
        }
      } finally {
        await office.close();
      }
    }),
    { numRuns: sized(3, 100) },
  );
});

type Item = (typeof ITEMS)[number];
const ruleOf = ([definition, code]: Item) => programmeOf(definition).items.find((item) => item.code === code)!;

/** What the programmes' data say today, by hand: one ceiling over all programmes, declared in 003; and one over each of the others. */
const ALL = 500n * BigInt(million);
const EACH = 500n * BigInt(million);
const ceilingsOf = ([definition]: Item, root: string) =>
  definition === '003' ? [`${root} all`] : [`${root} all`, `${root} ${definition}`];

/** All are submitted before the first is appraised, and appraised before the first is approved. */
async function prepared(grants: readonly { item: Item; who: (typeof WHO)[number]; amount: number }[]) {
  const codes: { code: string; amount: number; root: string; item: Item }[] = [];
  for (const { item, who, amount } of grants) {
    const estimate = Math.ceil((amount * 10_000) / ruleOf(item).support!.rateBp);
    const code = await draft(inSource(office, item[0]), {
      item: item[1],
      enterprise: who,
      estimate,
      requestedAmount: amount,
    });
    await does(office, who, code, ACTION.submit, { contentVersion: 1 });
    codes.push({ code, amount, root: ROOTS[who === 'thirdEnterprise' ? 1 : 0], item });
  }
  for (const { code, amount, item } of codes) {
    const estimate = Math.ceil((amount * 10_000) / ruleOf(item).support!.rateBp);
    await does(office, 'intake', code, ACTION.accept);
    await does(office, 'appraiser', code, ACTION.recommend, favourable(estimate, amount, item[1]));
  }
  return codes;
}

/** What each ceiling has taken, from the entries of the books alone. */
async function granted(): Promise<Map<string, { sum: bigint; most: bigint }>> {
  const { rows } = await office.owner.query<{ root: string; programme: string; sum: string }>(
    `SELECT left(party."taxCode", 10) AS root, a."programmeId" AS programme, sum(e.amount)::text AS sum
     FROM "Entry" e JOIN "Application" a ON a.id = e."applicationId" JOIN "Party" party ON party.id = a."enterpriseId"
     WHERE e.account = 'reserved' GROUP BY 1, 2`,
  );
  const sums = new Map<string, { sum: bigint; most: bigint }>();
  for (const root of ROOTS) {
    const own = rows.filter((row) => row.root === root);
    const total = (of: typeof rows) => of.reduce((sum, row) => sum + BigInt(row.sum), 0n);
    sums.set(`${root} all`, { sum: total(own), most: ALL });
    for (const definition of ['000', '001', '002']) {
      const of = own.filter(({ programme }) => programme === running(definition).id);
      sums.set(`${root} ${definition}`, { sum: total(of), most: EACH });
    }
  }
  return sums;
}
