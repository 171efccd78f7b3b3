import { ACTION_WORDS } from '../../catalogue/actions.ts';
import { STATE_WORDS } from '../../catalogue/places.ts';
import { TASK_WORDS } from '../../catalogue/tasks.ts';
import { AesPayloadCodec } from '../../codec/payload-codec.ts';
import { STATE, SUBJECT } from '../../domain/process.ts';
import { cardOf, doing, waiting } from '../../workflows/card.ts';
import { TEST_KEYS } from '../support/world.ts';

/** As the workflow's own converter writes a text. */
const written = (text: string) => ({
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(JSON.stringify(text)),
});

test('every line that a run may write is short enough for the server once it is encrypted', async () => {
  const states = Object.values(STATE).map((key) => ({ stage: key.split('/')[0]!, state: key.split('/')[1]! }));
  const dueAt = '2026-11-30T10:00:00.000Z';
  const lines = Object.keys(ACTION_WORDS).flatMap((action) => [
    ...states.map((at) => doing(action, at)),
    ...Object.keys(TASK_WORDS).map((about) => waiting({ task: 'id', action, about, dueAt })),
  ]);
  expect(lines.length).toBeGreaterThan(10_000);
  const longest = lines.reduce((a, b) => (Buffer.byteLength(b) > Buffer.byteLength(a) ? b : a));
  const codec = new AesPayloadCodec([{ id: 'k'.repeat(32), key: TEST_KEYS[0]!.key }]);
  const [stored] = await codec.encode([written(longest)]);
  const bytes = [stored!.data!, ...Object.entries(stored!.metadata!).flat()];
  expect(bytes.reduce((sum, one) => sum + one.length, 0)).toBeLessThan(400);
});

const current = {
  version: 4,
  stage: 'eligibility',
  state: 'appraising',
  overdue: true,
  programme: 'p',
  route: [],
  next: { task: 'id', action: 'tell-again', about: 'appraise', dueAt: '2026-03-16T10:00:00.000Z' },
  at: '2026-03-09T02:00:00.000Z',
};
const details = {
  turns: [
    {
      task: 'appraise',
      role: 'appraiser',
      dueAt: '2026-03-09T10:00:00.000Z',
      reckoned: { from: '2026-03-02T02:00:00.000Z', days: 5, extension: 2, pauses: 1 },
      late: true,
    },
  ],
  acts: [],
  promise: { at: '2026-03-20T10:00:00.000Z', passed: true },
  paused: null,
  faults: [],
};

describe('the card of a run', () => {
  it('says where the dossier stands, whose turn it is, until when and by what sum, and what was done last', () => {
    const acts = [{ action: 'accept', by: 'intake', at: '2026-03-02T02:00:00.000Z' }];
    const title = { programme: { vi: 'CT', en: 'P' }, item: { vi: 'Tư vấn', en: 'Consulting' } };
    const card = cardOf(SUBJECT.application, { ...current, details }, { acts, title });
    expect(card.split('\n\n')).toEqual([
      '### Thẩm định · Eligibility review: Đang thẩm định · Being appraised ⚠ **quá hạn · overdue**',
      'Tư vấn · Consulting',
      expect.stringMatching(/^\*\*Lượt · Turn:\*\* .*Thẩm định hồ sơ · Appraise the application/),
      '**Hẹn trả doanh nghiệp · Promised to the enterprise:** 20/03/2026 17:00 ⚠ **đã qua · has passed**',
      expect.stringMatching(/^\*\*Đồng hồ sẽ · The clock next:\*\* 16\/03\/2026 17:00: .*: Thẩm định hồ sơ · Appraise/),
      '**Vừa làm · Done last:**',
      expect.stringMatching(/^- 02\/03\/2026 09:00 Tiếp nhận · Accept \(/),
    ]);
    expect(card).toContain('09/03/2026 17:00 = 02/03/2026 09:00 + 5 ngày làm việc · working days + 2 ngày gia hạn');
  });

  it('says why it is paused, and what waits for a supervisor because it could not be recorded', () => {
    const more = {
      ...details,
      paused: { vi: 'Bão', en: 'Storm' },
      faults: [{ what: 'approve', since: '2026-03-09T02:00:00.000Z' }],
    };
    const card = cardOf(SUBJECT.application, { ...current, details: more }, { acts: [] });
    expect(card).toContain('**Tạm dừng · Paused:** Bão · Storm');
    expect(card).toContain(
      'Could not be recorded; a supervisor has it tried again, or drops it:** Phê duyệt · Approve (09/03/2026 09:00)',
    );
  });

  it('says what an application without a task of its own waits for, and that one has ended', () => {
    const still = { ...details, turns: [] };
    const at = (stage: string, state: string) =>
      cardOf(SUBJECT.application, { ...current, stage, state, details: still }, { acts: [] });
    expect(at('tendering', 'in-package')).toContain('It waits for its package.');
    expect(at('selection', 'in-round')).toContain('It waits for its selection round.');
    expect(at('closed', 'settled')).toContain('It has ended.');
    // Of a later build.
    expect(at('unheard', 'of')).toContain('unheard: unheard/of');
  });

  it('has words for every state, task and action of the process', () => {
    for (const words of [STATE_WORDS, TASK_WORDS, ACTION_WORDS])
      expect(Object.values(words).filter(({ vi, en }) => !vi || !en)).toEqual([]);
  });
});
