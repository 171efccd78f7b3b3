/** What registers say of the example's enterprises, recorded by its administrator: the conditions are judged from these facts. */
import type { Caller } from './caller.ts';
import type { EnterpriseName, PartyName } from './cast.ts';

const BUSINESS = 'Đăng ký doanh nghiệp (VÍ DỤ)';
const HA_NOI = '01';
const HAI_PHONG = '31';

/** The first enterprise has none: there the appraiser judges everything. */
const SAID: Readonly<Partial<Record<EnterpriseName, readonly object[]>>> = {
  enterpriseTwo: [{ source: BUSINESS, legalKind: 'enterprise', province: HA_NOI, vsic: ['2220'] }],
  enterpriseThree: [{ source: BUSINESS, legalKind: 'enterprise', province: HA_NOI, vsic: ['2592', '2930'] }],
  enterpriseFour: [{ source: BUSINESS, legalKind: 'enterprise', province: HAI_PHONG, vsic: ['1079'] }],
  enterpriseFive: [
    { source: BUSINESS, legalKind: 'enterprise', province: HA_NOI, vsic: ['2710'] },
    { source: 'Quyết định công nhận sản phẩm công nghiệp chủ lực (VÍ DỤ)', recognisedUntil: '2027-12-31' },
  ],
};

/** @param parties their ids */
export async function recordFacts(administrator: Caller, parties: Readonly<Record<PartyName, string>>): Promise<void> {
  for (const [name, statements] of Object.entries(SAID) as [EnterpriseName, readonly object[]][])
    for (const statement of statements)
      await administrator.post(`/admin/parties/${parties[name]}/facts`, { asOf: '2026-01-01', ...statement });
}
