/** The figures as one table. */

export interface Figure {
  name: string;
  value: string;
  /** What is aimed at, and whether it was reached. */
  goal?: { text: string; met: boolean };
}

/** @returns lines of a Markdown table */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, goal }) => [
    name,
    value,
    goal?.text ?? '',
    goal ? (goal.met ? 'yes' : 'no') : '',
  ]);
  const all = [['Figure', 'Measured', 'Goal', 'Met'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`;
  const [head, ...body] = all.map(line);
  return [head, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body].join('\n');
}

/** A figure that may be at most so much. */
export const atMost = (value: number, most: number, unit: string): Figure['goal'] => ({
  text: `≤ ${most}${unit}`,
  met: value <= most,
});

export const fixed = (value: number, digits = 2): string => value.toFixed(digits);
