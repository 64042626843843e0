import type { Clock } from '../../shared/clock.ts';

/** How fast something goes on, over the last seconds. */
interface RateMeter {
  readonly add: (count: number) => void;
  /** It did not go on for a while: what was measured before says nothing any more. */
  readonly restart: () => void;
  /** Per second; null: nothing was measured yet. */
  readonly rate: () => number | null;
}

const overMs = 15_000;
const sampleMs = 500;
const leastMs = 1_000;

export function createRateMeter({ elapsed }: Pick<Clock, 'elapsed'>): RateMeter {
  let total = 0;
  let samples: { readonly at: number; readonly total: number }[] = [{ at: elapsed(), total }];

  return {
    add: (count) => {
      total += count;
      const at = elapsed();
      if (at - (samples.at(-1)?.at ?? 0) < sampleMs) return;
      samples.push({ at, total });
      // Two samples stay, however old they are: slow work has few.
      if (samples.length > 2 && at - (samples[0]?.at ?? at) > overMs) samples = samples.slice(1);
    },
    restart: () => {
      samples = [{ at: elapsed(), total }];
    },
    rate: () => {
      const [first] = samples;
      const passed = first ? elapsed() - first.at : 0;
      return first && passed >= leastMs ? ((total - first.total) * 1_000) / passed : null;
    },
  };
}
