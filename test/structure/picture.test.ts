import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processPage } from '../../commands/process-page.ts';
import { process } from '../../domain/process.ts';

const written = readFileSync(join(import.meta.dirname, '../../docs/process.md'), 'utf8');

describe('docs/process.md', () => {
  it('shows the process table as it is now (otherwise: npm run picture)', () => {
    expect(written).toBe(processPage());
  });

  it('shows every state and every action of it', () => {
    const table = process();
    const missing = [
      ...table.states.map(({ key }) => key.split('/')[1]!),
      ...table.actions.map(({ name }) => name),
    ].filter((name) => !written.includes(name));
    expect(missing).toEqual([]);
  });

  it('is out of date as soon as the table changes', () => {
    const [first, ...others] = process().actions;
    const changed = { ...process(), actions: [{ ...first!, from: [] }, ...others] };
    expect(processPage(changed)).not.toBe(processPage());
  });
});
