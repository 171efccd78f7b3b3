/** What is known of an enterprise, where from and as of when: what conditions and size classes are judged by. */
import { type Day, formatDay } from './dates.ts';
import type { Bilingual } from './fault.ts';
import { formatDong } from './money.ts';
import type { BeneficiaryKind } from './programme.ts';

/** Who may be supported (domain/programme.ts), as a list. */
export const BENEFICIARY_KINDS = [
  'enterprise',
  'organisation',
  'public-body',
  'person',
] as const satisfies readonly BeneficiaryKind[];

/** The two groups of sectors that Nghị định 80/2021/NĐ-CP measures by different numbers. */
export const SECTOR_GROUPS = ['agriculture-industry-construction', 'trade-services'] as const;
export type SectorGroup = (typeof SECTOR_GROUPS)[number];

/** What carrying a support out takes (nguồn lực). */
export const RESOURCES = ['staff', 'facilities', 'equipment', 'finance'] as const;
export type Resource = (typeof RESOURCES)[number];

/** Every fact, with the shape of its value. Money is whole đồng. */
export type FactValues = {
  /** What it is by law. */
  legalKind: BeneficiaryKind;
  /** Code of the province that it is registered in (provinces as of 1/7/2025). */
  province: string;
  /** Registered lines of business (VSIC). */
  vsic: readonly string[];
  /** Lines of business that the support is for. */
  businessLines: readonly string[];
  sectorGroup: SectorGroup;
  /** Staff covered by social insurance, as an average of the year. */
  insuredStaff: number;
  revenue: bigint;
  capital: bigint;
  /** Whether each is there; one that was not said anything about is left out. */
  resources: Readonly<Partial<Record<Resource, boolean>>>;
  /** Until when a recognition of a product of its is valid, that day included. */
  recognisedUntil: Day;
};
export type FactName = keyof FactValues;

/** A fact and where it is from: the register goes before what the applicant declares. */
export type Known<Name extends FactName = FactName> = {
  value: FactValues[Name];
  from: 'register' | 'declared';
  /** The register's document; of a declaration none. */
  source: string | null;
  asOf: Day;
};
export type Facts = { readonly [Name in FactName]?: Known<Name> };

/** Some facts of one source and one day: a row of the register, or the applicant's declaration. */
export type Statement = Pick<Known, 'from' | 'source' | 'asOf'> & {
  values: { readonly [Name in FactName]?: FactValues[Name] | null };
};

/**
 * The facts in force on a day: of each the register's latest of that day or before, else the declared one.
 *
 * @param statements in any order; of two with the same day, the later in the list wins
 */
export function factsOn(day: Day, statements: readonly Statement[]): Facts {
  const rank = ({ from, asOf }: Statement): string => `${from === 'register' ? 1 : 0}${asOf}`;
  const ordered = statements
    .filter((statement) => statement.from === 'declared' || statement.asOf <= day)
    .toSorted((one, other) => (rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0));
  const facts: Record<string, Known> = {};
  for (const { values, ...source } of ordered) {
    for (const [name, value] of Object.entries(values))
      if (value !== null && value !== undefined) facts[name] = { value: value as Known['value'], ...source };
  }
  return facts as Facts;
}

/** What a fact is called. */
export const FACT_WORDS: Readonly<Record<FactName, Bilingual>> = {
  legalKind: { vi: 'loại hình pháp lý', en: 'legal kind' },
  province: { vi: 'tỉnh, thành phố đăng ký', en: 'province of registration' },
  vsic: { vi: 'ngành nghề đã đăng ký (VSIC)', en: 'registered lines of business (VSIC)' },
  businessLines: { vi: 'ngành nghề đề nghị hỗ trợ', en: 'lines of business that the support is for' },
  sectorGroup: { vi: 'nhóm ngành', en: 'group of sectors' },
  insuredStaff: { vi: 'số lao động tham gia bảo hiểm xã hội bình quân năm', en: 'average insured staff of the year' },
  revenue: { vi: 'tổng doanh thu của năm', en: 'revenue of the year' },
  capital: { vi: 'tổng nguồn vốn của năm', en: 'capital of the year' },
  resources: { vi: 'nguồn lực thực hiện', en: 'resources' },
  recognisedUntil: { vi: 'thời hạn công nhận sản phẩm', en: 'recognition of a product' },
};

export const RESOURCE_WORDS: Readonly<Record<Resource, Bilingual>> = {
  staff: { vi: 'nhân lực', en: 'staff' },
  facilities: { vi: 'cơ sở vật chất', en: 'facilities' },
  equipment: { vi: 'trang thiết bị', en: 'equipment' },
  finance: { vi: 'tài chính', en: 'finance' },
};

export const KIND_WORDS: Readonly<Record<BeneficiaryKind, Bilingual>> = {
  enterprise: { vi: 'doanh nghiệp', en: 'enterprise' },
  organisation: { vi: 'tổ chức', en: 'organisation' },
  'public-body': { vi: 'đơn vị công lập', en: 'public body' },
  person: { vi: 'cá nhân', en: 'person' },
};

const GROUP_WORDS: Readonly<Record<SectorGroup, Bilingual>> = {
  'agriculture-industry-construction': {
    vi: 'nông, lâm nghiệp, thủy sản, công nghiệp, xây dựng',
    en: 'agriculture, industry, construction',
  },
  'trade-services': { vi: 'thương mại, dịch vụ', en: 'trade, services' },
};

/** A fact as it is shown with the answer that it led to; plain JSON. */
export type ShownFact = {
  name: FactName;
  title: Bilingual;
  value: Bilingual;
  from: Known['from'];
  source: string | null;
  asOf: Day;
};

/** The facts of these names that are known, to be shown. */
export function shown(facts: Facts, names: readonly FactName[]): ShownFact[] {
  return names.flatMap((name) => {
    const known = facts[name];
    if (!known) return [];
    const { from, source, asOf } = known;
    return [{ name, title: FACT_WORDS[name], value: textOf(name, facts), from, source, asOf }];
  });
}

const VALUES: { readonly [Name in FactName]: (value: FactValues[Name]) => Bilingual } = {
  legalKind: (value) => KIND_WORDS[value],
  province: (value) => same(value),
  vsic: (value) => same(value.join(', ')),
  businessLines: (value) => same(value.join(', ')),
  sectorGroup: (value) => GROUP_WORDS[value],
  insuredStaff: (value) => ({ vi: `${value} người`, en: `${value} people` }),
  revenue: (value) => dong(value),
  capital: (value) => dong(value),
  resources: (value) => {
    const said = RESOURCES.filter((one) => value[one] !== undefined);
    const listed = (language: keyof Bilingual, yes: string, no: string) =>
      said.map((one) => `${RESOURCE_WORDS[one][language]}: ${value[one] ? yes : no}`).join('; ');
    return { vi: listed('vi', 'có', 'không'), en: listed('en', 'yes', 'no') };
  },
  recognisedUntil: (value) => same(formatDay(value)),
};

function textOf<Name extends FactName>(name: Name, facts: Facts): Bilingual {
  const known: Facts[Name] = facts[name];
  return VALUES[name]((known as Known<Name>).value);
}

const same = (text: string): Bilingual => ({ vi: text, en: text });
const dong = (amount: bigint): Bilingual => ({ vi: formatDong(amount, 'vi'), en: formatDong(amount, 'en') });
