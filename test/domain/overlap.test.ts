import { contentOf, type Dossier, overlapping } from '../../domain/overlap.ts';
import { STATE, type StateKey } from '../../domain/process.ts';

const dossier = (given: Partial<Dossier> = {}): Dossier => ({
  code: 'A-1',
  agencyId: 'agency',
  programmeId: 'P',
  item: 'P2',
  content: '003/P2',
  state: STATE.appraising,
  submittedAt: new Date('2024-01-05T02:00:00Z'),
  grantYear: null,
  taken: 0n,
  ...given,
});
const own = { code: 'OWN', content: '003/P2', submittedAt: new Date('2026-03-02T02:00:00Z') };
const counts = (given: Partial<Dossier>, of: Parameters<typeof overlapping>[1] = own) =>
  overlapping([dossier(given)], of).length === 1;

describe('support overlaps', () => {
  it.each<[StateKey, bigint, boolean]>([
    [STATE.received, 0n, true],
    [STATE.appraising, 0n, true],
    [STATE.delivering, 5n, true],
    [STATE.settled, 5n, true],
    [STATE.settled, 0n, true],
    [STATE.declined, 0n, false],
    [STATE.refused, 0n, false],
    [STATE.withdrawn, 0n, false],
    [STATE.stopped, 0n, false],
    [STATE.terminated, 0n, false],
    [STATE.terminated, 5n, true],
  ])('with a dossier that is %s and holds %s đồng: %s', (state, taken, expected) => {
    expect(counts({ state, taken })).toBe(expected);
  });

  it('only with what was submitted before it, so that of two the later gives way and never both', () => {
    const later = dossier({ code: 'B-2', submittedAt: new Date('2026-03-02T02:00:00.001Z') });
    expect(overlapping([later], own)).toEqual([]);
    expect(overlapping([dossier({ ...own, submittedAt: own.submittedAt })], { ...later })).toHaveLength(1);
    const [one, other] = [dossier({ code: 'A' }), dossier({ code: 'B' })];
    expect(overlapping([one, other], one)).toEqual([]);
    expect(overlapping([one, other], other)).toEqual([one]);
  });

  it('with whatever was submitted, before it is submitted itself; never with itself', () => {
    const draft = { ...own, code: null, submittedAt: null };
    expect(counts({ submittedAt: new Date('2026-12-31T02:00:00Z') }, draft)).toBe(true);
    expect(counts({ code: 'OWN' })).toBe(false);
  });

  it('where the content is the same: by the key that items share over programmes, else by programme and item', () => {
    expect(counts({ content: '003/P3' })).toBe(false);
    expect(contentOf('003', { code: 'P2' })).not.toBe(contentOf('002', { code: 'P2' }));
    expect(contentOf('003', { code: 'P3', content: 'iso' })).toBe(contentOf('002', { code: '3A', content: 'iso' }));
  });
});
