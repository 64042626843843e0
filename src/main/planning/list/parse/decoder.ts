import type { ListSample } from '../../../../contract/domain/planning/list-format.ts';
import { type Failure, failure } from '../../../../contract/failure.ts';

/** Bytes in pieces to text in pieces. What cannot be read becomes U+FFFD: the line with it is malformed. */
interface Decoder {
  /** Throws a `Failure` when it is no text. */
  readonly push: (bytes: Uint8Array) => string;
  /** The rest. */
  readonly end: () => string;
  /** Until enough was seen, `utf-8`. */
  readonly encoding: () => Encoding;
}

interface Reader {
  readonly push: (bytes: Uint8Array) => string;
  readonly end: () => string;
}

export function createDecoder(): Decoder {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let encoding: Encoding = 'utf-8';
  let reader: Reader | undefined;

  function begin(isAll: boolean): string {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    const detected = detectEncoding(bytes.subarray(0, detectedBytes), isAll && bytes.length <= detectedBytes);
    encoding = detected.encoding;
    reader = createReader(encoding);
    return reader.push(bytes.subarray(detected.mark));
  }

  return {
    encoding: () => encoding,
    push: (bytes) => {
      if (reader) return reader.push(bytes);
      // A copy, because the caller may use the memory again.
      waiting.push(Uint8Array.from(bytes));
      waitingBytes += bytes.length;
      return waitingBytes < detectedBytes ? '' : begin(false);
    },
    end: () => {
      const first = reader ? '' : begin(true);
      return first + (reader?.end() ?? '');
    },
  };
}

function createReader(encoding: Encoding): Reader {
  if (encoding === 'windows-1252') return { push: fromWindows1252, end: () => '' };
  // A mark in the middle is a character like others: the one at the beginning was taken off before.
  const decoder = new TextDecoder(encoding === 'utf-8' ? 'utf-8' : 'utf-16le', { ignoreBOM: true });
  const swap = encoding === 'utf-16be' ? createSwapper() : null;
  return {
    push: (bytes) => decoder.decode(swap ? swap.push(bytes) : bytes, { stream: true }),
    end: () => decoder.decode(swap ? swap.rest() : new Uint8Array(0)),
  };
}

/** Big-endian to little-endian, also when a piece ends in the middle of a unit. */
function createSwapper() {
  let odd: number | undefined;
  return {
    push: (bytes: Uint8Array): Uint8Array => {
      const all = odd === undefined ? Buffer.from(bytes) : Buffer.concat([Uint8Array.of(odd), bytes]);
      const whole = all.length - (all.length % 2);
      odd = whole < all.length ? all[whole] : undefined;
      return all.subarray(0, whole).swap16();
    },
    rest: (): Uint8Array => (odd === undefined ? new Uint8Array(0) : Uint8Array.of(odd)),
  };
}

// By hand: not every Node decodes it as the standard says. It differs from Latin-1 in these 32 characters.
const upper = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function fromWindows1252(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replace(/[\u0080-\u009f]/g, (character) => upper[character.charCodeAt(0) - 0x80] ?? character);
}

type Encoding = ListSample['encoding'];

interface Detected {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark. */
  readonly mark: number;
}

/** Bytes of a list from which its encoding is detected. */
const detectedBytes = 64 * 1_024;

const marks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** What a file is that is not text. */
type FileKind = 'zip' | 'office' | 'pdf' | 'gzip' | 'utf32' | 'binary';

const kinds: readonly (readonly [FileKind, readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['office', [0xd0, 0xcf, 0x11, 0xe0]],
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['gzip', [0x1f, 0x8b]],
  ['utf32', [0xff, 0xfe, 0x00, 0x00]],
  ['utf32', [0x00, 0x00, 0xfe, 0xff]],
];

/**
 * How the characters of a list are written, by its first bytes. `isAll`: nothing comes after them. Throws a `Failure`
 * for what is no text at all.
 */
function detectEncoding(bytes: Uint8Array, isAll: boolean): Detected {
  for (const [kind, magic] of kinds) if (beginsWith(bytes, magic)) throw notText(kind);
  for (const [encoding, mark] of marks) if (beginsWith(bytes, mark)) return { encoding, mark: mark.length };
  const wide = detectWide(bytes);
  if (wide) return { encoding: wide, mark: 0 };
  if (bytes.includes(0)) throw notText('binary');
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

function notText(kind: FileKind): Failure {
  return failure('bad-input', { reason: 'not-text', params: { kind } });
}
