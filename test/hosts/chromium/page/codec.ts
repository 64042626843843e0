export interface Codec {
  /** Throws a DataCloneError where Electron does. */
  readonly encode: (value: unknown) => string;
  readonly decode: (text: string) => unknown;
}

/**
 * Values of the structured clone algorithm as text, as Electron's IPC carries them: Map, Set, Date, typed arrays,
 * errors, cycles. It also runs in the page, put there as its source text: it may use nothing from outside itself.
 */
export function createCodec(): Codec {
  type Node =
    | null
    | boolean
    | string
    | number
    | Node[]
    | { t: string; v?: unknown; [field: string]: unknown };

  const views = {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  };

  // Pieces of a list are a MiB each: byte by byte they would take a tenth of a second.
  const MOST_ARGUMENTS = 0x8000;

  function bytesToText(bytes: Uint8Array): string {
    let text = '';
    for (let from = 0; from < bytes.length; from += MOST_ARGUMENTS) {
      text += String.fromCharCode(...bytes.subarray(from, from + MOST_ARGUMENTS));
    }
    return btoa(text);
  }

  function textToBuffer(text: string): ArrayBuffer {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
    return bytes.buffer;
  }

  function numberNode(value: number): Node {
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { t: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
  }

  function write(value: unknown, seen: Map<object, number>): Node {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'number') return numberNode(value);
    if (value === undefined) return { t: 'undefined' };
    if (typeof value === 'bigint') return { t: 'bigint', v: String(value) };
    if (typeof value !== 'object') throw new TypeError(`A ${typeof value} cannot be sent.`);
    const known = seen.get(value);
    if (known !== undefined) return { t: 'again', v: known };
    seen.set(value, seen.size);
    const inner = (part: unknown) => write(part, seen);
    if (Array.isArray(value)) return value.map(inner);
    if (value instanceof Date) return { t: 'date', v: inner(value.getTime()) };
    if (value instanceof RegExp) return { t: 'regexp', v: value.source, flags: value.flags };
    if (value instanceof Map)
      return { t: 'map', v: [...value].map(([key, item]) => [inner(key), inner(item)]) };
    if (value instanceof Set) return { t: 'set', v: [...value].map(inner) };
    if (value instanceof Error) {
      return { t: 'error', name: value.name, message: value.message, stack: value.stack ?? '' };
    }
    if (value instanceof ArrayBuffer) return { t: 'buffer', v: bytesToText(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return { t: 'view', v: bytesToText(bytes), type: value.constructor.name };
    }
    return { t: 'object', v: Object.entries(value).map(([key, item]) => [key, inner(item)]) };
  }

  function keep<T extends object>(value: T, seen: object[]): T {
    seen.push(value);
    return value;
  }

  function read(node: Node, seen: object[]): unknown {
    if (node === null || typeof node !== 'object') return node;
    const inner = (part: unknown) => read(part as Node, seen);
    if (Array.isArray(node)) {
      const list = keep<unknown[]>([], seen);
      for (const part of node) list.push(inner(part));
      return list;
    }
    const pairs = () => node.v as [unknown, unknown][];
    switch (node.t) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(node.v);
      case 'bigint':
        return BigInt(String(node.v));
      case 'again':
        return seen[Number(node.v)];
      case 'date':
        return keep(new Date(Number(inner(node.v))), seen);
      case 'regexp':
        return keep(new RegExp(String(node.v), String(node.flags)), seen);
      case 'map': {
        const map = keep(new Map(), seen);
        for (const [key, item] of pairs()) map.set(inner(key), inner(item));
        return map;
      }
      case 'set': {
        const set = keep(new Set(), seen);
        for (const item of node.v as Node[]) set.add(inner(item));
        return set;
      }
      case 'error': {
        const error = keep(new Error(String(node.message)), seen);
        error.name = String(node.name);
        error.stack = String(node.stack);
        return error;
      }
      case 'buffer':
        return keep(textToBuffer(String(node.v)), seen);
      case 'view': {
        const buffer = textToBuffer(String(node.v));
        const View = views[node.type as keyof typeof views] ?? Uint8Array;
        return keep(new View(buffer), seen);
      }
      default: {
        const object = keep<Record<string, unknown>>({}, seen);
        for (const [key, item] of pairs()) {
          const value = inner(item);
          // Not assigned: `__proto__` has to become a field like any other.
          if (key === '__proto__')
            Object.defineProperty(object, key, {
              value,
              writable: true,
              enumerable: true,
              configurable: true,
            });
          else object[String(key)] = value;
        }
        return object;
      }
    }
  }

  return {
    encode: (value) => JSON.stringify(write(structuredClone(value), new Map())),
    decode: (text) => read(JSON.parse(text) as Node, []),
  };
}
