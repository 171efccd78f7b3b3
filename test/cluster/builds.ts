/** Builds of the workflows that differ as releases do: a history that one began does not replay with another. */
import { workflowCode } from '../../worker/bundle.ts';

/** What each build does otherwise than the one that is shipped: a snippet of its code, and what stands there instead. */
const CHANGES: Readonly<Record<string, readonly [string, string] | null>> = {
  one: null,
  // The list of dossiers is not told any more where each one stands.
  two: ['if (changed.length > 0)', 'if (false)'],
  // And neither is what changes alone.
  three: ['if (changed.length > 0)', 'if (changed.length > 1)'],
};

export const [FIRST, SECOND, THIRD] = ['one', 'two', 'three'] as const;

/** @returns the code of each build; throws Error where a change does not fit the code as it is */
export async function buildsOf(): Promise<Record<string, string>> {
  const code = await workflowCode();
  return Object.fromEntries(
    Object.entries(CHANGES).map(([build, change]) => {
      if (!change) return [build, code];
      const [before, after] = change;
      if (code.split(before).length !== 2) throw new Error(`build ${build}: "${before}" does not stand there once`);
      return [build, code.replace(before, after)];
    }),
  );
}
