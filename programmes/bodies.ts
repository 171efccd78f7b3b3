/** Bodies that several programmes name (cơ quan, tổ chức); which part each has in a programme, and while when, that programme says. */
import type { Text } from '../domain/programme.ts';

export const DEPARTMENT_OF_SCIENCE: Text = {
  vi: 'Sở Khoa học và Công nghệ',
  en: 'Department of Science and Technology',
};

export const DEPARTMENT_OF_INDUSTRY: Text = { vi: 'Sở Công Thương', en: 'Department of Industry and Trade' };

export const DEPARTMENT_OF_FINANCE: Text = { vi: 'Sở Tài chính', en: 'Department of Finance' };

export const HA_NOI_COMMITTEE: Text = {
  vi: 'Ủy ban nhân dân thành phố Hà Nội',
  en: "Hà Nội City People's Committee",
};

export const HA_NOI_DISTRICTS: Text = {
  vi: 'UBND các quận, huyện, thị xã',
  en: "District and town People's Committees",
};
