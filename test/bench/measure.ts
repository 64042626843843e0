/** One line of the table: the product's whole path, where there is one beside the least that does the same work. */
export interface Measured {
  readonly name: string;
  readonly unit: 'ms';
  /** Medians. */
  readonly ours: number;
  readonly bare?: number;
  /** `ours / bare`. */
  readonly ratio?: number;
  /** The ratio that is allowed; without a ratio, how much of `ours`. */
  readonly budget: number;
}

interface PreparedPair<I> {
  readonly name: string;
  readonly budget: number;
  readonly rounds: number;
  /** What each single run needs anew; not timed. */
  readonly prepare: () => Promise<I>;
  readonly ours: (input: I) => Promise<unknown>;
  readonly bare: (input: I) => Promise<unknown>;
}

type Pair = Omit<PreparedPair<undefined>, 'prepare'>;

/** Runs of each that are not counted: until both sides' code is compiled and their connections are open. */
const WARM_UPS = 3;

/**
 * Runs both in turn, so that what else the machine does meets both alike; who goes first changes from round to round.
 */
export function measurePair(pair: Pair): Promise<Measured> {
  return measurePrepared({ ...pair, prepare: async () => undefined });
}

/** The same for work that uses up what it works on. */
export async function measurePrepared<I>(pair: PreparedPair<I>): Promise<Measured> {
  const { name, budget, rounds, prepare } = pair;
  const times = { ours: [] as number[], bare: [] as number[] };
  for (let run = 0; run < WARM_UPS; run++) {
    await pair.ours(await prepare());
    await pair.bare(await prepare());
  }
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const);
    for (const side of order) times[side].push(await timeOf(pair[side], await prepare()));
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

async function timeOf<I>(work: (input: I) => Promise<unknown>, input: I): Promise<number> {
  const started = performance.now();
  await work(input);
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
