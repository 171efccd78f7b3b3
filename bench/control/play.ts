/** As many decisions as an application has, by the same kinds of callers, with nothing to decide. */
import { performance } from 'node:perf_hooks';
import { CURRENT_PROCESS, STATE, splitKey } from '../../domain/process.ts';
import type { Callers } from '../caller.ts';
import { isStaff, type Step, UPDATES } from '../path.ts';
import { type Draft, ITEM, type Seed } from '../seed.ts';

/** Rows that the callers may see: the control never looks at anything else of them. */
export async function controlSubjects(
  { database, agencyId, programmeId, enterprises }: Seed,
  count: number,
): Promise<Draft[]> {
  const made = await database.application.count();
  const now = new Date();
  const subjects = Array.from({ length: count }, (_, at) => ({
    code: `${programmeId}-0000-${String(made + at).padStart(6, '0')}-0000`,
    enterprise: at % enterprises.length,
  }));
  await database.application.createMany({
    data: subjects.map(({ code, enterprise }) => ({
      ...{ code, agencyId, programmeId, item: ITEM, enterpriseId: enterprises[enterprise]!.id },
      ...{ ...splitKey(STATE.appraising), process: CURRENT_PROCESS, stateSince: now, createdAt: now, content: {} },
    })),
  });
  return subjects;
}

/** Takes all decisions of one subject, one after another. @param took is told how long each took */
export async function playControl(
  callers: Callers,
  { code, enterprise }: Draft,
  took?: (ms: number) => void,
): Promise<void> {
  for (const [at, { who }] of UPDATES.entries()) {
    const body = { text: 'Đã đối chiếu', decisions: UPDATES.length, first: at === 0 };
    const sent = performance.now();
    await callers.call(callerLike(who, enterprise), 'POST', `/control/${code}/decisions`, body);
    took?.(performance.now() - sent);
  }
}

/** The consultant has no part in a control's subject: the enterprise signs in the same way. */
const callerLike = (who: Step['who'], enterprise: number) => (isStaff(who) ? who : { enterprise });
