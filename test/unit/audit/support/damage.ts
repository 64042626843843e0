import fc from 'fast-check';

/** One damage of a file. Numbers from 0 to 1 are places in it, whatever its length is. */
export type Damage =
  | { readonly type: 'flip'; readonly at: number; readonly bit: number }
  | { readonly type: 'letter'; readonly at: number; readonly letter: string }
  | { readonly type: 'insert'; readonly at: number; readonly bytes: readonly number[] }
  | { readonly type: 'remove'; readonly at: number; readonly length: number }
  | { readonly type: 'cut'; readonly at: number }
  | { readonly type: 'cut-begin'; readonly at: number }
  | { readonly type: 'swap'; readonly at: number; readonly with: number; readonly length: number }
  | { readonly type: 'remove-line'; readonly at: number }
  | { readonly type: 'repeat-line'; readonly at: number }
  | { readonly type: 'swap-lines'; readonly at: number; readonly with: number };

const anywhere = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
/** Also often where a file has what protects the rest of it. */
const at = fc.oneof(
  { weight: 5, arbitrary: anywhere },
  anywhere.map((place) => 0.97 + place * 0.03),
  anywhere.map((place) => place * 0.03),
);
/** What stays a number, a hash or a signature. */
const letter = fc.constantFrom(...'0123456789abcdefABCDEF_-');
const length = fc.integer({ min: 1, max: 40 });
const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 12 });

export const byteDamage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('flip'), at, bit: fc.integer({ min: 0, max: 7 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('letter'), at, letter }) },
  fc.record({ type: fc.constant('insert'), at, bytes }),
  fc.record({ type: fc.constant('remove'), at, length }),
  fc.record({ type: fc.constant('cut'), at }),
  fc.record({ type: fc.constant('cut-begin'), at }),
  fc.record({ type: fc.constant('swap'), at, with: at, length }),
);

export const lineDamage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ type: fc.constant('remove-line'), at }),
  fc.record({ type: fc.constant('repeat-line'), at }),
  fc.record({ type: fc.constant('swap-lines'), at, with: at }),
);

export function applyDamage(original: Buffer, damage: Damage): Buffer {
  const place = Math.min(Math.floor(damage.at * original.length), original.length - 1);
  const [before, from] = [original.subarray(0, place), original.subarray(place)];
  switch (damage.type) {
    case 'flip': {
      const flipped = Buffer.from(original);
      flipped.writeUInt8(flipped.readUInt8(place) ^ (1 << damage.bit), place);
      return flipped;
    }
    case 'letter':
      return Buffer.concat([before, Buffer.from(damage.letter), from.subarray(1)]);
    case 'insert':
      return Buffer.concat([before, Buffer.from(damage.bytes), from]);
    case 'remove':
      return Buffer.concat([before, from.subarray(damage.length)]);
    case 'cut':
      return before;
    case 'cut-begin':
      return original.subarray(place + 1);
    case 'swap': {
      const [one, other] = [place, Math.floor(damage.with * original.length)].sort((a, b) => a - b);
      return swapRanges(original, one ?? 0, other ?? 0, damage.length);
    }
    case 'remove-line':
    case 'repeat-line':
    case 'swap-lines':
      return damageLines(original, damage);
  }
}

function swapRanges(original: Buffer, one: number, other: number, length: number): Buffer {
  const swapped = Buffer.from(original);
  const size = Math.min(length, other - one, original.length - other);
  original.copy(swapped, one, other, other + size);
  original.copy(swapped, other, one, one + size);
  return swapped;
}

function damageLines(
  original: Buffer,
  damage: Extract<Damage, { type: 'remove-line' | 'repeat-line' | 'swap-lines' }>,
): Buffer {
  const lines = original.toString('utf8').split('\n').slice(0, -1);
  const index = Math.min(Math.floor(damage.at * lines.length), lines.length - 1);
  const line = lines[index] ?? '';
  if (damage.type === 'remove-line') lines.splice(index, 1);
  else if (damage.type === 'repeat-line') lines.splice(index, 0, line);
  else {
    const other = Math.floor(damage.with * lines.length);
    [lines[index], lines[other]] = [lines[other] ?? '', line];
  }
  return Buffer.from(lines.map((text) => `${text}\n`).join(''));
}

/** Where two files begin to differ; -1: nowhere. */
export function firstDifference(one: Buffer, other: Buffer): number {
  const length = Math.min(one.length, other.length);
  for (let place = 0; place < length; place += 1) if (one[place] !== other[place]) return place;
  return one.length === other.length ? -1 : length;
}

/** The line that has the byte, from 1. */
export function lineOf(file: Buffer, place: number): number {
  return file.subarray(0, place).filter((byte) => byte === 10).length + 1;
}
