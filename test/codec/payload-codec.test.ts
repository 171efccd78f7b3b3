import { randomBytes } from 'node:crypto';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import { FAILURE_CONVERTER_PATH } from '../../codec/data-converter.ts';
import { AesPayloadCodec, UnreadablePayload } from '../../codec/payload-codec.ts';

const key = (id: string) => ({ id, key: randomBytes(32) });
const one = defaultPayloadConverter.toPayload({ decision: 'abc', note: 'Nguyễn Văn Thử' });
const read = (payload: typeof one) => defaultPayloadConverter.fromPayload(payload);

test('what was encrypted is read again, and stands nowhere in the stored bytes', async () => {
  const codec = new AesPayloadCodec([key('a')]);
  const [stored] = await codec.encode([one]);
  expect(Buffer.from(stored!.data!).toString('latin1')).not.toContain('abc');
  const [back] = await codec.decode([stored!]);
  expect(read(back!)).toEqual({ decision: 'abc', note: 'Nguyễn Văn Thử' });
});

test('the same payload is never stored the same way twice', async () => {
  const codec = new AesPayloadCodec([key('a')]);
  const [first, second] = await codec.encode([one, one]);
  expect(Buffer.from(first!.data!).equals(Buffer.from(second!.data!))).toBe(false);
});

test('after a rotation new payloads carry the new key, and old ones are still read', async () => {
  const [old, fresh] = [key('2026a'), key('2026b')];
  const [before] = await new AesPayloadCodec([old]).encode([one]);
  const rotated = new AesPayloadCodec([fresh, old]);
  const [after] = await rotated.encode([one]);
  expect(Buffer.from(after!.metadata!['encryption-key-id']!).toString()).toBe('2026b');
  for (const stored of [before!, after!]) expect(read((await rotated.decode([stored]))[0]!)).toEqual(read(one));
  await expect(new AesPayloadCodec([old]).decode([after!])).rejects.toThrow(/key "2026b".*PAYLOAD_KEYS/);
});

test('a payload that was changed, or renamed to another key, is refused', async () => {
  const [a, b] = [key('a'), key('b')];
  const codec = new AesPayloadCodec([a, b]);
  const [stored] = await codec.encode([one]);
  const data = Buffer.from(stored!.data!);
  data[20]! ^= 1;
  await expect(codec.decode([{ ...stored!, data }])).rejects.toThrow(UnreadablePayload);
  const renamed = { ...stored!.metadata, 'encryption-key-id': Buffer.from('b') };
  await expect(codec.decode([{ ...stored!, metadata: renamed }])).rejects.toThrow(UnreadablePayload);
});

test('what another codec wrote is passed on as it is', async () => {
  expect(await new AesPayloadCodec([key('a')]).decode([one])).toEqual([one]);
});

test('a key that is too short is refused at once', () => {
  expect(() => new AesPayloadCodec([{ id: 'a', key: randomBytes(16) }])).toThrow(/16 bytes/);
  expect(() => new AesPayloadCodec([])).toThrow(/at least one key/);
});

test('messages and stack traces of failures become payloads, which the codec encrypts', async () => {
  const { failureConverter } = await import(FAILURE_CONVERTER_PATH);
  const failure = failureConverter.errorToFailure(
    ApplicationFailure.create({ message: 'mật' }),
    defaultPayloadConverter,
  );
  expect(failure.message).toBe('Encoded failure');
  expect(failure.stackTrace).toBe('');
  expect(read(failure.encodedAttributes)).toMatchObject({ message: 'mật' });
});
