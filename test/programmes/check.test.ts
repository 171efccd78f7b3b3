import type { Ceiling, Programme, SupportItem, SupportRule, Target } from '../../domain/programme.ts';
import { ProgrammesInvalid, programmeFaults } from '../../programmes/check.ts';
import { programmeOf } from '../../programmes/index.ts';

const programme = programmeOf('003');
const item = (code: string) => programme.items.find((candidate) => candidate.code === code)!;
const target = (code: string) => programme.targets.find((candidate) => candidate.code === code)!;
const changedItem = (change: Partial<SupportItem>) => ({ targets: [], items: [{ ...item('P2'), ...change }] });
const changedTarget = (change: Partial<Target>) => ({ targets: [{ ...target('MODELS-2025'), ...change }] });
const changedSupport = (change: Partial<SupportRule>) =>
  changedItem({ support: { ...item('P2').support!, ...change } });
const method = programme.procurement.methods[0]!;
const changedMethod = (change: Partial<typeof method>) => ({
  procurement: { ...programme.procurement, methods: [{ ...method, ...change }] },
});
const condition = item('P2').conditions[0]!;
const paper = item('P2').documents[0]!;
const ceiling: Ceiling = {
  code: 'YEAR',
  text: { vi: 'Hạn mức', en: 'Ceiling' },
  over: 'item',
  per: 'year',
  amount: 1n,
  source: programme.lateness.source,
};
const question = programme.outcomes.questions[0]!;
const changedOutcomes = (change: Partial<typeof programme.outcomes>) => ({
  outcomes: { ...programme.outcomes, ...change },
});
const changed = (change: Partial<Programme>) => programmeFaults([{ ...programme, ...change }]);

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
      '003 limits.one-stop: 5 working days are fewer than appraisal and decisions together (12)',
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
    ['a rate above all', changedSupport({ rateBp: 10_001 }), /rateBp/],
    [
      'a rate without source',
      changedSupport({ source: { document: '', certainty: 'T' } }),
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
      'a ceiling over the programme that stands with one item',
      changedItem({ ceilings: [{ ...ceiling, over: 'programme' }] }),
      /P2\.ceilings\.YEAR: is over programme, and stands with an item/,
    ],
    [
      'a ceiling over all programmes that stands with one item',
      changedItem({ ceilings: [{ ...ceiling, over: 'all-programmes' }] }),
      /P2\.ceilings\.YEAR: is over all-programmes, and stands with an item/,
    ],
    ['a ceiling over an item that stands with the programme', { ceilings: [ceiling] }, /ceilings\.YEAR: is over item/],
    [
      'a ceiling over all programmes that is counted by the period of one',
      { ceilings: [{ ...ceiling, over: 'all-programmes', per: 'period' }] },
      /ceilings\.YEAR: programmes have different periods/,
    ],
    ['a content that nobody described', changedItem({ content: 'iso' }), /P2\.content: there is no shared content iso/],
    [
      'a content of what takes no applications',
      {
        targets: [],
        items: [
          ...programme.items.filter(({ code }) => code !== 'P1'),
          { ...item('P1'), content: 'technology-projects' },
        ],
      },
      /P1\.content: what the agency runs itself/,
    ],
    [
      'items of one programme that would bar each other',
      {
        items: programme.items.map((one) => (one.code === 'P3' ? { ...one, content: item('P2').content! } : one)),
      },
      /items: several are of the content productivity-training, and would bar each other/,
    ],
    [
      'a selection round without rules',
      { items: programme.items.map((one) => (one.code === 'P6' ? { ...one, selection: undefined } : one)) },
      /P6\.selection: is missing/,
    ],
    [
      'rules of selection where nothing is selected, and rules that do not add up',
      changedItem({ selection: { ...item('P6').selection!, criteria: [], minimumMembers: 0 } }),
      /P2\.selection: its route is no selection round\n.*P2\.selection\.criteria: There are no criteria\.\n.*P2\.selection\.minimumMembers: 0/,
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
      /MODELS-2025\.counted: there is no item P1 that model-enterprises are counted from/,
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
    ['a day of issue that does not exist', { document: { ...programme.document, issuedOn: '2021-02-30' } }, /issuedOn/],
    [
      'a count that is none',
      { lateness: { ...programme.lateness, remindBefore: -1 } },
      /remindBefore: -1 is not a count/,
    ],
    ['a programme without items', { items: [], targets: [] }, /items: there are none/],
    ['a text that is missing in one language', { name: { vi: 'Chương trình', en: '' } }, /name\.en: is empty/],
    [
      'a text that is not in normal form C',
      { name: { vi: 'Chương trình'.normalize('NFD'), en: 'Programme' } },
      /name\.vi: is not in normal form C/,
    ],
    ['a method without bids', changedMethod({ minimumBids: 0 }), /minimumBids: 0 is not a number of bids/],
    ['a tender without days to bid', changedMethod({ biddingWorkingDays: 0 }), /biddingWorkingDays: 0 is too few/],
    ['a method up to nothing', changedMethod({ upTo: 0n }), /upTo: must be more than nothing/],
    [
      'a method that is there twice',
      { procurement: { ...programme.procurement, methods: [method, method] } },
      /open\/national-network: is there twice/,
    ],
    [
      'a panel of nobody',
      {
        procurement: {
          ...programme.procurement,
          panelMembers: { ...programme.procurement.panelMembers, minimum: 0 },
        },
      },
      /panelMembers: 0 is not a number/,
    ],
    ['an item’s code in small letters', changedItem({ code: 'p2' }), /p2\.code: must be capitals and digits/],
    ['an item without conditions', changedItem({ conditions: [] }), /P2\.conditions: there are none/],
    [
      'a condition that is there twice',
      changedItem({ conditions: [condition, condition] }),
      /PROVINCE: is there twice/,
    ],
    [
      'a condition’s code in small letters',
      changedItem({ conditions: [{ ...condition, code: 'province' }] }),
      /conditions\.province: must be capitals and digits/,
    ],
    ['an item without a required document', changedItem({ documents: [] }), /P2\.documents: none is required/],
    [
      'a document that is there twice',
      changedItem({ documents: [paper, paper] }),
      /documents\.support-application: is there twice/,
    ],
    [
      'a document’s kind in capitals',
      changedItem({ documents: [{ ...paper, kind: 'PLAN' }] }),
      /documents\.PLAN: must be lower-case/,
    ],
    ['an advance above all', changedSupport({ advanceRateBp: 10_001 }), /advanceRateBp: 10001 is not between/],
    ['a cap of nothing', changedSupport({ capPerApplication: 0n }), /capPerApplication: must be more than nothing/],
    [
      'a counterpart to nobody',
      changedSupport({ payee: 'enterprise', counterpart: 'enterprise-to-consultant' }),
      /support\.counterpart: there is none/,
    ],
    [
      'a ceiling’s code in small letters',
      changedItem({ ceilings: [{ ...ceiling, code: 'year' }] }),
      /ceilings\.year: must be capitals and digits/,
    ],
    [
      'a target’s code in small letters',
      changedTarget({ code: 'models' }),
      /targets\.models: must be capitals and digits/,
    ],
    ['outcomes asked for in no order', changedOutcomes({ after: [12, 6] }), /outcomes\.after: 6 does not come after/],
    ['outcomes that nobody has time to report', changedOutcomes({ answerWithinDays: 0 }), /answerWithinDays: 0 is not/],
    ['outcomes without a question', changedOutcomes({ questions: [] }), /outcomes\.questions: there are none/],
    [
      'a question that is there twice',
      changedOutcomes({ questions: [question, question] }),
      /outcomes\.questions\.JOBS: is there twice/,
    ],
    [
      'a question in one language',
      changedOutcomes({ questions: [{ ...question, text: { vi: 'Số lao động', en: '' } }] }),
      /outcomes\.questions\.JOBS/,
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

  it('sees a ceiling over all programmes that is another one in another programme', () => {
    const all = { ...ceiling, over: 'all-programmes' } as const;
    const two = [
      { ...programme, ceilings: [all] },
      { ...programme, definition: '999', ceilings: [{ ...all, amount: 2n }] },
    ];
    expect(programmeFaults(two)).toEqual(['999 ceilings.YEAR: is another ceiling in another programme']);
  });
});
