/** Documents that several programmes rest on. A programme names each of them where it binds that programme, never for another. */
import type { Body, Source, Text } from '../domain/programme.ts';

/** What no document states: the agency sets it, and until it does it is an example. */
export const AGENCY: Source = {
  document: 'Mức do cơ quan quy định (ví dụ)',
  certainty: 'set-by-agency-example',
  note: {
    vi: 'Không văn bản nào đã đọc nêu mức này: là ví dụ cho đến khi cơ quan quy định.',
    en: 'No document that was read states it: an example until the agency sets its own.',
  },
};

/** On the money of the national programme (Quyết định 1322/QĐ-TTg): binds the plans that carry that programme out, no others. */
export const CIRCULAR: Source = { document: 'Thông tư 35/2021/TT-BTC', certainty: 'T' };

/** What a news page says of a plan that was itself not read. @param note what the page is, and what it leaves out */
export const planOnPage = (document: string, note: Text): Source => ({ document, certainty: 'S', note });

/** Districts were abolished on 1/7/2025. */
export const UNTIL_DISTRICTS_ENDED: Pick<Body, 'to' | 'note'> = {
  to: '2025-06-30',
  note: {
    vi: 'Không còn cấp huyện từ 01/07/2025 (theo nguồn thứ cấp, chưa đọc văn bản).',
    en: 'Districts were abolished on 1/7/2025 (from a secondary source; the act was not read).',
  },
};
