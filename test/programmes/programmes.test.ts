import { LIMIT, STAGE } from '../../domain/process.ts';
import type { Ceiling, Programme, Source, SupportItem, Target } from '../../domain/programme.ts';
import { ROUTES, stagesOf } from '../../domain/route.ts';
import { ProgrammesInvalid, programmeFaults } from '../../programmes/check.ts';
import { PROGRAMMES, programmeOf, takesApplications, whyNoApplications } from '../../programmes/index.ts';

const programme = programmeOf('003');
const target = (code: string) => programme.targets.find((candidate) => candidate.code === code)!;
const changedItem = (change: Partial<SupportItem>) => ({ targets: [], items: [{ ...item('P2'), ...change }] });
const changedTarget = (change: Partial<Target>) => ({ targets: [{ ...target('MODELS-2025'), ...change }] });
const ceiling: Ceiling = {
  code: 'YEAR',
  text: { vi: 'Hạn mức', en: 'Ceiling' },
  over: 'programme',
  per: 'year',
  amount: 1n,
  source: programme.lateness.source,
};
const changed = (change: Partial<Programme>) => programmeFaults([{ ...programme, ...change }]);
const item = (code: string) => programme.items.find((candidate) => candidate.code === code)!;

describe('the programmes that this build carries', () => {
  it('have no fault', () => {
    expect(programmeFaults(PROGRAMMES)).toEqual([]);
  });

  it('a definition that is not carried is named, with those that are', () => {
    expect(() => programmeOf('099')).toThrow(/no programme 099.*carries 000, 001, 002, 003, 004/);
  });

  it('take applications where the route is carried, and say what is not set up where it is not', () => {
    for (const open of PROGRAMMES.flatMap((one) => one.items).filter(({ kind }) => kind === 'applied-for')) {
      const carried = stagesOf(open.route).length > 0;
      expect(takesApplications(open)).toBe(carried);
      if (!carried) expect(whyNoApplications(open)?.vi).toContain(ROUTES[open.route!].name.vi);
    }
    expect(programme.items.filter(takesApplications).map(({ code }) => code)).toEqual(['P2', 'P3', 'P4']);
  });

  it('begin with submission and eligibility on every route, and end with the settlement', () => {
    for (const open of PROGRAMMES.flatMap((one) => one.items).filter(takesApplications)) {
      const stages = stagesOf(open.route);
      expect(stages.slice(0, 2)).toEqual([STAGE.submission, STAGE.eligibility]);
      expect(stages.at(-1)).toBe(STAGE.settlement);
    }
  });

  it('keep what the other suites rely on: rate and cap of training and of applying standards in source 003', () => {
    expect(item('P2').support).toMatchObject({ rateBp: 10_000, capPerApplication: 100_000_000n, payee: 'consultant' });
    expect(item('P3').support).toMatchObject({ rateBp: 5_000, capPerApplication: 150_000_000n });
  });

  it('give every limit its number and its source', () => {
    for (const { limits } of PROGRAMMES) {
      for (const name of Object.values(LIMIT)) {
        expect(limits[name].workingDays).toBeGreaterThan(0);
        expect(limits[name].source.document).not.toBe('');
      }
    }
  });

  it('never pass off as law what nobody read or confirmed', () => {
    for (const source of sourcesIn(PROGRAMMES))
      expect(['T', 'S', 'E', 'set-by-agency-example']).toContain(source.certainty);
  });

  it('borrow nothing from the decree on small enterprises, on which none of the five rests', () => {
    for (const source of sourcesIn(PROGRAMMES)) expect(source.document).not.toMatch(/80\/2021/);
    for (const { limits } of PROGRAMMES) expect(limits[LIMIT.oneStop].source.certainty).toBe('set-by-agency-example');
  });

  it('rest on the circular of the national programme only where they carry that programme out', () => {
    const circular = ({ document }: Source) => /35\/2021/.test(document);
    const resting = PROGRAMMES.filter((one) => sourcesIn(one).some(circular)).map(({ definition }) => definition);
    expect(resting).toEqual(['002', '003']);
    for (const one of PROGRAMMES.filter(({ definition }) => resting.includes(definition)))
      expect(JSON.stringify(one.document)).toContain('1322/QĐ-TTg');
  });

  it('show every rate, cap and ceiling as the agency’s own: no source states one', () => {
    for (const one of PROGRAMMES.flatMap(({ items }) => items))
      for (const { source } of [...(one.support ? [one.support] : []), ...one.ceilings])
        expect(source.certainty).toBe('set-by-agency-example');
  });

  it('keep direct appointment and the head’s decision below the values that the law gives them', () => {
    const upTo = Object.fromEntries(programme.procurement.methods.map((row) => [row.method, row.upTo]));
    expect(upTo).toMatchObject({ 'direct-appointment': 500_000_000n, 'head-decision': 50_000_000n });
  });
});

describe('the check at start', () => {
  it('names the programme and the place of every fault at once', () => {
    const faults = changed({
      definition: '3',
      lead: [],
      phases: [],
      period: { from: '2030-01-01', to: '2021-01-01' },
      limits: { ...programme.limits, intake: { workingDays: 0, source: { document: '', certainty: 'X' } } },
    });
    expect(faults).toEqual([
      '3 definition: must be three digits',
      '3 period: ends before it begins',
      '3 lead: names nobody',
      '3 limits.intake: 0 is not a number of working days',
      '3 limits.intake.source: names no document',
      "3 limits.intake.source: certainty X may not bind anybody; set it as the agency's own",
    ]);
  });

  it('sees a limit that is missing, and a promise shorter than the steps it consists of', () => {
    const { intake, ...others } = programme.limits;
    const limits = { ...others, 'one-stop': { ...others['one-stop'], workingDays: 5 } } as Programme['limits'];
    expect(intake).toBeDefined();
    expect(changed({ limits })).toEqual([
      '003 limits.intake: is missing',
      '003 limits.one-stop: 5 working days are fewer than appraisal and decision together (12)',
    ]);
  });

  it.each<[string, Partial<Programme>, RegExp]>([
    ['two programmes of one definition', {}, /two programmes/],
    ['a plan whose words are empty', { objectives: [{ name: item('P2').name, words: ' ' }] }, /objectives\.0\.words/],
    ['an item without words', changedItem({ words: '' }), /P2\.words: the source's own words are missing/],
    ['words with blanks around them', changedItem({ words: ' đào tạo' }), /P2\.words: has blanks around it/],
    ['an item that is applied for without support', changedItem({ support: undefined }), /P2\.support: is missing/],
    ['an item that nobody may apply for', changedItem({ beneficiaries: [] }), /P2\.beneficiaries: there are none/],
    ['an item without a route', changedItem({ route: undefined }), /P2\.route/],
    [
      'a route that the agency takes by itself',
      changedItem({ kind: 'run-by-the-agency' }),
      /P2\.kind: what the agency runs/,
    ],
    ['a consultant paid where the enterprise works', changedItem({ route: 'project' }), /P2\.support\.payee/],
    ['a rate above all', changedItem({ support: { ...item('P2').support!, rateBp: 10_001 } }), /rateBp/],
    [
      'a rate without source',
      changedItem({ support: { ...item('P2').support!, source: { document: '', certainty: 'T' } } }),
      /P2\.support\.source: names no document/,
    ],
    ['an item that is there twice', { items: [...programme.items, item('P2')] }, /P2: is there twice/],
    [
      'an item outside the period',
      changedItem({ during: { from: '2030-06-01', to: '2031-06-01' } }),
      /P2\.during: lies outside the period/,
    ],
    ['a ceiling that is there twice', changedItem({ ceilings: [ceiling, ceiling] }), /ceilings\.YEAR: is there twice/],
    ['a ceiling of nothing', changedItem({ ceilings: [{ ...ceiling, amount: 0n }] }), /ceilings\.YEAR: must be more/],
    [
      'a ceiling by size of nothing',
      changedItem({ ceilings: [{ ...ceiling, bySize: { micro: 0n } }] }),
      /ceilings\.YEAR: must be more/,
    ],
    [
      'a ceiling that says something else in another item',
      {
        targets: [],
        items: [
          { ...item('P2'), ceilings: [ceiling] },
          { ...item('P3'), ceilings: [{ ...ceiling, amount: 2n }] },
        ],
      },
      /P3\.ceilings\.YEAR: is another ceiling in another item/,
    ],
    ['a target without a number', changedTarget({ value: { about: true } }), /MODELS-2025\.value: has no number/],
    ['a target of nothing', changedTarget({ value: { atLeast: 0 } }), /MODELS-2025\.value: 0 is no target/],
    [
      'a target’s range the wrong way round',
      changedTarget({ value: { atLeast: 3, atMost: 2 } }),
      /ends before it begins/,
    ],
    [
      'a target that counts an item that is not there',
      changedTarget({ counted: { from: 'dossiers', items: ['P9'] } }),
      /MODELS-2025\.counted: there is no item P9/,
    ],
    [
      'a target that counts dossiers of what the agency runs itself',
      changedTarget({ counted: { from: 'dossiers', items: ['P1'] } }),
      /MODELS-2025\.counted: there is no item P1 that is applied for/,
    ],
    ['a target that counts nothing', changedTarget({ counted: { from: 'dossiers', items: [] } }), /names no item/],
    ['a target that grows over itself', changedTarget({ growthOver: { ...programme.period } }), /does not end before/],
    ['a target that is there twice', { targets: [target('MODELS-2025'), target('MODELS-2025')] }, /is there twice/],
    ['a target without words', changedTarget({ words: '' }), /MODELS-2025\.words/],
    [
      'two that lead at the same time',
      { lead: [programme.lead[0]!, programme.lead[0]!] },
      /lead\.1: overlaps the one before/,
    ],
    [
      'days on which nobody leads',
      {
        lead: [
          { ...programme.lead[0]!, from: '2021-02-01', to: '2025-02-28' },
          { ...programme.lead[0]!, from: '2025-03-02', to: '2029-12-31' },
        ],
      },
      /lead\.0: nobody leads before 2021-02-01\n.*lead\.1: nobody leads before 2025-03-02\n.*lead\.1: nobody leads after 2029-12-31/,
    ],
    [
      'a body whose days are the wrong way round',
      { coordinating: [{ ...programme.coordinating[0]!, to: '2020-01-01' }] },
      /coordinating\.0: ends before it begins/,
    ],
    [
      'phases with a gap, and short of the period',
      {
        phases: [
          { from: '2021-01-01', to: '2025-12-31' },
          { from: '2026-02-01', to: '2029-12-31' },
        ],
      },
      /phases\.1: begins on 2026-02-01, not on 2026-01-01\n.*phases: end on 2029-12-31/,
    ],
    [
      'a successor that begins early and does not say that it is assumed',
      { assumedPeriod: { from: '2030-12-31', to: '2031-12-31', name: { vi: 'Kế hoạch', en: 'Plan' } } },
      /assumedPeriod: begins before the period is over\n.*assumedPeriod\.name: must say that it is assumed/,
    ],
    [
      'a day that does not exist',
      { period: { from: '2021-02-30', to: '2030-12-31' } },
      /period: 2021-02-30 is not a day/,
    ],
    [
      'a method without bids',
      {
        procurement: { ...programme.procurement, methods: [{ ...programme.procurement.methods[0]!, minimumBids: 0 }] },
      },
      /minimumBids/,
    ],
  ])('sees %s', (_what, change, said) => {
    const faults = Object.keys(change).length === 0 ? programmeFaults([programme, programme]) : changed(change);
    expect(faults.join('\n')).toMatch(said);
  });

  it('tells all of it in one error', () => {
    expect(new ProgrammesInvalid(['003 a: wrong', '003 b: wrong']).message).toBe(
      'The programmes have 2 fault(s):\n  003 a: wrong\n  003 b: wrong',
    );
  });
});

/** Every source named anywhere in the data. */
function sourcesIn(value: unknown): Source[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'certainty' in value && 'document' in value ? [value as Source] : [];
  return [...own, ...Object.values(value).flatMap(sourcesIn)];
}
