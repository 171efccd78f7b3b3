import { LIMIT } from '../../domain/process.ts';
import type { Programme, Source } from '../../domain/programme.ts';
import { stagesOf } from '../../domain/route.ts';
import { ProgrammesInvalid, programmeFaults } from '../../programmes/check.ts';
import { PROGRAMMES, programmeOf, takesApplications } from '../../programmes/index.ts';

const programme = programmeOf('003');
const changed = (change: Partial<Programme>) => programmeFaults([{ ...programme, ...change }]);
const item = (code: string) => programme.items.find((candidate) => candidate.code === code)!;

describe('the programmes that this build carries', () => {
  it('have no fault', () => {
    expect(programmeFaults(PROGRAMMES)).toEqual([]);
  });

  it('a definition that is not carried is named, with those that are', () => {
    expect(() => programmeOf('099')).toThrow(/no programme 099.*carries 003/);
  });

  it('of source 003, training, the applying of standards and stronger bodies take applications, and the others say why not', () => {
    expect(programme.items.filter(takesApplications).map((open) => open.code)).toEqual(['P2', 'P3', 'P4']);
    for (const closed of programme.items.filter((candidate) => !takesApplications(candidate)))
      expect(closed.kind === 'run-by-the-agency' || closed.notOpen).toBeTruthy();
  });

  it('pass through tender and contract, or through an agreement, where they take applications', () => {
    const tendered = ['submission', 'eligibility', 'tendering', 'contract', 'delivery', 'inspection', 'settlement'];
    const agreed = ['submission', 'eligibility', 'agreement', 'delivery', 'inspection', 'settlement'];
    for (const open of PROGRAMMES.flatMap((one) => one.items).filter(takesApplications))
      expect([tendered, agreed]).toContainEqual(stagesOf(open.route));
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

  it('do not borrow the 14 working days of the decree on small enterprises, on which source 003 does not rest', () => {
    for (const source of sourcesIn(programme)) expect(source.document).not.toMatch(/80\/2021/);
    expect(programme.limits[LIMIT.oneStop].source.certainty).toBe('set-by-agency-example');
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
    ['an open item without support', { items: [{ ...item('P2'), support: undefined }] }, /P2\.support: is missing/],
    ['a rate above all', { items: [{ ...item('P2'), support: { ...item('P2').support!, rateBp: 10_001 } }] }, /rateBp/],
    ['an open item without a route', { items: [{ ...item('P2'), route: undefined }] }, /P2\.route/],
    ['an item that is there twice', { items: [item('P2'), item('P2')] }, /P2: is there twice/],
    ['a day that does not exist', { period: { from: '2021-02-30', to: '2030-12-31' } }, /2021-02-30 is not a day/],
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
