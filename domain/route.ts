/** The routes that a support item may take: which stage fragments, in which order, and who carries the work out. Data of the process, not of a programme. */

import { PARTY_ROLE, type PartyKind, STAGE, type Stage } from './process.ts';
import type { Text } from './programme.ts';

export type RouteName = 'service' | 'event' | 'project' | 'after-completion' | 'selection-round';

export type Route = {
  name: Text;
  /** None: this build does not carry the route yet, and its items take no applications. */
  stages: readonly Stage[];
  /** Who carries the work out: a consultant chosen by tender, or the beneficiary itself. */
  performer: PartyKind;
  /** Why the agency tenders nothing on this route, told in the history. */
  noTender?: Text;
};

const TENDERED = [
  ...[STAGE.submission, STAGE.eligibility, STAGE.tendering, STAGE.contract],
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
  },
  project: {
    name: { vi: 'Dự án, nhiệm vụ có kết quả phải nghiệm thu', en: 'Project with a result to be accepted' },
    stages: [],
    performer: PARTY_ROLE.enterprise,
  },
  'after-completion': {
    name: { vi: 'Hỗ trợ sau khi hoàn thành', en: 'Support after completion' },
    stages: [],
    performer: PARTY_ROLE.enterprise,
  },
  'selection-round': {
    name: { vi: 'Đợt xét chọn', en: 'Selection round' },
    stages: [],
    performer: PARTY_ROLE.enterprise,
  },
};

/** @returns the stage fragments of a route, in order; none of an item that has no route */
export const stagesOf = (name: RouteName | undefined): readonly Stage[] => (name ? ROUTES[name].stages : []);
