/** A multipart body with one file, held in memory: it is looked at before anything is written. */
import multer from 'multer';
import { LARGEST_DOCUMENT } from '../records/documents.ts';

export const receiveFile = multer({
  storage: multer.memoryStorage(),
  defParamCharset: 'utf8',
  limits: {
    fileSize: LARGEST_DOCUMENT,
    files: 1,
    fields: 10,
    fieldSize: 4_000,
    fieldNameSize: 100,
    parts: 12,
    headerPairs: 100,
  },
}).single('file');
