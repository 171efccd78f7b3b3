/** Documents: content-addressed files in a folder, their rows in the database. A file is whole on disk before its row exists. */
import { createHash, randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { Refused } from '../domain/errors.ts';
import { type NameOf, names } from '../domain/names.ts';
import { cut } from '../domain/text.ts';
import type { Document } from '../prisma/generated/client.ts';
import type { Tx } from './case.ts';
import { businessNow } from './drafts.ts';
import { fault } from './handler.ts';

export const LARGEST_DOCUMENT = 20 * 1024 * 1024;

/** What may be uploaded: media type by the ending of its name. */
export const DOCUMENT_TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
};

/** What senders say that do not know: then the ending of the name is what is declared. */
const UNDECLARED = ['application/octet-stream', ''];

export type Uploaded = { bytes: Buffer; name: string; declared: string };

/**
 * What a file is, by its content, where that is what its sender declares it to be.
 * @throws Refused `invalid`: an empty file, a type that is not taken, a content that is not of the declared type
 */
export async function typeOf({ bytes, name, declared }: Uploaded): Promise<string> {
  const refuse = (code: string, vi: string, en: string) => new Refused('invalid', [fault('file', code, vi, en)]);
  if (bytes.length === 0) throw refuse('empty', 'Tệp rỗng.', 'The file is empty.');
  const byName = DOCUMENT_TYPES[/\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? ''];
  const said = UNDECLARED.includes(declared) ? byName : declared;
  const taken = 'PDF, DOCX, XLSX, PNG, JPEG';
  const found = (await fileTypeFromBuffer(bytes))?.mime;
  if (!found || !Object.values(DOCUMENT_TYPES).includes(found))
    throw refuse('type-not-taken', `Chỉ nhận tệp ${taken}.`, `Only these are taken: ${taken}.`);
  if (found !== said || found !== byName) {
    const vi = `Nội dung tệp là ${found}, không khớp với loại hoặc phần mở rộng đã khai.`;
    throw refuse('type-mismatch', vi, `Its content is ${found}, which is not what its type or name declares.`);
  }
  return found;
}

/** Where a file of this content lies. */
export const pathOf = (folder: string, sha256: string): string => join(folder, sha256.slice(0, 2), sha256);

/** Whether the file of a document is there as it was kept: one that cannot be read counts as missing, one of another length as damaged. */
export const FILE_STATE = names('kept', 'missing', 'damaged');
export type FileState = NameOf<typeof FILE_STATE>;

/** @param document the SHA-256 and the size in bytes that its row says */
export async function fileStateOf(
  folder: string,
  { sha256, size }: { sha256: string; size: number },
): Promise<FileState> {
  const path = pathOf(folder, sha256);
  try {
    await access(path, constants.R_OK);
    return (await stat(path)).size === size ? FILE_STATE.kept : FILE_STATE.damaged;
  } catch {
    return FILE_STATE.missing;
  }
}

/**
 * Puts the bytes on disk under their SHA-256: written beside, flushed, renamed. A file that is there already is left as it is; one that
 * was lost or damaged is put back by whoever uploads the same content again.
 * @returns the SHA-256 in hex
 */
export async function keepFile(folder: string, bytes: Buffer): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const path = pathOf(folder, sha256);
  if ((await fileStateOf(folder, { sha256, size: bytes.length })) === FILE_STATE.kept) return sha256;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomUUID()}`;
  try {
    await flushed(beside, bytes, 'wx');
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw error;
  }
  const parent = await open(dirname(path), 'r');
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
  return sha256;
}

async function flushed(path: string, bytes: Buffer, flags: 'w' | 'wx'): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Whether a file could be kept now: the folder is there or can be made, and its disk takes what is written. */
export async function canKeepFiles(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // As much as a block of the disk: an empty file needs none.
    await flushed(join(folder, '.tried'), Buffer.alloc(4_096), 'w');
    return true;
  } catch {
    return false;
  }
}

/** The row of a document whose file is kept. @param uploader `party:<id>` or `person:<id>` */
export async function createDocument(
  tx: Tx,
  document: { sha256: string; name: string; type: string; size: number; uploader: string },
): Promise<Document> {
  return tx.document.create({ data: { ...document, createdAt: await businessNow(tx) } });
}

/** A file's name as it is kept: without path and control characters, in NFC, at most 200 characters with its ending. */
export function cleanName(name: string): string {
  const base = name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1)!;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  const plain = base.replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(plain)?.[0] ?? '';
  return plain.length <= 200 ? plain : `${cut(plain, 200 - ending.length)}${ending}`;
}
