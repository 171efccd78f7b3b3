import { LIMIT, STAGE } from '../../domain/process.ts';
import type { Source } from '../../domain/programme.ts';
import { isSelected, ROUTES, stagesOf } from '../../domain/route.ts';
import { programmeFaults } from '../../programmes/check.ts';
import { SHARED_CONTENTS } from '../../programmes/contents.ts';
import { textFaults } from '../../programmes/faults.ts';
import { PROGRAMMES, programmeOf, takesApplications, whyNoApplications } from '../../programmes/index.ts';

const programme = programmeOf('003');
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
    expect(programme.items.filter(takesApplications).map(({ code }) => code)).toEqual(['P2', 'P3', 'P4', 'P6']);
  });

  it('begin with submission and eligibility on every route that pays support, and end with the settlement', () => {
    for (const open of PROGRAMMES.flatMap((one) => one.items).filter(takesApplications)) {
      if (isSelected(open)) continue;
      const stages = stagesOf(open.route);
      expect(stages.slice(0, 2)).toEqual([STAGE.submission, STAGE.eligibility]);
      expect(stages.at(-1)).toBe(STAGE.settlement);
    }
  });

  it('enter a selection round at once where they are recognised and paid nothing, and say how products are selected', () => {
    const selected = PROGRAMMES.flatMap((one) => one.items).filter(isSelected);
    expect(selected.map(({ code }) => code)).toEqual(['P6', 'K7']);
    for (const { route, support, selection } of selected) {
      expect(stagesOf(route)).toEqual([STAGE.submission, STAGE.selection]);
      expect(support).toBeUndefined();
      expect(selection?.criteria.reduce((sum, { weightBp }) => sum + weightBp, 0)).toBe(10_000);
      expect(selection?.source.certainty).toBe('set-by-agency-example');
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

  it('share a content where two of them or more support the same, each with the words that it was read from', () => {
    for (const [content, { name, note }] of Object.entries(SHARED_CONTENTS)) {
      const sharing = PROGRAMMES.filter(({ items }) => items.some((one) => one.content === content));
      expect(`${content}: ${sharing.length > 1}`).toBe(`${content}: true`);
      for (const text of [name, note]) expect([...textFaults(content, text)]).toEqual([]);
      for (const { definition } of sharing) for (const said of [note.vi, note.en]) expect(said).toContain(definition);
    }
  });

  it('show every rate, cap and ceiling as the agency’s own: no source states one', () => {
    for (const one of PROGRAMMES.flatMap(({ items, ceilings }) => [...items, { ceilings, support: undefined }]))
      for (const { source } of [...(one.support ? [one.support] : []), ...one.ceilings])
        expect(source.certainty).toBe('set-by-agency-example');
  });

  it('keep direct appointment and the head’s decision below the values that the law gives them', () => {
    const upTo = Object.fromEntries(programme.procurement.methods.map((row) => [row.method, row.upTo]));
    expect(upTo).toMatchObject({ 'direct-appointment': 500_000_000n, 'head-decision': 50_000_000n });
  });
});

/** Every source named anywhere in the data. */
function sourcesIn(value: unknown): Source[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'certainty' in value && 'document' in value ? [value as Source] : [];
  return [...own, ...Object.values(value).flatMap(sourcesIn)];
}
