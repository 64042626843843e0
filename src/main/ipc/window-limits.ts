import { failure } from '../../contract/failure.ts';

/** What one document may have under way. The console itself stays far below each of them. */
export const windowLimits = {
  calls: 64,
  streams: 64,
  /** Of one input. The largest that the console sends are 100,000 handles and a text for the clipboard. */
  inputBytes: 16_000_000,
  /** Of all inputs that are being worked on. */
  bytesUnderWay: 64_000_000,
  inputDepth: 100,
  inputValues: 1_000_000,
} as const;

/** Documents before this one may have left work behind that is still ending. */
const mostDocuments = 4;

type CallKind = 'call' | 'stream';

export interface WindowLimits {
  /** Takes a place for a call of a document. Throws `refused`, or gives what frees the place, which may be called twice. */
  readonly take: (senderId: string, kind: CallKind, input: unknown) => () => void;
}

/** Bounds on what a page can make main do at a time: a page that was taken over asks for as much as it gets. */
export function createWindowLimits(): WindowLimits {
  const counts = new Map<string, number>();
  let bytesUnderWay = 0;

  function change(key: string, by: number): void {
    const next = (counts.get(key) ?? 0) + by;
    if (next === 0) counts.delete(key);
    else counts.set(key, next);
  }

  function check(kind: CallKind, senderKey: string): void {
    const most = kind === 'call' ? windowLimits.calls : windowLimits.streams;
    const isFull =
      (counts.get(senderKey) ?? 0) >= most || (counts.get(`all ${kind}`) ?? 0) >= most * mostDocuments;
    if (!isFull) return;
    const reason = kind === 'call' ? 'too-many-calls' : 'too-many-streams';
    throw failure('refused', { reason, retryable: true, params: { most } });
  }

  return {
    take(senderId, kind, input) {
      const senderKey = `${kind} ${senderId}`;
      check(kind, senderKey);
      const bytes = measureInput(input);
      if (bytesUnderWay + bytes > windowLimits.bytesUnderWay) {
        const params = { most: windowLimits.bytesUnderWay / 1_000_000 };
        throw failure('refused', { reason: 'too-much-input', retryable: true, params });
      }
      const keys = [senderKey, `all ${kind}`];
      for (const key of keys) change(key, 1);
      bytesUnderWay += bytes;
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        for (const key of keys) change(key, -1);
        bytesUnderWay -= bytes;
      };
    },
  };
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  return 8;
}

function partsOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return [];
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value].flat();
  if (value instanceof Set) return [...value];
  return Object.entries(value).flat();
}

/**
 * About how many bytes an input has. Throws `refused` for one that is too large, and `bad-input` for one that is nested
 * deeper than any of the console, a circle among them: its parsers are recursive.
 */
export function measureInput(input: unknown): number {
  let level: readonly unknown[] = [input];
  let bytes = 0;
  let values = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > windowLimits.inputDepth) throw failure('bad-input', { reason: 'input-too-deep' });
    const next: unknown[] = [];
    for (const value of level) {
      bytes += sizeOf(value);
      values += 1;
      if (bytes > windowLimits.inputBytes || values > windowLimits.inputValues) throw tooLarge();
      for (const part of partsOf(value)) next.push(part);
      if (next.length > windowLimits.inputValues) throw tooLarge();
    }
    level = next;
  }
  return bytes;
}

function tooLarge() {
  return failure('refused', {
    reason: 'input-too-large',
    params: { most: windowLimits.inputBytes / 1_000_000 },
  });
}
