import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processPage } from './process-page.ts';

// Writes docs/process.md from the process table; a test says when that page is out of date.
writeFileSync(join(import.meta.dirname, '../docs/process.md'), processPage());
