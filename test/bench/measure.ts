/** One line of the table: the product's whole path, where there is one beside the least that does the same work. */
export interface Measured {
  readonly name: string;
  readonly unit: 'ms' | 's' | 'MB';
  /** Of repeated runs the median. */
  readonly ours: number;
  readonly bare?: number;
  /** `ours / bare`, where the budget is one. */
  readonly ratio?: number;
  /** The ratio that is allowed; without a ratio, how much of `ours`. Missing: there is none. */
  readonly budget?: number;
}

interface PreparedPair<I> {
  readonly rounds: number;
  /** Runs of each that are not counted: until both sides' code is compiled and their connections are open. */
  readonly warmUps: number;
  /** What each single run needs anew; not timed. */
  readonly prepare: () => Promise<I>;
  /** What only our side needs before it; not timed. */
  readonly beforeOurs?: (input: I) => Promise<unknown>;
  readonly ours: (input: I) => Promise<unknown>;
  readonly bare: (input: I) => Promise<unknown>;
}

/** Medians, in ms. */
export interface PairedTimes {
  readonly ours: number;
  readonly bare: number;
}

const usualWarmUps = 3;

/**
 * Runs both in turn, so that what else the machine does meets both alike; who goes first changes from round to round.
 */
export async function timePair<I>(pair: PreparedPair<I>): Promise<PairedTimes> {
  const { prepare, rounds, warmUps } = pair;
  const times = { ours: [] as number[], bare: [] as number[] };
  async function runOurs(input: I): Promise<void> {
    await pair.beforeOurs?.(input);
    await pair.ours(input);
  }
  for (let run = 0; run < warmUps; run++) {
    await runOurs(await prepare());
    await pair.bare(await prepare());
  }
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const);
    for (const side of order) {
      const input = await prepare();
      if (side === 'ours') await pair.beforeOurs?.(input);
      times[side].push(await timeOf(pair[side], input));
    }
  }
  return { ours: median(times.ours), bare: median(times.bare) };
}

interface NamedPair {
  readonly name: string;
  /** Of the ratio; missing: there is none. */
  readonly budget?: number;
}

/** The ratio of both. */
export async function measurePrepared<I>(
  pair: NamedPair & Omit<PreparedPair<I>, 'warmUps'> & { readonly warmUps?: number },
): Promise<Measured> {
  const { name, budget } = pair;
  const { ours, bare } = await timePair({ warmUps: usualWarmUps, ...pair });
  const ratio = rounded(ours / bare, 2);
  return measured({ name, unit: 'ms', ours, bare, ratio, budget });
}

/** The same for work that can be repeated as it is. */
export function measurePair(
  pair: NamedPair & Omit<PreparedPair<undefined>, 'prepare' | 'warmUps'>,
): Promise<Measured> {
  return measurePrepared({ ...pair, prepare: async () => undefined });
}

type Unrounded = { readonly [K in keyof Measured]: Measured[K] | undefined } & Pick<
  Measured,
  'name' | 'unit' | 'ours'
>;

/** With numbers as they are to be read, without what is undefined. */
export function measured({ name, unit, ours, bare, ratio, budget }: Unrounded): Measured {
  return {
    name,
    unit,
    ours: rounded(ours, 1),
    ...(bare === undefined ? {} : { bare: rounded(bare, 1) }),
    ...(ratio === undefined ? {} : { ratio }),
    ...(budget === undefined ? {} : { budget }),
  };
}

export async function timeOf<I>(work: (input: I) => Promise<unknown>, input: I): Promise<number> {
  const started = performance.now();
  await work(input);
  return performance.now() - started;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
