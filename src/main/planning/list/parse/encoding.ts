import type { ListSample } from '../../../../contract/domain/planning.ts';
import { type Failure, failure } from '../../../../contract/failure.ts';

export type Encoding = ListSample['encoding'];

interface Detected {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark. */
  readonly mark: number;
}

/** How much of a list is looked at to tell how its characters are written. */
export const detectedBytes = 64 * 1_024;

const marks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

const kinds: readonly (readonly [string, readonly number[]])[] = [
  ['an Excel workbook or another ZIP file', [0x50, 0x4b, 0x03, 0x04]],
  ['an empty ZIP file', [0x50, 0x4b, 0x05, 0x06]],
  ['an old Excel workbook or another Office file', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a gzip file', [0x1f, 0x8b]],
  ['text in UTF-32', [0xff, 0xfe, 0x00, 0x00]],
  ['text in UTF-32', [0x00, 0x00, 0xfe, 0xff]],
];

/**
 * How the characters of a list are written, by its first bytes. `isAll`: nothing comes after them. Throws a `Failure`
 * for what is no text at all.
 */
export function detectEncoding(bytes: Uint8Array, isAll: boolean): Detected {
  for (const [kind, magic] of kinds) if (beginsWith(bytes, magic)) throw notText(`It is ${kind}`);
  for (const [encoding, mark] of marks) if (beginsWith(bytes, mark)) return { encoding, mark: mark.length };
  const wide = detectWide(bytes);
  if (wide) return { encoding: wide, mark: 0 };
  if (bytes.includes(0)) throw notText('It holds bytes that no text has');
  return { encoding: isUtf8(bytes, isAll) ? 'utf-8' : 'windows-1252', mark: 0 };
}

function beginsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

/** Ids and addresses are ASCII: in UTF-16 every second byte of them is zero, and none of the others is. */
function detectWide(bytes: Uint8Array): Encoding | null {
  const pairs = Math.floor(bytes.length / 2);
  const zeros = [0, 0];
  for (let at = 0; at < pairs * 2; at++) if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (even === 0 && odd * 2 > pairs) return 'utf-16le';
  return odd === 0 && even * 2 > pairs ? 'utf-16be' : null;
}

function isUtf8(bytes: Uint8Array, isAll: boolean): boolean {
  try {
    // Streaming leaves out a character that is cut off at the end.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isAll });
    return true;
  } catch {
    return false;
  }
}

function notText(what: string): Failure {
  return failure('bad-input', `This file is no text. ${what}.`, {
    hint: 'Save the list as text, CSV or JSON lines, then open that file.',
  });
}
