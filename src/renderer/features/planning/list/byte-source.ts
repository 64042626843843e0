import { pastedListName } from '../../../messages/format-list-name.ts';

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
