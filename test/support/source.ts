/** The project's own source, as the structure tests read it: files, imports and string literals. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from '@swc/core';

export const root = join(import.meta.dirname, '../..');

/** Not source of the product: what others wrote, what is generated or made at run time, and the tests themselves. */
const OUTSIDE = new Set(['node_modules', 'coverage', 'generated', 'dist', 'test', 'docs']);

/** Every source file of the product, as a path from the project's root with forward slashes. */
export function productFiles(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      if (entry.name.startsWith('.') || OUTSIDE.has(entry.name)) return [];
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return productFiles(path);
      return /\.(ts|tsx|mjs|cjs|js)$/.test(entry.name) ? [relative(root, path).replaceAll('\\', '/')] : [];
    })
    .sort();
}

/** The folder that a file is in, or the file itself at the root. */
export const folderOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : file);

export type Import = {
  /** As written for a package; as a path from the root for a file of the project. */
  target: string;
  own: boolean;
  typeOnly: boolean;
};

type Node = { type: string; [key: string]: unknown };
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

export function parse(file: string): Node {
  const source = readFileSync(join(root, file), 'utf8');
  const javascript = /\.(mjs|cjs|js)$/.test(file);
  const syntax = javascript
    ? ({ syntax: 'ecmascript' } as const)
    : ({ syntax: 'typescript', tsx: file.endsWith('x') } as const);
  return parseSync(source, { ...syntax, target: 'es2024' }) as unknown as Node;
}

/** Calls `visit` for every node, with the nodes that it stands in, innermost last. */
export function walk(node: Node, visit: (node: Node, within: readonly Node[], key: string) => void): void {
  const go = (current: Node, within: readonly Node[], key: string) => {
    visit(current, within, key);
    for (const [name, value] of Object.entries(current)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        // What swc wraps (an argument, a template's part) has its node one level down.
        const wrapped = isNode(child)
          ? child
          : isNode((child as Node | null)?.expression)
            ? (child as Node).expression
            : null;
        if (isNode(wrapped)) go(wrapped, [...within, current], name);
      }
    }
  };
  go(node, [], '');
}

export function importsOf(file: string): Import[] {
  const found: Import[] = [];
  const add = (source: unknown, typeOnly: boolean) => {
    const written = (source as { value?: string } | null)?.value;
    if (written === undefined) return;
    const own = written.startsWith('.');
    const target = own ? relative(root, join(root, dirname(file), written)).replaceAll('\\', '/') : written;
    found.push({ target, own, typeOnly });
  };
  walk(parse(file), (node) => {
    if (node.type === 'ImportDeclaration') {
      const specifiers = node.specifiers as { isTypeOnly?: boolean }[];
      const typesAlone = specifiers.length > 0 && specifiers.every((specifier) => specifier.isTypeOnly);
      add(node.source, Boolean(node.typeOnly) || typesAlone);
    } else if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration') {
      add(node.source, Boolean(node.typeOnly));
    } else if (node.type === 'CallExpression') {
      const callee = node.callee as { type: string; value?: string };
      const [first] = node.arguments as { expression: Node }[];
      if (callee.type === 'Import' || (callee.type === 'Identifier' && callee.value === 'require'))
        add(first?.expression, false);
    }
  });
  return found;
}
