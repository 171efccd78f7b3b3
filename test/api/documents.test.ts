import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { draft } from '../support/dossier.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

const PDF = new TextEncoder().encode('%PDF-1.7\n1 0 obj << >> endobj\n');
const PNG = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0,
  0, 0,
]);

type Uploaded = { id: string; sha256: string; size: number; type: string; name: string };

function form(bytes: Uint8Array<ArrayBuffer>, name: string, type: string, field = 'file'): FormData {
  const data = new FormData();
  data.set(field, new File([bytes], name, { type }));
  return data;
}
const upload = (bytes: Uint8Array<ArrayBuffer>, name: string, type: string, key?: string) =>
  system.cast.enterprise.send('POST', '/documents', form(bytes, name, type), { key });

describe('uploading', () => {
  it('keeps what was sent, byte by byte, under its name, with its SHA-256', async () => {
    const reply = await upload(PDF, 'Kế hoạch đào tạo.pdf', 'application/pdf');
    const document = reply.read<Uploaded>();
    expect(document).toMatchObject({ name: 'Kế hoạch đào tạo.pdf', type: 'application/pdf', size: PDF.length });
    expect(document.sha256).toBe(createHash('sha256').update(PDF).digest('hex'));
    const back = await system.cast.enterprise.send('GET', `/documents/${document.id}`);
    expect(back.body).toBe(new TextDecoder().decode(PDF));
    expect(back.headers.get('content-type')).toBe('application/pdf');
    expect(back.headers.get('content-disposition')).toContain("filename*=UTF-8''K%E1%BA%BF%20ho%E1%BA%A1ch");
    expect(back.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(back.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('takes a type that the sender does not declare by the ending of the name', async () => {
    expect((await upload(PNG, 'con-dau.PNG', 'application/octet-stream')).read<Uploaded>().type).toBe('image/png');
  });

  it.each([
    ['a PDF declared as a picture', PDF, 'a.png', 'image/png', 'type-mismatch'],
    ['a PDF with the ending of a picture', PDF, 'a.png', 'application/pdf', 'type-mismatch'],
    [
      'a web page named PDF',
      new TextEncoder().encode('<html><script>1</script></html>'),
      'a.pdf',
      'application/pdf',
      'type-not-taken',
    ],
    [
      'a drawing',
      new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'a.svg',
      'image/svg+xml',
      'type-not-taken',
    ],
    ['an archive', archive(), 'a.zip', 'application/zip', 'type-not-taken'],
    ['nothing', new Uint8Array(0), 'a.pdf', 'application/pdf', 'empty'],
  ])('refuses %s', async (_what, bytes, name, type, code) => {
    const refusal = (await upload(bytes as Uint8Array<ArrayBuffer>, name, type)).refusal();
    expect(refusal).toMatchObject({ status: 422, code: 'invalid', faults: [{ path: 'file', code }] });
  });

  it('refuses more than 20 MB, more than one file, another field, and no file', async () => {
    const large = new Uint8Array(20 * 1024 * 1024 + 1);
    large.set(PDF);
    expect((await upload(large, 'a.pdf', 'application/pdf')).refusal()).toMatchObject({
      status: 413,
      code: 'too-large',
    });
    const two = form(PDF, 'a.pdf', 'application/pdf');
    two.append('file', new File([PDF], 'b.pdf', { type: 'application/pdf' }));
    expect((await system.cast.enterprise.send('POST', '/documents', two)).refusal().status).toBe(400);
    const other = form(PDF, 'a.pdf', 'application/pdf', 'other');
    expect((await system.cast.enterprise.send('POST', '/documents', other)).refusal().status).toBe(400);
    expect((await system.cast.enterprise.send('POST', '/documents', new FormData())).refusal().status).toBeLessThan(
      500,
    );
  });

  it('keeps a name without its path and what turns its direction round', async () => {
    const document = (await upload(PDF, '../../etc/\u202epasswd.pdf', 'application/pdf')).read<Uploaded>();
    expect(document.name).toBe('passwd.pdf');
  });

  it('answers a repeat with the same document, and refuses the key for another file', async () => {
    const key = 'one-upload-sent-twice';
    const first = await upload(PDF, 'a.pdf', 'application/pdf', key);
    const again = await upload(PDF, 'a.pdf', 'application/pdf', key);
    expect(again.read<Uploaded>().id).toBe(first.read<Uploaded>().id);
    expect((await upload(PNG, 'a.png', 'image/png', key)).refusal().code).toBe('idempotency-key-reused');
  });
});

/** A small ZIP archive with one file in it. */
function archive(): Uint8Array<ArrayBuffer> {
  const name = Buffer.from('a.txt');
  const data = deflateRawSync('a');
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(data.length, 18);
  head.writeUInt32LE(1, 22);
  head.writeUInt16LE(name.length, 26);
  return Uint8Array.from(Buffer.concat([head, name, data]));
}

describe('who may read a document', () => {
  const reads = async (who: 'enterprise' | 'otherEnterprise' | 'intake' | 'consultant' | 'administrator', id: string) =>
    (await system.cast[who].send('GET', `/documents/${id}`)).status;

  it('its uploader alone, until it is attached; then whoever sees what it is attached to', async () => {
    const loose = await system.cast.enterprise.upload('loose.pdf');
    expect(await reads('enterprise', loose)).toBe(200);
    for (const who of ['otherEnterprise', 'intake', 'consultant', 'administrator'] as const)
      expect(await reads(who, loose)).toBe(404);

    const code = await draft(system);
    const { documentId } = await system.database.attachment.findFirstOrThrow({ where: { kind: 'training-plan' } });
    expect(await reads('intake', documentId)).toBe(404);
    const signatory = { name: 'Nguyễn Văn Thử', capacity: 'Giám đốc' };
    (await system.cast.enterprise.act('applications', code, 'submit', { contentVersion: 1, signatory })).read();
    expect(await reads('intake', documentId)).toBe(200);
    for (const who of ['otherEnterprise', 'consultant', 'administrator'] as const)
      expect(await reads(who, documentId)).toBe(404);
  });
});
