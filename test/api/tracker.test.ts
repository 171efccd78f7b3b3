import { ACTION, STATE, splitKey } from '../../domain/process.ts';
import { draft } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

const track = (code: string) => system.cast.passerBy.send('GET', `/track/${code}`);

describe('the public tracker', () => {
  it('tells whoever has the code where it stands, who must act and until when, and nothing of what is in it', async () => {
    const code = await draft(system);
    await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    const told = (await track(code)).read<{ dueAt: string }>();
    const { stage, state } = splitKey(STATE.received);
    expect(told).toMatchObject({ code, stage: { name: stage }, state: { name: state }, mustAct: { role: 'intake' } });
    expect(told.dueAt > '2026-03-02').toBe(true);
    // The code is made at random, and may have any of it.
    for (const inside of ['enterprise', 'Nguyễn', '5S', '@', '40000000'])
      expect(JSON.stringify(told).replaceAll(code, '')).not.toContain(inside);
  });

  it('answers a draft, a package and an unknown code alike', async () => {
    const said = async (code: string) => {
      const { status, body } = await track(code);
      return { status, ...(body as object), requestId: '' };
    };
    const unknown = await said('TEST-2026-999999-ZZZZ');
    expect(unknown).toMatchObject({ status: 404, code: 'not-found' });
    expect(await said(await draft(system))).toEqual(unknown);
    expect(await said('..')).toMatchObject({ status: 404 });
  });

  it('is not walked: after thirty looks within a minute one address has to wait', async () => {
    const statuses: number[] = [];
    for (let looked = 0; looked < 32; looked += 1) statuses.push((await track('TEST-2026-000001-AAAA')).status);
    expect(statuses.at(-1)).toBe(429);
    const reply = await track('TEST-2026-000001-AAAA');
    expect(reply.refusal().code).toBe('too-many-requests');
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
