import { payloadToJSON } from '@temporalio/common/lib/proto-utils.js';
import { AesPayloadCodec } from '../../codec/payload-codec.ts';
import { ACTION, SUBJECT } from '../../domain/process.ts';
import { workflowId } from '../../workflows/messages.ts';
import type { Actor } from '../support/actor.ts';
import { draft } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { openSystem, type System, TEMPORAL_UI } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

type Payload = { metadata?: Record<string, string>; data?: string };
const base64 = (text: string) => Buffer.from(text).toString('base64');
const decode = (payloads: unknown, who: Actor = system.cast.supervisor) => who.post('/codec/decode', { payloads });
const read = async (payloads: readonly Payload[]): Promise<Payload[]> =>
  (await decode(payloads)).read<{ payloads: Payload[] }>().payloads;
const textOf = ({ data = '' }: Payload) => Buffer.from(data, 'base64').toString();

/** As Temporal's pages send it. */
const sent = (stored: Parameters<typeof payloadToJSON>[0]): Payload => payloadToJSON(stored) as Payload;

describe('the codec of Temporal’s pages', () => {
  it('reads what a run’s history holds, in the order that it was sent', async () => {
    const code = await draft(system);
    await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    const handle = system.temporal.workflow.getHandle(workflowId(SUBJECT.application, code));
    const { events } = await handle.fetchHistory();
    const [started] = events ?? [];
    const input = started!.workflowExecutionStartedEventAttributes!.input!.payloads![0]!;
    const summary = started!.userMetadata!.summary!;
    const plain = { metadata: { encoding: base64('json/plain') }, data: base64('"plain"') };
    const [one, two, three] = await read([sent(input), plain, sent(summary)]);
    expect(JSON.parse(textOf(one!))).toMatchObject({ code });
    expect(two).toEqual(plain);
    expect(textOf(three!)).toContain(' · ');
  });

  it('says of what no key opens which key it was', async () => {
    const [stored] = await new AesPayloadCodec([{ id: 'gone', key: Buffer.alloc(32, 7) }]).encode([
      { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"x"') },
    ]);
    const [told] = await read([sent(stored!)]);
    expect(textOf(told!)).toContain('\\"gone\\"');
  });

  it('answers a supervisor alone', async () => {
    for (const who of ['approver', 'administrator', 'enterprise', 'passerBy'] as const) {
      const reply = await decode([], system.cast[who]);
      expect([401, 403]).toContain(reply.status);
    }
  });

  it.each([
    ['no list', undefined],
    ['no base64', [{ data: '§§' }]],
    ['a number', [{ data: 7 }]],
    ['too many', Array.from({ length: 2_001 }, () => ({}))],
    [
      'torn',
      [{ metadata: { encoding: base64('binary/encrypted'), 'encryption-key-id': base64('test') }, data: 'AAAA' }],
    ],
  ])('bad input is never a 5xx: %s', async (_, payloads) => {
    expect((await decode(payloads)).status).toBeLessThan(500);
  });

  it('notes who has read, in which hour, how much', async () => {
    const total = async () => {
      const rows = await system.database.payloadRead.findMany({ where: { personId: system.people.supervisor } });
      return rows.reduce((sum, row) => [sum[0]! + row.calls, sum[1]! + row.payloads], [0, 0]);
    };
    const [calls, payloads] = await total();
    await read([{}, {}, {}]);
    expect(await total()).toEqual([calls! + 1, payloads! + 3]);
  });
});

describe('a browser', () => {
  const ask = (origin: string, path = '/codec/decode') =>
    fetch(`${system.base}/api${path}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-namespace',
      },
    });

  it('lets Temporal’s pages ask with the cookie of whoever is signed in', async () => {
    const { headers, status } = await ask(TEMPORAL_UI);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(TEMPORAL_UI);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-allow-headers')).toMatch(/X-Namespace/i);
  });

  it('lets no other pages ask, and these nothing else', async () => {
    expect((await ask('https://elsewhere.example')).headers.get('access-control-allow-origin')).not.toBe(
      'https://elsewhere.example',
    );
    expect((await ask(TEMPORAL_UI, '/applications')).headers.get('access-control-allow-origin')).toBeNull();
  });
});
