import { largestPiece } from '../../../../contract/domain/planning.ts';
import { toAppError } from '../../../../contract/failure.ts';
import type { ByteSource } from './byte-source.ts';

/** Where a list goes: the next piece is sent when main has answered for the one before. */
export interface FeedTarget {
  readonly feed: (bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>;
  readonly fed: (failed: string | null) => Promise<unknown>;
}

export const changedWhileRead = 'The file changed while it was read.';

/**
 * Hands a list over, piece by piece, and says how it ended. Ends early, and quietly, when main takes no more of it: the
 * draft was stopped or discarded.
 */
export async function feedPieces(source: ByteSource, target: FeedTarget): Promise<void> {
  for (let offset = 0; offset < source.size; ) {
    const length = Math.min(largestPiece, source.size - offset);
    const piece = await source.read(offset, length).catch(() => null);
    if (piece === null || piece.byteLength !== length) {
      await target.fed(changedWhileRead).catch(() => undefined);
      return;
    }
    try {
      await target.feed(piece);
    } catch (thrown) {
      await target.fed(toAppError(thrown).message.slice(0, 300)).catch(() => undefined);
      return;
    }
    offset += length;
  }
  await target.fed(null).catch(() => undefined);
}
