/** How fast something goes on, over the last seconds. */
export interface Meter {
  readonly add: (count: number) => void;
  /** It stood still: what was measured before says nothing any more. */
  readonly restart: () => void;
  /** Per second; null before there is one. */
  readonly rate: () => number | null;
}

const overMs = 15_000;
const sampleMs = 500;
const leastMs = 1_000;

export function createMeter(now: () => number): Meter {
  let total = 0;
  let samples: { readonly at: number; readonly total: number }[] = [{ at: now(), total }];

  return {
    add: (count) => {
      total += count;
      const at = now();
      if (at - (samples.at(-1)?.at ?? 0) < sampleMs) return;
      samples.push({ at, total });
      if (at - (samples[0]?.at ?? at) > overMs) samples = samples.slice(1);
    },
    restart: () => {
      samples = [{ at: now(), total }];
    },
    rate: () => {
      const [first] = samples;
      const elapsed = first ? now() - first.at : 0;
      return first && elapsed >= leastMs ? ((total - first.total) * 1000) / elapsed : null;
    },
  };
}
