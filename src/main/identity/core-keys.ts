import type { CorePort } from '../core/protocol.ts';

/** Ids of the keys of a core that stay while others rotate (fact 16); null: it has none, or they cannot be read. */
export async function readCoreKeys(core: CorePort, signal?: AbortSignal): Promise<string[] | null> {
  try {
    return fixedKeys((await core.signingKeys(signal)).keys);
  } catch {
    return null;
  }
}

export function fixedKeys(keys: readonly { readonly kid?: string }[]): string[] | null {
  const fixed = keys.flatMap(({ kid }) => (kid?.startsWith('s-') ? [kid] : [])).sort();
  return fixed.length === 0 ? null : fixed;
}
