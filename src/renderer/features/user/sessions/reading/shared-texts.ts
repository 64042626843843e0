/** Distinct texts that are remembered. What has more of them gains nothing by sharing. */
const most = 5_000;

/** Gives the same string for equal texts. */
export type SharedTexts = (text: string) => string;

/**
 * Tens of thousands of sessions name a few tenants, ids and clients. Each message brings its own copies of them: kept,
 * they would be most of the memory, and make every garbage collection a longer break.
 */
export function createSharedTexts(): SharedTexts {
  const known = new Map<string, string>();
  return (text) => {
    const shared = known.get(text);
    if (shared !== undefined) return shared;
    if (known.size < most) known.set(text, text);
    return text;
  };
}
