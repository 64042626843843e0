/** One line of the table: the product's whole path beside the least that does the same work. */
export interface Measured {
  readonly name: string;
  readonly unit: 'ms';
  /** Medians. */
  readonly ours: number;
  readonly bare: number;
  /** `ours / bare`. */
  readonly ratio: number;
  /** The ratio that is allowed. */
  readonly budget: number;
}

interface Pair {
  readonly name: string;
  readonly budget: number;
  readonly rounds: number;
  readonly ours: () => Promise<unknown>;
  readonly bare: () => Promise<unknown>;
}

/** Runs of each that are not counted: until both sides' code is compiled and their connections are open. */
const WARM_UPS = 3;

/**
 * Runs both in turn, so that what else the machine does meets both alike; who goes first changes from round to round.
 */
export async function measurePair({ name, budget, rounds, ours, bare }: Pair): Promise<Measured> {
  const times = { ours: [] as number[], bare: [] as number[] };
  for (let run = 0; run < WARM_UPS; run++) {
    await ours();
    await bare();
  }
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const);
    for (const side of order) times[side].push(await timeOf(side === 'ours' ? ours : bare));
  }
  const [oursMs, bareMs] = [median(times.ours), median(times.bare)];
  return {
    name,
    unit: 'ms',
    ours: round1(oursMs),
    bare: round1(bareMs),
    ratio: round2(oursMs / bareMs),
    budget,
  };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
