/** Source 002, support after completion: the enterprise has itself certified, and an inspector sits on the dossier. */
import { ACTION, TASK } from '../domain/process.ts';
import { approves, recommends } from './eligibility.ts';
import {
  acts,
  completes,
  documents,
  heads,
  instrument,
  notes,
  type Scene,
  signatory,
  takes,
  uploads,
} from './scene.ts';
import { accepts, submits } from './submission.ts';

const WHO = 'enterpriseFour';
const NUMBER = '01/2026/TTHT (VÍ DỤ)';
const COST = 120_000_000;

/** It stands in inspection then, with an inspector who does nothing. @returns the application's code */
export async function afterCompletion(scene: Scene): Promise<string> {
  heads(scene, 'Nguồn 002: hỗ trợ sau khi hoàn thành', 'source 002: support after completion');
  await scene.until('2026-05-18', '09:00');
  const code = await submits(scene, WHO, {
    definition: '002',
    item: '3D',
    content: {
      need: 'Chứng nhận hệ thống quản lý an toàn thực phẩm ISO 22000 cho dây chuyền chế biến (VÍ DỤ)',
      estimate: COST,
      requestedAmount: 60_000_000,
      site: 'Nhà máy chế biến, Khu công nghiệp Ví Dụ',
      businessLines: ['1079'],
      declared: { resources: { staff: true, facilities: true, equipment: true, finance: true } },
    },
    documents: ['support-application', 'business-registration', 'execution-plan'],
  });
  await accepts(scene, code);
  await scene.until('2026-05-20', '09:00');
  const amount = await recommends(scene, code, 'Đủ điều kiện; đề nghị hỗ trợ một nửa chi phí chứng nhận (VÍ DỤ).');
  await scene.until('2026-05-21', '15:00');
  const legalBasis = 'Kế hoạch nâng cao năng suất và chất lượng giai đoạn 2026–2030 (giả định – VÍ DỤ)';
  await approves(scene, code, amount, '22/QĐ-SKHCN', '2026-05-21', legalBasis);
  await agreement(scene, code);
  await scene.until('2026-06-19', '09:00');
  await acts(scene, WHO, code, ACTION.reportCompletion, {
    summary: 'Đã được chứng nhận ISO 22000 (VÍ DỤ).',
    documents: await documents(scene, WHO, 'certificate'),
    ...signatory(WHO),
  });
  await takes(scene, 'inspectorOne', code, TASK.inspect);
  notes(scene, 'Cán bộ kiểm tra nhận việc, rồi để đó', 'the inspector takes the task, and lets it lie');
  return code;
}

/** Nothing is tendered: the enterprise carries it out itself under an agreement that both have signed. */
async function agreement(scene: Scene, code: string): Promise<void> {
  await scene.until('2026-05-25', '09:00');
  await completes(scene, 'appraiser', code, TASK.draftAgreement, ACTION.draftAgreement, {
    number: NUMBER,
    value: COST,
    result: 'Giấy chứng nhận ISO 22000 còn hiệu lực cho dây chuyền chế biến.',
    startOn: '2026-05-25',
    endOn: '2026-07-31',
    documents: await documents(scene, 'appraiser', 'agreement'),
  });
  await acts(scene, WHO, code, ACTION.sign, {
    ...signatory(WHO),
    documentId: await uploads(scene, WHO, 'agreement signed by the enterprise'),
  });
  await completes(scene, 'approver', code, TASK.signAgreementForAgency, ACTION.sign, {
    instrument: {
      ...instrument('approver', 'Giám đốc Sở').instrument,
      number: NUMBER,
      date: '2026-05-25',
      documentId: await uploads(scene, 'approver', 'agreement signed by both'),
    },
  });
}
