import { pasted } from '../pasted.ts';

/** A list as bytes, wherever it comes from. */
export interface ByteSource {
  /** Of the file, or "pasted". */
  readonly name: string;
  readonly size: number;
  /** Exactly these bytes. Rejects when they cannot be read any more. */
  readonly read: (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>;
}

/** A file of the operator's choice. The browser refuses to read it once it was changed, moved or removed. */
export function fileBytes(file: File): ByteSource {
  return {
    name: file.name,
    size: file.size,
    read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  };
}

/** A pasted text. Kept in memory: a Blob could be written to disk by the browser, and the text may hold tokens. */
export function textBytes(text: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  return {
    name: pasted,
    size: bytes.byteLength,
    // A copy: of a view, the whole memory behind it would be sent to main with each piece.
    read: async (offset, length) => bytes.slice(offset, offset + length),
  };
}
