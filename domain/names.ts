/** `request-supplement` → `requestSupplement`, as a type. */
type Camel<S extends string> = S extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;

/**
 * A vocabulary: each kebab-case name under its camelCase key, so that code elsewhere says `ACTION.requestSupplement`
 * and a name is spelled once.
 *
 * @param list the names as they are stored, sent and shown in addresses
 * @returns an object from camelCase key to name
 */
export function names<const T extends readonly string[]>(...list: T): { readonly [K in T[number] as Camel<K>]: K } {
  const camel = (name: string) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(list.map((name) => [camel(name), name])) as { [K in T[number] as Camel<K>]: K };
}

export type NameOf<T> = T[keyof T];
