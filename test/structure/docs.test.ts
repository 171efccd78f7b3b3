import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../support/source.ts';

const markdown = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
const pages = [...readdirSync(root).filter((name) => name.endsWith('.md')), ...markdown('docs'), ...markdown('test')];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

/** As a heading is addressed: small letters, no marks, hyphens for blanks. */
const anchorsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );

describe('the documentation', () => {
  it.each(pages)('%s leads nowhere that is not there', (page) => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, target]) => target!);
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path ? join(dirname(page), path) : page;
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names every decision by its number once', () => {
    const numbers = readdirSync(join(root, 'docs/decisions')).map((name) => name.slice(0, 4));
    expect(numbers.filter((number, index) => numbers.indexOf(number) < index)).toEqual([]);
    for (const page of markdown('docs/decisions')) {
      const number = Number(/(\d{4})-[a-z0-9-]+\.md$/.exec(page)?.[1]);
      expect(textOf(page)).toMatch(new RegExp(`^# ${number}\\. \\S`));
    }
  });

  it('explains every setting', () => {
    const settings = [...textOf('config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name!);
    const operations = textOf('docs/operations.md');
    expect(settings).toContain('DATABASE_URL');
    expect(settings.filter((name) => !operations.includes(`\`${name}\``))).toEqual([]);
  });

  it('explains every command', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const inner = ['generate', 'format'];
    const commands = Object.keys(scripts).filter((name) => !name.startsWith('pre') && !inner.includes(name));
    const all = pages.map(textOf).join('\n');
    expect(
      commands.filter((name) => !all.includes(name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`)),
    ).toEqual([]);
  });
});
