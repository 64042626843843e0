import { describe, expect, it } from 'vitest';
import { largestPiece } from '../../../../contract/domain/planning.ts';
import { failure } from '../../../../contract/failure.ts';
import { type ByteSource, fileBytes, textBytes } from './byte-source.ts';
import { feedPieces } from './feed-pieces.ts';

function main(refuseFrom = Number.POSITIVE_INFINITY) {
  const pieces: Uint8Array[] = [];
  const ends: (string | null)[] = [];
  let busy = false;
  return {
    pieces,
    ends,
    target: {
      feed: async (bytes: Uint8Array) => {
        if (busy) throw new Error('two pieces at once');
        busy = true;
        await Promise.resolve();
        busy = false;
        if (pieces.length >= refuseFrom) throw failure('not-found', 'This draft is not there any more.');
        pieces.push(bytes);
      },
      fed: async (failed: string | null) => {
        ends.push(failed);
      },
    },
  };
}

function textOf(pieces: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  return pieces.map((piece) => decoder.decode(piece, { stream: true })).join('');
}

const text = 'ada@alpha.example\n'.repeat(150_000);

describe('handing over a list', () => {
  it('sends all of it in order, in pieces that main takes, one at a time', async () => {
    const { target, pieces, ends } = main();
    await feedPieces(textBytes(text), target);
    expect(pieces.every(({ byteLength }) => byteLength <= largestPiece)).toBe(true);
    expect(pieces.length).toBe(3);
    expect(textOf(pieces)).toBe(text);
    expect(ends).toEqual([null]);
  });

  it('sends nothing behind a piece but the piece', async () => {
    const { target, pieces } = main();
    await feedPieces(textBytes(text), target);
    expect(pieces.every((piece) => piece.buffer.byteLength === piece.byteLength)).toBe(true);
  });

  it('reads a file', async () => {
    const { target, pieces, ends } = main();
    await feedPieces(fileBytes(new File([text], 'leaked.txt')), target);
    expect(textOf(pieces)).toBe(text);
    expect(ends).toEqual([null]);
  });

  it.each<[string, ByteSource['read']]>([
    ['cannot be read any more', () => Promise.reject(new DOMException('gone', 'NotReadableError'))],
    ['became shorter', async () => new Uint8Array(3)],
  ])('says so when the file %s', async (_case, later) => {
    const { target, pieces, ends } = main();
    const whole = textBytes(text);
    const read: ByteSource['read'] = (offset, length) =>
      offset === 0 ? whole.read(offset, length) : later(offset, length);
    await feedPieces({ ...whole, read }, target);
    expect(pieces.length).toBe(1);
    expect(ends).toEqual(['The file changed while it was read.']);
  });

  it('stops when main takes no more', async () => {
    const { target, pieces, ends } = main(1);
    await feedPieces(textBytes(text), target);
    expect(pieces.length).toBe(1);
    expect(ends).toEqual(['This draft is not there any more.']);
  });
});
