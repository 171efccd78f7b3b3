import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { TASK_WORDS } from '../../catalogue/tasks.ts';
import { createDataConverter } from '../../codec/data-converter.ts';
import { formatInstant } from '../../domain/dates.ts';
import { ACTION, STATE, SUBJECT, TASK } from '../../domain/process.ts';
import { LOOKING } from '../../workflows/card.ts';
import { act, refresh, workflowId } from '../../workflows/messages.ts';
import { approved, draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does, standing } from '../support/office.ts';
import { expectAllHistoriesReplay } from '../support/replay.ts';
import { storeDecision } from '../support/stored-decision.ts';
import { openWorld, TEST_KEYS, type World } from '../support/world.ts';

/** What somebody reads who has Temporal's pages alone. */
let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.work({ dispatch: true });
});
afterAll(() => world.close());

const runOf = (code: string) => world.temporal.workflow.getHandle(workflowId(SUBJECT.application, code));
const converter = loadDataConverter(createDataConverter(TEST_KEYS));

async function submitted(): Promise<string> {
  const code = await draft(world);
  await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

type Story = { updates: string[]; work: string[]; summaries: string[]; timers: string[] };

/** The names and the lines of a run's history. */
async function storyOf(code: string): Promise<Story> {
  const { events } = await runOf(code).fetchHistory();
  const story: Story = { updates: [], work: [], summaries: [], timers: [] };
  for (const event of events ?? []) {
    const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name;
    if (update) story.updates.push(update);
    const marker = event.markerRecordedEventAttributes?.details?.data?.payloads?.[0]?.data;
    if (marker) story.work.push(JSON.parse(Buffer.from(marker).toString()).activity_type);
    const summary = event.userMetadata?.summary;
    if (!summary) continue;
    const [line] = (await decodeArrayFromPayloads(converter, [summary])) as string[];
    (event.timerStartedEventAttributes ? story.timers : story.summaries).push(line!);
  }
  return story;
}

/** The card, as the pages ask for it. */
async function cardOf(code: string): Promise<string> {
  const answer = (await runOf(code).query('__temporal_workflow_metadata')) as { currentDetails?: string };
  return answer.currentDetails ?? '';
}

describe('the history of a dossier', () => {
  it('is named by what happened, with a line for each thing done and each timer', async () => {
    const code = await approved(world);
    const story = await storyOf(code);
    expect(story.updates).toEqual(['submit', 'accept', 'recommend', 'approve']);
    // It may be told to look again.
    expect(story.work[0]).toBe('submit');
    expect(story.work.filter((name) => name !== 'look')).toEqual(['submit', 'accept', 'recommend', 'approve']);
    expect(story.summaries.filter((line) => line !== LOOKING)).toEqual([
      expect.stringContaining(' · '),
      'Nộp hồ sơ · Submit',
      expect.stringMatching(/^Tiếp nhận · Accept, từ · from: /),
      expect.stringMatching(/^Trình kết quả thẩm định · Recommend, từ · from: /),
      expect.stringMatching(/^Phê duyệt · Approve, từ · from: /),
    ]);
    expect(story.timers[0]).toMatch(/^\d\d\/\d\d\/2026 \d\d:\d\d: Nhắc việc · Reminder: Kiểm tra thành phần hồ sơ · /);
  });

  it('names what the clock does', async () => {
    const code = await submitted();
    const { nextAt } = await world.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
    await world.advanceTo(nextAt!);
    await eventually(async () => (await storyOf(code)).work.includes('remind'), { what: 'the reminder to be named' });
  });

  it('tells from its first moment what it is about, in both languages', async () => {
    const description = await runOf(await submitted()).describe();
    expect(await description.staticSummary()).toMatch(/ · /);
    expect(await description.staticDetails()).toMatch(/Programme:\*\* .* · .*\n\n.*Support item:\*\* .* · /);
  });

  it('has no more events for it, but for what the run can be found by', async () => {
    const { events } = await runOf(await approved(world)).fetchHistory();
    const kinds = Map.groupBy(events ?? [], ({ eventType }) => String(eventType));
    const [upserts] = [...kinds.values()].filter((same) => same[0]?.upsertWorkflowSearchAttributesEventAttributes);
    // One for each of the four decisions, which each change whose turn it is.
    expect(upserts).toHaveLength(4);
  });
});

const isStuck = async (code: string) =>
  (await runOf(code).describe()).typedSearchAttributes.getAll().find(({ key }) => key.name === 'Stuck')?.value;

describe('the card of a run', () => {
  it('says where it stands, whose turn it is, until when, and what was done last', async () => {
    const code = await submitted();
    await does(world, 'intake', code, ACTION.accept);
    const task = await world.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
    const card = await cardOf(code);
    expect(card).toContain('### Thẩm định · Eligibility review');
    expect(card).toContain(TASK_WORDS[TASK.appraise].vi);
    expect(card).toContain(`**Hạn · Due:** ${formatInstant(task.dueAt)} = `);
    const { appointedAt } = await world.database.application.findUniqueOrThrow({ where: { code } });
    expect(card).toContain(`**Hẹn trả doanh nghiệp · Promised to the enterprise:** ${formatInstant(appointedAt!)}`);
    expect(card).toContain('**Đồng hồ sẽ · The clock next:** ');
    expect(card.split('\n').filter((line) => line.startsWith('- '))).toEqual([
      expect.stringContaining('Tiếp nhận · Accept'),
      expect.stringContaining('Nộp hồ sơ · Submit'),
    ]);
  });

  it('is there again after the run was begun anew, with the last three things done', async () => {
    const code = await approved(world);
    await runOf(code).terminate('by hand');
    await runOf(code)
      .result()
      .catch(() => {});
    await world.database.wake.create({ data: { subject: SUBJECT.application, code } });
    const isRunning = async () => (await runOf(code).describe()).status.name === 'RUNNING';
    const done = async () => (await cardOf(code).catch(() => '')).split('\n').filter((line) => line.startsWith('- '));
    await eventually(async () => (await isRunning()) && (await done()).length === 3, {
      what: 'the card of the new run',
    });
    expect(await done()).toContainEqual(expect.stringContaining('Phê duyệt · Approve'));
  });

  it('says that something could not be recorded, until a supervisor has seen to it', async () => {
    const code = await submitted();
    await world.owner.query(
      `INSERT INTO "RecordFault" (id, at, kind, subject, code, reference, what, class, message, place, "lastAt")
      VALUES (gen_random_uuid(), now(), 'decision', 'application', $1, 'x', 'accept', 'E', '', '', now())`,
      [code],
    );
    await runOf(code).signal(refresh);
    await eventually(async () => (await cardOf(code)).includes('Could not be recorded'), {
      what: 'the fault on the card',
    });
    expect(await isStuck(code)).toBe(true);
    await world.owner.query(`UPDATE "RecordFault" SET "settledAt" = now(), how = 'withdrawn' WHERE code = $1`, [code]);
    await does(world, 'intake', code, ACTION.accept);
    expect(await cardOf(code)).not.toContain('Could not be recorded');
    expect(await isStuck(code)).toBe(false);
  });
});

describe('a decision sent by another build', () => {
  it('is recorded by whatever name it comes', async () => {
    const principal = { kind: 'person' as const, id: world.people.intake };
    for (const name of [act.name, 'an-action-of-a-later-build']) {
      const code = await submitted();
      await world.database.task.updateMany({
        where: { code, closedAt: null },
        data: { personId: world.people.intake },
      });
      const { id } = await storeDecision(world, { code, action: ACTION.accept, principal });
      const answer = await runOf(code).executeUpdate<unknown, [{ decision: string }]>(name, {
        updateId: id,
        args: [{ decision: id }],
      });
      expect(answer).toMatchObject({ ok: true });
      expect((await storyOf(code)).work.at(-1)).toBe('record');
    }
  });

  it('is refused where it names no decision, by whatever name it comes', async () => {
    const code = await submitted();
    for (const name of [ACTION.accept, 'an-action-of-a-later-build'])
      for (const sent of [undefined, {}, { decision: 'x' }])
        await expect(runOf(code).executeUpdate<unknown, [unknown]>(name, { args: [sent] })).rejects.toThrow();
    expect(await standing(world, code)).toBe(STATE.received);
  });
});

test('nothing personal stands in what the pages show without a key', async () => {
  const code = await approved(world);
  const { raw } = await runOf(code).describe();
  const fields = Object.values(raw.workflowExecutionInfo?.searchAttributes?.indexedFields ?? {});
  const plain = fields.map(({ data }) => Buffer.from(data ?? []).toString()).join('\n');
  expect(plain).toContain('awaiting-package');
  const party = await world.database.party.findFirstOrThrow({ where: { applications: { some: { code } } } });
  for (const secret of [party.name, party.email, party.taxCode]) expect(plain).not.toContain(secret);
});

test('every history replays', async () => {
  expect(await expectAllHistoriesReplay(world)).toBeGreaterThan(5);
});
