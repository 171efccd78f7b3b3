/**
 * What is counted for a target in a period, with what stands behind the number. A dossier counts on the day on which it was settled;
 * a model enterprise on the day of its designation; an activity of the agency on its own day. Pure.
 */
import type { Day } from './dates.ts';
import type { BeneficiaryKind, Period, TargetUnit, Text } from './programme.ts';
import { productsCounted, type Recognised } from './recognised-products.ts';

/** A settled dossier as targets see it. */
export type Settled = {
  code: string;
  item: string;
  /** The day of the settlement. */
  on: Day;
  /** The first ten digits of the tax code: branches are one with their head. */
  root: string;
  /** What the register said that the applicant is; null where none said. */
  legalKind: BeneficiaryKind | null;
  /** Over all sessions held. */
  attendances: number;
  /** Over all sessions held, those who came for the first time. */
  people: number;
};

/** A model enterprise that the approver designated, with the dossier that it rests on. */
export type Designated = Pick<Settled, 'code' | 'item' | 'root' | 'on'>;

/** What an activity that the agency ran itself may say in numbers. */
export const ACTIVITY_UNITS = [
  'enterprises',
  'organisations',
  'attendances',
  'people',
] as const satisfies readonly TargetUnit[];
export type ActivityNumbers = Partial<Record<(typeof ACTIVITY_UNITS)[number], number>>;

/** An activity of the agency that no counter-entry takes back. */
export type Ran = { id: string; item: string; on: Day; numbers: ActivityNumbers };

/** Everything of one programme that targets are counted from. */
export type Countable = {
  settled: readonly Settled[];
  designated: readonly Designated[];
  ran: readonly Ran[];
  recognised: readonly Recognised[];
};

/** One dossier behind a number, and what it adds: 0 where its enterprise was counted with an earlier one. */
export type Behind = { code: string; on: Day; adds: number };

export type Counted = {
  /** From dossiers alone; null where they cannot tell, and `why` says so. */
  number: number | null;
  why?: Text;
  behind: readonly Behind[];
  /** Settled in the period for these items, and not counted. */
  leftOut: readonly { code: string; on: Day; why: Text }[];
  /** From activities of the agency, shown apart; null where no activity is of this unit. */
  activities: { number: number; ids: readonly string[] } | null;
  /** How the number is to be read. */
  notes: readonly Text[];
};

/**
 * Counts one period of a target.
 *
 * @param items the items that the target is counted from
 * @param period days from–to, both included
 */
export function countIn(unit: TargetUnit, items: readonly string[], period: Period, all: Countable): Counted {
  const inside = <Row extends { item: string; on: Day }>(rows: readonly Row[]): Row[] =>
    rows.filter(({ item, on }) => items.includes(item) && period.from <= on && on <= period.to);
  const activities = activitiesIn(unit, inside(all.ran));
  const found = dossiersIn(unit, inside, all);
  return { ...found, activities, notes: activities ? [...found.notes, AS_RECORDED] : found.notes };
}

/** Legal kinds that are no enterprise; what is not known counts as what the item is for. */
const NO_ENTERPRISES: readonly BeneficiaryKind[] = ['organisation', 'public-body', 'person'];

type Inside = <Row extends { item: string; on: Day }>(rows: readonly Row[]) => Row[];
type FromDossiers = Omit<Counted, 'activities'>;

function dossiersIn(unit: TargetUnit, inside: Inside, all: Countable): FromDossiers {
  switch (unit) {
    case 'enterprises':
      return ofApplicants([...inside(all.settled), ...inside(all.recognised)], ({ legalKind }) =>
        legalKind && NO_ENTERPRISES.includes(legalKind) ? NO_ENTERPRISE : undefined,
      );
    case 'organisations':
      return ofApplicants(inside(all.settled), ({ legalKind }) =>
        legalKind === 'person' ? NO_ORGANISATION : undefined,
      );
    case 'model-enterprises':
      return counted(distinct(inside(all.designated)));
    case 'attendances':
      return counted(inside(all.settled).map(({ code, on, attendances }) => ({ code, on, adds: attendances })));
    case 'people':
      return {
        ...counted(inside(all.settled).map(({ code, on, people }) => ({ code, on, adds: people }))),
        notes: [PEOPLE_BY_DOSSIER],
      };
    case 'projects':
      return counted(inside(all.settled).map(({ code, on }) => ({ code, on, adds: 1 })));
    case 'products':
    case 'first-time-products':
      return counted(productsCounted(inside(all.recognised), unit === 'first-time-products'));
    case 'experts':
      return { ...counted(inside(all.settled).map(({ code, on }) => ({ code, on, adds: 0 }))), ...uncounted(EXPERTS) };
    case 'percent':
      return { ...counted([]), ...uncounted(PERCENT) };
  }
}

const counted = (behind: readonly Behind[]): FromDossiers => ({
  number: behind.reduce((sum, { adds }) => sum + adds, 0),
  behind,
  leftOut: [],
  notes: [],
});

const uncounted = (why: Text): Pick<Counted, 'number' | 'why'> => ({ number: null, why });

type Applied = Pick<Settled, 'code' | 'on' | 'root' | 'legalKind'>;

/** Applicants by their tax code. @param outside why one is not counted, if it is not */
function ofApplicants(rows: readonly Applied[], outside: (row: Applied) => Text | undefined): FromDossiers {
  const judged = rows.map((row) => ({ row, why: outside(row) }));
  const unknown = rows.some(({ legalKind }) => legalKind === null);
  return {
    ...counted(distinct(judged.filter(({ why }) => !why).map(({ row }) => row))),
    leftOut: judged.flatMap(({ row: { code, on }, why }) => (why ? [{ code, on, why }] : [])),
    notes: unknown ? [KIND_NOT_KNOWN] : [],
  };
}

/** Each tax code adds one, with the first of its dossiers; each dossier is there once, although it is recognised for two products. */
function distinct(rows: readonly Pick<Settled, 'code' | 'on' | 'root'>[]): Behind[] {
  const roots = new Set<string>();
  const codes = new Set<string>();
  const behind: Behind[] = [];
  for (const { code, on, root } of rows.toSorted((a, b) => order(a, b))) {
    if (codes.has(code)) continue;
    behind.push({ code, on, adds: roots.has(root) ? 0 : 1 });
    codes.add(code);
    roots.add(root);
  }
  return behind;
}

type Placed = { on: Day; code: string };
const order = (a: Placed, b: Placed): number =>
  a.on === b.on ? (a.code < b.code ? -1 : a.code > b.code ? 1 : 0) : a.on < b.on ? -1 : 1;

function activitiesIn(unit: TargetUnit, ran: readonly Ran[]): Counted['activities'] {
  const name = ACTIVITY_UNITS.find((candidate) => candidate === unit);
  if (!name) return null;
  const telling = ran.filter(({ numbers }) => numbers[name] !== undefined);
  if (telling.length === 0) return null;
  return {
    number: telling.reduce((sum, { numbers }) => sum + (numbers[name] ?? 0), 0),
    ids: telling.map(({ id }) => id),
  };
}

const NO_ENTERPRISE: Text = {
  vi: 'Theo đăng ký, đơn vị này không phải doanh nghiệp.',
  en: 'By the register, the applicant is no enterprise.',
};
const NO_ORGANISATION: Text = {
  vi: 'Theo đăng ký, người đề nghị là cá nhân.',
  en: 'By the register, the applicant is a person.',
};
const KIND_NOT_KNOWN: Text = {
  vi: 'Có đơn vị chưa rõ loại hình pháp lý: được tính theo nội dung đã đề nghị.',
  en: 'The legal kind of some applicants is not known: they count as what their item is for.',
};
const PEOPLE_BY_DOSSIER: Text = {
  vi: 'Số người chỉ biết theo từng hồ sơ: một người dự ở hai hồ sơ được tính hai lần, nên đây là số nhiều nhất. Không cộng với số lượt.',
  en: 'People are known by dossier alone: somebody who came in two dossiers counts twice, so this is the most that it can be. It is never added to attendances.',
};
const AS_RECORDED: Text = {
  vi: 'Số của các hoạt động do cơ quan tổ chức lấy như đã ghi: ai dự hai hoạt động, hoặc vừa dự vừa có hồ sơ, được tính hai lần.',
  en: 'Numbers of activities are as recorded: who came to two, or came to one and has a dossier, counts twice.',
};
const EXPERTS: Text = {
  vi: 'Hồ sơ cho biết bao nhiêu người được đào tạo, không cho biết ai được chứng nhận đạt tiêu chuẩn: số này phải nhập kèm nguồn.',
  en: 'Dossiers tell how many were trained, not who was certified to the standard: the number is entered, with its source.',
};
const PERCENT: Text = {
  vi: 'Tỷ lệ này không tính được từ hồ sơ.',
  en: 'This share cannot be counted from dossiers.',
};
