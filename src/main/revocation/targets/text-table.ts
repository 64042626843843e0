/** Distinct texts, numbered in the order they came. */
export interface TextTable {
  readonly size: number;
  /** The number of this text: a new one, or the one it has already. */
  readonly add: (text: string) => { readonly index: number; readonly isNew: boolean };
  /** -1 when it is not there. */
  readonly find: (text: string) => number;
  readonly at: (index: number) => string;
}

const pageBits = 20;
/** The first page is small: most tables hold a few texts. */
const firstPage = 1 << 12;
const largestPage = 1 << pageBits;
/** Longest text, in bytes of UTF-8. */
const longest = 0xffff;
/** Numbers kept of each text: its page and place in one, its length, its hash. */
const place = 0;
const length = 1;
const hashAt = 2;
const stride = 3;
const firstRoom = 16;

/** The text that is looked up right now, as bytes: shared, so that no look-up makes a buffer of its own. */
const looked = Buffer.allocUnsafeSlow(longest);
let lookedLength = 0;
let lookedHash = 0;

/** Puts the text into `looked`, with its hash (FNV-1a, mixed so that the low bits of similar texts differ). */
function look(text: string): void {
  let at = 0;
  const mayBePlain = text.length <= longest;
  for (; mayBePlain && at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) break;
    looked[at] = code;
  }
  lookedLength = mayBePlain && at === text.length ? at : encode(text);
  let hash = 0x811c9dc5;
  for (let byte = 0; byte < lookedLength; byte++)
    hash = Math.imul(hash ^ (looked[byte] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  lookedHash = (hash ^ (hash >>> 12)) >>> 0;
}

function encode(text: string): number {
  if (Buffer.byteLength(text) > longest) throw new RangeError('A text is too long for a table.');
  return looked.write(text);
}

/**
 * Keeps texts as bytes in pages of one megabyte, with a hash table of their numbers: a handle takes some 60 bytes here,
 * and three times as much as a string in a `Map`. All numbers of a text stand beside each other in one array of one
 * kind, which is what makes this as fast as a `Map`.
 */
export function createTextTable(): TextTable {
  const pages: Buffer[] = [];
  let used = 0;
  let entries = new Uint32Array(firstRoom * stride);
  let size = 0;
  let slots = new Uint32Array(firstRoom * 2);
  function isLooked(index: number): boolean {
    const entry = index * stride;
    if (entries[entry + hashAt] !== lookedHash || entries[entry + length] !== lookedLength) return false;
    const where = entries[entry + place] as number;
    const page = pages[where >>> pageBits] as Buffer;
    const start = where & (largestPage - 1);
    for (let byte = 0; byte < lookedLength; byte++) if (page[start + byte] !== looked[byte]) return false;
    return true;
  }

  /** The slot that holds what is looked up, or the free one where it belongs. Slots hold numbers plus one; 0 is free. */
  function slotOfLooked(): number {
    const mask = slots.length - 1;
    for (let slot = lookedHash & mask; ; slot = (slot + 1) & mask) {
      const index = (slots[slot] as number) - 1;
      if (index < 0 || isLooked(index)) return slot;
    }
  }

  function makeRoom(): void {
    if ((size + 1) * stride > entries.length) {
      const larger = new Uint32Array(entries.length * 2);
      larger.set(entries);
      entries = larger;
    }
    if (size * 4 < slots.length * 3) return;
    const larger = new Uint32Array(slots.length * 2);
    const mask = larger.length - 1;
    for (let index = 0; index < size; index++) {
      let slot = (entries[index * stride + hashAt] as number) & mask;
      while (larger[slot] !== 0) slot = (slot + 1) & mask;
      larger[slot] = index + 1;
    }
    slots = larger;
  }

  function store(): void {
    const last = pages.at(-1);
    if (!last || used + lookedLength > last.length) {
      const bytes = last ? Math.min(largestPage, last.length * 4) : firstPage;
      pages.push(Buffer.allocUnsafeSlow(Math.max(bytes, lookedLength)));
      used = 0;
    }
    const page = pages.length - 1;
    looked.copy(pages[page] as Buffer, used, 0, lookedLength);
    const entry = size * stride;
    // Pages are numbered in 12 bits: four gigabytes of text.
    entries[entry + place] = page * largestPage + used;
    entries[entry + length] = lookedLength;
    entries[entry + hashAt] = lookedHash;
    used += lookedLength;
    size += 1;
  }

  return {
    get size() {
      return size;
    },
    add: (text) => {
      look(text);
      makeRoom();
      const slot = slotOfLooked();
      const known = (slots[slot] as number) - 1;
      if (known >= 0) return { index: known, isNew: false };
      store();
      slots[slot] = size;
      return { index: size - 1, isNew: true };
    },
    find: (text) => {
      look(text);
      return (slots[slotOfLooked()] as number) - 1;
    },
    at: (index) => {
      const entry = index * stride;
      const where = entries[entry + place] as number;
      const start = where & (largestPage - 1);
      const page = pages[where >>> pageBits] as Buffer;
      return page.toString('utf8', start, start + (entries[entry + length] as number));
    },
  };
}
