import { call } from '../../../shared/ipc-client.ts';
import type { ByteSource } from './byte-source.ts';
import { feedPieces } from './feed-pieces.ts';

/** The lists on their way to main. They go on whatever page is on screen. */
const underWay = new Map<string, Promise<void>>();

/** Begins to hand a list over to its draft, once. */
export function startFeeding(draftId: string, source: ByteSource): void {
  if (underWay.has(draftId)) return;
  const work = feedPieces(source, {
    feed: (bytes) => call('planning.uploadChunk', { draftId, bytes }),
    fed: (failed) => call('planning.finishUpload', { draftId, failed }),
  });
  underWay.set(
    draftId,
    work.finally(() => underWay.delete(draftId)),
  );
}
