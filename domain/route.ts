/** The routes that a support item may take: which stage fragments, in which order, and who carries the work out. Data of the process, not of a programme. */

import { PARTY_ROLE, type PartyKind, type Role, STAGE, type Stage } from './process.ts';
import type { SupportItem, Text } from './programme.ts';

export type RouteName = 'service' | 'event' | 'project' | 'after-completion' | 'selection-round';

export type Route = {
  name: Text;
  /** None: this build does not carry the route yet, and its items take no applications. */
  stages: readonly Stage[];
  /** Who carries the work out: a consultant chosen by tender, or the beneficiary itself. */
  performer: PartyKind;
  /** Completion is shown by attendance: at least one event or session was held. */
  attendance?: true;
  /** Its dossiers enter a selection round, which recognises products and pays nothing. */
  selection?: true;
  /** Ends with a result (báo cáo, sản phẩm) that is handed in with the report of completion. */
  result?: true;
  /** Why the agency tenders nothing on this route, told in the history. */
  noTender?: Text;
};

const TENDERED = [
  ...[STAGE.submission, STAGE.eligibility, STAGE.tendering, STAGE.contract],
  ...[STAGE.delivery, STAGE.inspection, STAGE.settlement],
] as const;

const AGREED = [
  ...[STAGE.submission, STAGE.eligibility, STAGE.agreement],
  ...[STAGE.delivery, STAGE.inspection, STAGE.settlement],
] as const;

export const ROUTES: Readonly<Record<RouteName, Route>> = {
  service: {
    name: {
      vi: 'Tư vấn, đào tạo do cơ quan thuê đơn vị thực hiện',
      en: 'Consulting or training procured by the agency',
    },
    stages: TENDERED,
    performer: PARTY_ROLE.consultant,
  },
  event: {
    name: { vi: 'Sự kiện, đoàn công tác cho nhiều đơn vị tham gia', en: 'Event or mission for many participants' },
    stages: TENDERED,
    performer: PARTY_ROLE.consultant,
    attendance: true,
  },
  project: {
    name: { vi: 'Dự án, nhiệm vụ có kết quả phải nghiệm thu', en: 'Project with a result to be accepted' },
    stages: AGREED,
    performer: PARTY_ROLE.enterprise,
    result: true,
    noTender: {
      vi: 'Đơn vị thụ hưởng tự thực hiện dự án theo thỏa thuận hỗ trợ: cơ quan không lựa chọn nhà thầu.',
      en: 'The beneficiary carries the project out itself under a support agreement: the agency chooses no contractor.',
    },
  },
  'after-completion': {
    name: { vi: 'Hỗ trợ sau khi hoàn thành', en: 'Support after completion' },
    stages: AGREED,
    performer: PARTY_ROLE.enterprise,
    noTender: {
      vi: 'Đơn vị thụ hưởng tự thực hiện và đề nghị hỗ trợ kèm chứng từ đã trả: cơ quan không lựa chọn nhà thầu.',
      en: 'The beneficiary does the work itself and claims with proof of payment: the agency chooses no contractor.',
    },
  },
  'selection-round': {
    name: { vi: 'Đợt xét chọn', en: 'Selection round' },
    stages: [STAGE.submission, STAGE.selection],
    performer: PARTY_ROLE.enterprise,
    selection: true,
  },
};

/** Whether an item's dossiers enter a selection round. */
export const isSelected = ({ route }: Pick<SupportItem, 'route'>): boolean =>
  route !== undefined && ROUTES[route].selection === true;

/** @returns the stage fragments of a route, in order; none of an item that has no route */
export const stagesOf = (name: RouteName | undefined): readonly Stage[] => (name ? ROUTES[name].stages : []);

type Routed = Pick<SupportItem, 'route' | 'support'>;

/**
 * Which of the two outside parties a role of the table stands for in a dossier of this item.
 * @returns the party; undefined for a role of staff or the clock, or where the item has no such party
 */
export function partyFor(role: Role, item: Routed): PartyKind | undefined {
  if (role === PARTY_ROLE.performer) return item.route && ROUTES[item.route].performer;
  if (role === PARTY_ROLE.payee) return item.support?.payee;
  const parties: readonly Role[] = [PARTY_ROLE.enterprise, PARTY_ROLE.consultant, PARTY_ROLE.nominator];
  return parties.includes(role) ? (role as PartyKind) : undefined;
}

/** What a party acts as in a dossier of this item: itself, and the performer or payee where it is that. */
export const rolesOfParty = (kind: PartyKind, item: Routed): Role[] =>
  Object.values(PARTY_ROLE).filter((role) => partyFor(role, item) === kind);
