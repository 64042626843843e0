import type { FileHandle } from 'node:fs/promises';

const pieceBytes = 1 << 20;
const lineFeed = 0x0a;

/**
 * Walks over the whole lines of a file, `most` of them, and gives where the last of them ends: a line without an end
 * was cut off when the console was.
 */
export async function indexRows(
  handle: FileHandle,
  most: number,
  onLine: (line: string, start: number) => void,
): Promise<number> {
  const piece = Buffer.allocUnsafe(pieceBytes);
  let rest = Buffer.alloc(0);
  let start = 0;
  let seen = 0;
  for (let at = 0; seen < most; ) {
    const { bytesRead } = await handle.read(piece, 0, pieceBytes, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    const bytes = Buffer.concat([rest, piece.subarray(0, bytesRead)]);
    let from = 0;
    for (let to = bytes.indexOf(lineFeed); to >= 0 && seen < most; to = bytes.indexOf(lineFeed, from)) {
      onLine(bytes.toString('utf8', from, to), start);
      start += to + 1 - from;
      from = to + 1;
      seen += 1;
    }
    rest = bytes.subarray(from);
  }
  return start;
}
