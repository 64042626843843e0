import { largestPiece } from '../../../../contract/domain/planning.ts';
import { call } from '../../../shared/ipc-client.ts';
import type { ByteSource } from './byte-source.ts';

/** Where the bytes of a list go. The next chunk is sent after main has answered for the one before. */
export interface UploadTarget {
  readonly uploadChunk: (bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>;
  readonly finishUpload: (failed: 'changed' | 'unsent' | null) => Promise<unknown>;
}

/** Uploads that are running. They continue whichever page is on screen. */
const running = new Map<string, Promise<void>>();

/** Begins to upload a list to its draft, once. */
export function startUpload(draftId: string, source: ByteSource): void {
  if (running.has(draftId)) return;
  const upload = uploadList(source, {
    uploadChunk: (bytes) => call('planning.uploadChunk', { draftId, bytes }),
    finishUpload: (failed) => call('planning.finishUpload', { draftId, failed }),
  });
  running.set(
    draftId,
    upload.finally(() => running.delete(draftId)),
  );
}

/** Uploads a list in chunks, and then tells main how the upload ended. Ends without an error when main takes no more of the list, because the draft was stopped or discarded. */
export async function uploadList(source: ByteSource, target: UploadTarget): Promise<void> {
  for (let offset = 0; offset < source.size; ) {
    const length = Math.min(largestPiece, source.size - offset);
    const chunk = await source.read(offset, length).catch(() => null);
    if (chunk === null || chunk.byteLength !== length) {
      await target.finishUpload('changed').catch(() => undefined);
      return;
    }
    try {
      await target.uploadChunk(chunk);
    } catch {
      await target.finishUpload('unsent').catch(() => undefined);
      return;
    }
    offset += length;
  }
  await target.finishUpload(null).catch(() => undefined);
}
