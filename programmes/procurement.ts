/** Which methods of choosing a consultant there are, up to which price, and where, under the law on tendering. */
import type { ProcurementRule, Source, Text } from '../domain/programme.ts';
import { AGENCY } from './sources.ts';

const TENDERING = 'Luật Đấu thầu 22/2023/QH15 (sửa đổi) và Nghị định 214/2025/NĐ-CP';
const million = 1_000_000n;

/** Open and limited tendering belong on the national network; held here, they are an example or outside that duty. */
const HELD_HERE: Source = {
  ...AGENCY,
  note: {
    vi: 'Đấu thầu rộng rãi, hạn chế phải thực hiện trên Hệ thống mạng đấu thầu quốc gia; chỉ thực hiện tại đây khi cơ quan xác định gói thầu không thuộc diện đó.',
    en: 'Open and limited tendering must run on the national e-procurement network; held here only where the agency finds that the package does not fall under that duty.',
  },
};

const networkSource = (note: Text): Source => ({ document: TENDERING, certainty: 'T', note });

/**
 * How consultants are chosen, in every programme: the law on tendering binds whoever spends the money of the State on them.
 * Whether training is a consulting service is not settled in it; the agency chooses for each package.
 */
export const PROCUREMENT: ProcurementRule = {
  methods: [
    {
      method: 'open',
      venue: 'national-network',
      upTo: null,
      biddingWorkingDays: 18,
      minimumBids: 3,
      source: networkSource({
        vi: 'Ít nhất 18 ngày để chuẩn bị hồ sơ dự thầu; tính bằng ngày làm việc nên không ngắn hơn.',
        en: 'At least 18 days to prepare a bid; counted here in working days, so never fewer.',
      }),
    },
    {
      method: 'limited',
      venue: 'national-network',
      upTo: null,
      biddingWorkingDays: 7,
      minimumBids: 3,
      source: networkSource({
        vi: 'Ít nhất 7 ngày đối với tư vấn đơn giản hoặc cấp bách; tính bằng ngày làm việc nên không ngắn hơn.',
        en: 'At least 7 days for simple or urgent consulting; counted here in working days, so never fewer.',
      }),
    },
    { method: 'open', venue: 'here', upTo: null, biddingWorkingDays: 18, minimumBids: 3, source: HELD_HERE },
    { method: 'limited', venue: 'here', upTo: null, biddingWorkingDays: 7, minimumBids: 3, source: HELD_HERE },
    {
      method: 'direct-appointment',
      venue: 'here',
      upTo: 500n * million,
      biddingWorkingDays: 5,
      minimumBids: 1,
      source: {
        document: TENDERING,
        certainty: 'E',
        note: {
          vi: 'Chỉ định thầu đến 500 triệu đồng đối với dự toán mua sắm; số ngày chuẩn bị là ví dụ do cơ quan quy định.',
          en: 'Direct appointment up to 500 million đồng for a purchase estimate; the days to prepare are an example that the agency sets.',
        },
      },
    },
    {
      method: 'head-decision',
      venue: 'here',
      upTo: 50n * million,
      // Nothing is tendered: the head's approval names the consultant.
      biddingWorkingDays: 0,
      minimumBids: 1,
      source: {
        document: TENDERING,
        certainty: 'E',
        note: {
          vi: 'Đến 50 triệu đồng: thủ trưởng quyết định, chỉ cần hóa đơn, chứng từ.',
          en: 'Up to 50 million đồng: the head decides, invoices suffice.',
        },
      },
    },
  ],
  panelMembers: { minimum: 3, source: AGENCY },
};
