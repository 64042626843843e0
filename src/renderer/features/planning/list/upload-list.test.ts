import { describe, expect, it } from 'vitest';
import { largestPiece } from '../../../../contract/domain/planning/list-format.ts';
import { failure } from '../../../../contract/failure.ts';
import { type ByteSource, fileBytes, textBytes, uploadList } from './upload-list.ts';

function main(refuseFrom = Number.POSITIVE_INFINITY) {
  const chunks: Uint8Array[] = [];
  const ends: (string | null)[] = [];
  let busy = false;
  return {
    chunks,
    ends,
    target: {
      uploadChunk: async (bytes: Uint8Array) => {
        if (busy) throw new Error('two chunks at once');
        busy = true;
        await Promise.resolve();
        busy = false;
        if (chunks.length >= refuseFrom) throw failure('not-found');
        chunks.push(bytes);
      },
      finishUpload: async (failed: string | null) => {
        ends.push(failed);
      },
    },
  };
}

function textOf(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  return chunks.map((piece) => decoder.decode(piece, { stream: true })).join('');
}

const text = 'ada@alpha.example\n'.repeat(150_000);

describe('the upload of a list', () => {
  it('sends all bytes in their order, in chunks that main accepts, one at a time', async () => {
    const { target, chunks, ends } = main();
    await uploadList(textBytes(text), target);
    expect(chunks.every(({ byteLength }) => byteLength <= largestPiece)).toBe(true);
    expect(chunks.length).toBe(3);
    expect(textOf(chunks)).toBe(text);
    expect(ends).toEqual([null]);
  });

  it('sends no memory besides the chunk', async () => {
    const { target, chunks } = main();
    await uploadList(textBytes(text), target);
    expect(chunks.every((piece) => piece.buffer.byteLength === piece.byteLength)).toBe(true);
  });

  it('reads a file', async () => {
    const { target, chunks, ends } = main();
    await uploadList(fileBytes(new File([text], 'leaked.txt')), target);
    expect(textOf(chunks)).toBe(text);
    expect(ends).toEqual([null]);
  });

  it.each<[string, ByteSource['read']]>([
    ['can no longer be read', () => Promise.reject(new DOMException('gone', 'NotReadableError'))],
    ['became shorter', async () => new Uint8Array(3)],
  ])('tells main when the file %s', async (_case, later) => {
    const { target, chunks, ends } = main();
    const whole = textBytes(text);
    const read: ByteSource['read'] = (offset, length) =>
      offset === 0 ? whole.read(offset, length) : later(offset, length);
    await uploadList({ ...whole, read }, target);
    expect(chunks.length).toBe(1);
    expect(ends).toEqual(['changed']);
  });

  it('stops when main takes no more chunks', async () => {
    const { target, chunks, ends } = main(1);
    await uploadList(textBytes(text), target);
    expect(chunks.length).toBe(1);
    expect(ends).toEqual(['unsent']);
  });
});
