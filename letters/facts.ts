/** Reads the facts kept with a letter: JSON that an action left at commit. What is missing or of another shape is null. */
export type Facts = Readonly<Record<string, unknown>>;

export const textOf = (facts: Facts, name: string): string | null => {
  const value = facts[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** Whole đồng. */
export const dongOf = (facts: Facts, name: string): bigint | null => {
  const value = facts[name];
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : null;
};

export const countOf = (facts: Facts, name: string): number | null => {
  const value = facts[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

/** An instant that is kept as ISO text. */
export const instantOf = (facts: Facts, name: string): Date | null => {
  const text = textOf(facts, name);
  const instant = text === null ? null : new Date(text);
  return instant && !Number.isNaN(instant.getTime()) ? instant : null;
};

export const factsOf = (facts: Facts, name: string): Facts | null => {
  const value = facts[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Facts) : null;
};

export const listOf = (facts: Facts, name: string): readonly Facts[] => {
  const value = facts[name];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [];
};

export const textsOf = (facts: Facts, name: string): readonly string[] => {
  const value = facts[name];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
};
