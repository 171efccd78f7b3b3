/** Source 001, an event for many: the fair was held, its attendance is recorded, and the rest of the work goes on. */
import { ACTION, TASK } from '../domain/process.ts';
import { PARTIES } from './cast.ts';
import { approves, recommends } from './eligibility.ts';
import { acts, completes, documents, heads, instrument, type Scene, signatory } from './scene.ts';
import { accepts, submits } from './submission.ts';
import { approvesPackage, opensPackage } from './tendering.ts';

const WHO = 'enterpriseThree';
const ORGANISER = 'consultantTwo';
/** Low enough for the head to choose the organiser without a tender. */
const PRICE = 45_000_000;

/** It is being delivered then. @returns the application's code */
export async function event(scene: Scene): Promise<string> {
  heads(scene, 'Nguồn 001: sự kiện cho nhiều đơn vị tham gia', 'source 001: an event for many participants');
  const application = await submits(scene, WHO, {
    definition: '001',
    item: 'C5',
    content: {
      need: 'Gian hàng tại hội chợ quốc tế về công nghiệp hỗ trợ (VÍ DỤ)',
      estimate: PRICE,
      requestedAmount: PRICE,
      site: 'Trung tâm hội chợ Ví Dụ',
      people: 6,
      businessLines: ['2930'],
      declared: { resources: { staff: true, facilities: true, equipment: true, finance: true } },
    },
    documents: ['support-application', 'business-registration', 'participation-plan'],
  });
  await accepts(scene, application);
  await scene.until('2026-07-07', '09:00');
  const amount = await recommends(scene, application, 'Đủ điều kiện; đề nghị hỗ trợ gian hàng (VÍ DỤ).');
  await scene.until('2026-07-08', '09:00');
  const legalBasis = 'Kế hoạch phát triển công nghiệp hỗ trợ năm 2026 (giả định – VÍ DỤ)';
  await approves(scene, application, amount, '28/QĐ-SKHCN', '2026-07-08', legalBasis);
  const pack = await contract(scene, application);
  await scene.until('2026-07-13', '09:00');
  await acts(scene, ORGANISER, pack, ACTION.recordAttendance, {
    heldOn: '2026-07-11',
    place: 'Trung tâm hội chợ Ví Dụ',
    topic: 'Hội chợ quốc tế về công nghiệp hỗ trợ (VÍ DỤ)',
    participants: [{ application, attendances: 6, newPeople: 6 }],
    documents: await documents(scene, ORGANISER, 'attendance-list'),
  });
  return application;
}

/** Small value: the head's decision names the organiser, and the contract is signed at once. @returns the package's code */
async function contract(scene: Scene, application: string): Promise<string> {
  const pack = await opensPackage(scene, '001', application, 'Gian hàng hội chợ quốc tế (VÍ DỤ)');
  await completes(scene, 'procurement', pack, TASK.preparePackage, ACTION.prepare, {
    method: 'head-decision',
    venue: 'here',
    parts: [{ application, ceiling: PRICE }],
    requirements: 'Thiết kế, dựng gian hàng và tổ chức gặp gỡ khách hàng; báo cáo sau hội chợ.',
    startOn: '2026-07-09',
    endOn: '2026-08-31',
    advanceRateBp: 0,
    consultant: PARTIES[ORGANISER].taxCode,
    prices: [{ application, price: PRICE }],
  });
  await scene.until('2026-07-09', '09:00');
  await approvesPackage(scene, pack, '29/QĐ-SKHCN', '2026-07-09');
  await completes(scene, 'procurement', pack, TASK.draftContract, ACTION.draft, {
    number: '12/2026/HĐ-SK (VÍ DỤ)',
    documents: await documents(scene, 'procurement', 'contract'),
  });
  await completes(scene, 'approver', pack, TASK.signForAgency, ACTION.sign, instrument('approver', 'Giám đốc Sở'));
  await acts(scene, ORGANISER, pack, ACTION.sign, signatory(ORGANISER));
  await acts(scene, WHO, application, ACTION.acknowledge, signatory(WHO));
  return pack;
}
