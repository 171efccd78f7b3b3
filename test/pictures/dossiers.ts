/** The dossiers of the pictures, each as it came about. */
import { ACTION } from '../../domain/process.ts';
import { castOf, doorOf } from '../support/cast.ts';
import { approved, draft, favourable } from '../support/dossier.ts';
import type { Plant } from '../support/kill-plant.ts';
import { does, type Office, tries } from '../support/office.ts';
import { poison } from '../support/poison.ts';
import { straightPath } from '../support/straight-path.ts';

export type Dossiers = Readonly<Record<'settled' | 'late' | 'paused' | 'refused' | 'faulted', string>>;

const STORM = {
  ...{ pauseReason: 'force-majeure', reason: 'Bão số 3', until: '2026-05-20' },
  instrument: { signatory: 'Lê Thị Thử', capacity: 'Giám đốc', number: '7/QĐ', date: '2026-03-02' },
};

/** Plays them over HTTP. @returns their codes */
export async function dossiersOf(plant: Plant): Promise<Dossiers> {
  const office: Office = { ...plant, door: doorOf(plant, castOf(plant, plant.base)) };
  const { application: settled } = await straightPath(office);
  const late = await accepted(office);
  const refused = await refusal(office);
  // Nobody acts on it until long after its date.
  const [row] = await plant.database.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`;
  await plant.advanceTo(new Date(row!.now.getTime() + 30 * 86_400_000));
  const paused = await accepted(office);
  await does(office, 'approver', paused, ACTION.pauseClock, STORM);
  const faulted = await approved(office);
  const cure = await poison(plant, 'Event', { code: faulted, action: ACTION.withdraw }, '22008');
  await tries(office, 'enterprise', faulted, ACTION.withdraw, { reason: 'Không còn nhu cầu' });
  await cure();
  return { settled, late, paused, refused, faulted };
}

async function accepted(office: Office): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.accept);
  return code;
}

async function refusal(office: Office): Promise<string> {
  const code = await accepted(office);
  const { answers, ...appraisal } = favourable(40_000_000, 40_000_000);
  const found = answers.map((answer) =>
    answer.condition === 'NO-OVERLAP' ? { ...answer, answer: 'not-met', reason: 'Đã được hỗ trợ năm 2025' } : answer,
  );
  const against = { ...appraisal, answers: found, recommendation: 'refuse-it', amount: 0 };
  await does(office, 'appraiser', code, ACTION.recommend, against);
  await does(office, 'approver', code, ACTION.refuse, { answers: found });
  return code;
}
