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
function scatteredFaults({ next }: Random): () => Fault {
  const likelihood = 0.1 + next() * 0.5;
  return () => (next() < likelihood ? pick(next()) : 'none');
}

/** Faults by a seed: here and there, as `scatteredFaults` has them. */
export function seededFaults(seed: number): (request: SeenRequest) => Fault {
  return scatteredFaults(createRandom(seed));
}

/** What the core does for so many requests, one after the other. */
interface Spell {
  readonly requests: number;
  readonly fault: () => Fault;
}

const kinds = ['calm', 'scattered', 'slow', 'errors', 'restart', 'too-many'] as const;
type Kind = (typeof kinds)[number];
/** The last two cost a client seconds each. */
const weights: Readonly<Record<Kind, number>> = {
  calm: 4,
  scattered: 4,
  slow: 2,
  errors: 2,
  restart: 1,
  'too-many': 1,
};

function pickKind(random: Random): Kind {
  let rest = random.next() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  for (const kind of kinds) {
    rest -= weights[kind];
    if (rest < 0) return kind;
  }
  return 'calm';
}

function spellOf(kind: Kind, random: Random): Spell {
  switch (kind) {
    case 'calm':
      return { requests: random.int(2, 12), fault: () => 'none' };
    case 'scattered':
      return { requests: random.int(4, 16), fault: scatteredFaults(random) };
    case 'slow':
      return { requests: random.int(2, 8), fault: () => (random.chance(0.7) ? 'delay' : 'none') };
    case 'errors':
      return { requests: random.int(3, 10), fault: () => 'status-500' };
    case 'restart':
      return { requests: 1, fault: () => 'down' };
    case 'too-many':
      // supertokens-node waits after each of them, and tries a request five times.
      return { requests: random.int(2, 4), fault: () => 'status-429' };
  }
}

/** A bad day by a seed: spells of calm, slowness, bursts of 500 or 429, restarts, and faults here and there. */
export function seededSchedule(seed: number): (request: SeenRequest) => Fault {
  const random = createRandom(seed);
  let spell: Spell = { requests: 0, fault: () => 'none' };
  let left = 0;
  return () => {
    if (left === 0) {
      spell = spellOf(pickKind(random), random);
      left = spell.requests;
    }
    left -= 1;
    return spell.fault();
  };
}
