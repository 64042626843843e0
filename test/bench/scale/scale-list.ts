import { open } from 'node:fs/promises';
import { largestPiece } from '../../../src/contract/domain/planning/list-format.ts';
import { createLightSessions, type LightShape } from '../light/light-sessions.ts';

const ROUNDS = 4;
const BUFFER_BYTES = largestPiece;

/**
 * All numbers below `count` in an order that looks random, without a list of them: a Feistel cipher over the next even
 * number of bits, applied again while its result is too large.
 */
export function createShuffle(count: number): (index: number) => number {
  const half = Math.max(1, Math.ceil(Math.ceil(Math.log2(Math.max(2, count))) / 2));
  const mask = 2 ** half - 1;

  function encipher(value: number): number {
    let left = (value >>> half) & mask;
    let right = value & mask;
    for (let round = 0; round < ROUNDS; round += 1) {
      const mixed = Math.imul(right + round * 0x632b, 0x9e3779b1);
      [left, right] = [right, left ^ ((mixed ^ (mixed >>> 15)) & mask)];
    }
    return ((left << half) | right) >>> 0;
  }

  return (index) => {
    let value = encipher(index);
    while (value >= count) value = encipher(value);
    return value;
  };
}

/** Writes the handles of the first sessions to a file, shuffled, one a line, as a list of incident responders has them. */
export async function writeList(file: string, shape: LightShape, targets: number): Promise<void> {
  const { handleOf } = createLightSessions(shape);
  const shuffled = createShuffle(targets);
  const handle = await open(file, 'w');
  try {
    let text = '';
    for (let index = 0; index < targets; index += 1) {
      text += `${handleOf(shuffled(index))}\n`;
      if (text.length < BUFFER_BYTES) continue;
      await handle.write(text);
      text = '';
    }
    await handle.write(text);
  } finally {
    await handle.close();
  }
}

/** The pieces of a file as the page reads them. */
export async function* piecesOf(file: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const handle = await open(file);
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(largestPiece));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
