import { createRandom, type Random } from '../../src/main/sandbox/sample/sample.ts';
import type { Fault, SeenRequest } from './fault-proxy.ts';

/** Costly ones are rare: a 429 makes supertokens-node wait, a late answer costs a whole time-out. */
const weighted: readonly (readonly [Fault, number])[] = [
  ['reset-before', 6],
  ['reset-after', 6],
  ['truncated', 5],
  ['status-500', 5],
  ['late', 1],
  ['status-429', 1],
];

const totalWeight = weighted.reduce((total, [, weight]) => total + weight, 0);

function pick(share: number): Fault {
  let rest = share * totalWeight;
  for (const [fault, weight] of weighted) {
    rest -= weight;
    if (rest < 0) return fault;
  }
  return 'none';
}

/** Each request fails with a likelihood that is drawn first (10 to 60 %), in one of six ways. */
export function scatteredFaults({ next }: Random): () => Fault {
  const likelihood = 0.1 + next() * 0.5;
  return () => (next() < likelihood ? pick(next()) : 'none');
}

/** Faults by a seed: here and there, as `scatteredFaults` has them. */
export function seededFaults(seed: number): (request: SeenRequest) => Fault {
  return scatteredFaults(createRandom(seed));
}
