import { randomUUID } from 'node:crypto';
import { ACTION, CURRENT_PROCESS, STATE, splitKey, TASK } from '../../domain/process.ts';
import { EXAMPLE_SELECTION } from '../../programmes/selection.ts';
import { draft } from './dossier.ts';
import { does, type Office, passLimit, type Who } from './office.ts';

/** The ways by which a selection round gets from its announcement to its decision: the real actions, one after another. */

export const COUNCIL = ['council', 'councilTwo', 'councilThree'] as const;
export type CouncilName = (typeof COUNCIL)[number];
/** Not before the office's first day: closes on a Monday, at the close of office. */
export const CLOSING_ON = '2026-03-16';

/** What is sent to announce a round, with its council unless told otherwise. */
export const announcement = (office: Office, given: object = {}) => ({
  title: 'Xét chọn năm 2026',
  closingOn: CLOSING_ON,
  council: { members: COUNCIL.map((name) => office.people[name]), chair: office.people.chair },
  ...given,
});

/** A round that takes applications. @returns its code */
export async function announced(office: Office, given: object = {}, item = 'P6'): Promise<string> {
  const body = announcement(office, given);
  if (office.door)
    return office.door.announce('appraiser', office.programme.id, item, {
      ...body,
      instrument: { signatory: 'appraiser', capacity: 'Trưởng phòng' },
    });
  const code = await unannounced(office, item);
  await does(office, 'appraiser', code, ACTION.openRound, body);
  return code;
}

/** A round as the API makes it before its first action. @returns its code */
export async function unannounced({ database, programme }: Office, item = 'P6'): Promise<string> {
  const code = `${programme.id}-XC-${String((await database.selectionRound.count()) + 1).padStart(4, '0')}`;
  const now = new Date('2026-03-02T02:00:00Z');
  await database.selectionRound.create({
    data: {
      ...{ id: randomUUID(), code, agencyId: 'test-agency', programmeId: programme.id, item, title: '' },
      ...splitKey(STATE.unannounced),
      ...{ process: CURRENT_PROCESS, stateSince: now, createdAt: now },
    },
  });
  return code;
}

/** A dossier of products, accepted into the open round. @returns its code */
export async function entered(office: Office, enterprise: Who, products: readonly string[], item = 'P6') {
  const code = await submitted(office, enterprise, products, item);
  await does(office, 'intake', code, ACTION.accept);
  return code;
}

/** A dossier of products that was submitted. @returns its code */
export async function submitted(office: Office, enterprise: Who, products: readonly string[], item = 'P6') {
  const code = await draft(office, { item, enterprise, products });
  await does(office, enterprise, code, ACTION.submit, { contentVersion: 1 });
  return code;
}

/** The round has closed and its products are listed: the council may score. */
export async function listed(office: Office, round: string): Promise<void> {
  await passLimit(office, round, TASK.collectApplications);
  await does(office, 'appraiser', round, ACTION.compileProducts);
}

/** The products of a round by name. */
export async function productsOf({ database }: Pick<Office, 'database'>, code: string) {
  const rows = await database.roundProduct.findMany({ where: { round: { code } }, orderBy: { no: 'asc' } });
  return new Map(rows.map((row) => [row.product, row]));
}

/** One member's scores: each product gets the same points for every criterion. */
export async function scoresOf(
  office: Pick<Office, 'database'>,
  code: string,
  points: Readonly<Record<string, number>>,
) {
  const products = await productsOf(office, code);
  return {
    scores: Object.entries(points).flatMap(([name, given]) =>
      EXAMPLE_SELECTION.criteria.map(({ key }) => ({
        ...{ product: products.get(name)!.id, criterion: key, points: given },
        comment: 'Theo hồ sơ',
      })),
    ),
  };
}

/** Every member scores: no interest, these points. */
export async function scored(office: Office, code: string, points: Readonly<Record<string, number>>): Promise<void> {
  for (const member of COUNCIL) {
    await does(office, member, code, ACTION.declareInterest, { interest: null });
    await does(office, member, code, ACTION.score, await scoresOf(office, code, points));
  }
}

/** What is sent to decide a round: as the ranking proposes, unless told otherwise by name. */
export async function decisionsOf(
  office: Pick<Office, 'database'>,
  code: string,
  otherwise: Readonly<Record<string, { recognised: boolean; reason?: string }>> = {},
) {
  const products = [...(await productsOf(office, code)).values()];
  return {
    decisions: products.map(({ id, product, proposed }) => ({
      ...{ product: id, recognised: proposed === true },
      ...otherwise[product],
    })),
  };
}

/** From the closing to the decision: every member gives these points, and the chair follows the ranking. */
export async function decided(office: Office, code: string, points: Readonly<Record<string, number>>): Promise<void> {
  await listed(office, code);
  await scored(office, code, points);
  await does(office, 'appraiser', code, ACTION.rankProducts);
  await does(office, 'chair', code, ACTION.decideRound, await decisionsOf(office, code));
}
