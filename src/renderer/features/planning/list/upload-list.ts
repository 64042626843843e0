import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type ListFormat, largestPiece } from '../../../../contract/domain/planning/list-format.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { toAppError } from '../../../../contract/failure.ts';
import { pastedListName } from '../../../messages/format-list-name.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { draftsQuery } from '../../../shared/drafts-query.ts';
import { call } from '../../../shared/ipc-client.ts';

/** Where the bytes of a list go. The next chunk is sent after main has answered for the one before. */
interface UploadTarget {
  readonly uploadChunk: (bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>;
  readonly finishUpload: (failed: 'changed' | 'unsent' | null) => Promise<unknown>;
}

/** Uploads that are running. They continue whichever page is on screen. */
const running = new Map<string, Promise<void>>();

/** Begins to upload a list to its draft, once. */
function startUpload(draftId: string, source: ByteSource): void {
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

/** A list as bytes, from a file or from the clipboard. */
export interface ByteSource {
  /** Of the file, or `pastedListName`. */
  readonly name: string;
  readonly size: number;
  /** Exactly these bytes. Rejects when they can no longer be read. */
  readonly read: (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>;
}

/** A file that the operator chose. The browser refuses to read it after it was changed, moved or removed. */
export function fileBytes(file: File): ByteSource {
  return {
    name: file.name,
    size: file.size,
    read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  };
}

/** A pasted text. It stays in memory: the browser could write a Blob to disk, and the text may have tokens in it. */
export function textBytes(text: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  return {
    name: pastedListName,
    size: bytes.byteLength,
    // A copy: a view would send the whole memory behind it to main with each chunk.
    read: async (offset, length) => bytes.slice(offset, offset + length),
  };
}

/** Makes a draft of a list, begins to upload the list, and opens the draft. */
export function useStartList() {
  const { id: connectionId } = useConnection();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [isStarting, setStarting] = useState(false);
  const [error, setError] = useState<AppError | null>(null);

  async function start(source: ByteSource, format: ListFormat, withNames: boolean): Promise<void> {
    setStarting(true);
    setError(null);
    try {
      const name = source.name.trim().slice(0, 255) || pastedListName;
      const request = { connectionId, name, format, size: source.size };
      const draft = await call('planning.startList', withNames ? request : { ...request, names: 'not-read' });
      startUpload(draft.id, source);
      void queries.invalidateQueries({ queryKey: draftsQuery(connectionId).queryKey });
      await navigate({ to: '/revocations/drafts/$draftId', params: { draftId: draft.id } });
    } catch (thrown) {
      setError(toAppError(thrown));
      setStarting(false);
    }
  }

  return { start, isStarting, error };
}
