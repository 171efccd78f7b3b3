import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { STATE, SUBJECT } from '../../domain/process.ts';
import { standing, workflowId } from '../../workflows/messages.ts';
import { approved } from '../support/dossier.ts';
import { standing as standingOf } from '../support/office.ts';
import { expectAllHistoriesReplay } from '../support/replay.ts';
import { openWorld, type World } from '../support/world.ts';

describe('an application', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    await world.work();
  });
  afterAll(() => world.close());

  test('is driven from its submission on, and its workflow knows what the database knows', async () => {
    const code = await approved(world);
    expect(await standingOf(world, code)).toBe(STATE.awaitingPackage);
    const run = world.temporal.workflow.getHandle(workflowId(SUBJECT.application, code));
    const { version } = await world.database.application.findUniqueOrThrow({ where: { code } });
    expect(await run.query(standing)).toMatchObject({ version, stage: 'tendering', state: 'awaiting-package' });
    expect(await expectAllHistoriesReplay(world)).toBe(1);
  });
});
