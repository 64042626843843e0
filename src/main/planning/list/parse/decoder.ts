import { detectEncoding, detectedBytes, type Encoding } from './encoding.ts';

/** Bytes in pieces to text in pieces. What cannot be read becomes U+FFFD: the line with it is malformed. */
export interface Decoder {
  /** Throws a `Failure` when it is no text. */
  readonly push: (bytes: Uint8Array) => string;
  /** The rest. */
  readonly end: () => string;
  /** Null: too little was seen. */
  readonly encoding: () => Encoding | null;
}

interface Reader {
  readonly push: (bytes: Uint8Array) => string;
  readonly end: () => string;
}

export function createDecoder(): Decoder {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let encoding: Encoding | null = null;
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
      // A copy: whoever gave them may use the memory again.
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
