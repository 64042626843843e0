import { createColumn } from '../targets/columns.ts';
import { openSpoolFile } from './spool-file.ts';

/** Rows are wanted whose flags, masked, have this value; mask 0 wants all. */
export interface RowFilter {
  readonly mask: number;
  readonly value: number;
}

export interface SpooledRow<Row> {
  /** From 0, in the order of appending. */
  readonly index: number;
  readonly row: Row;
  readonly flags: number;
}

/** The rows of a preview, on disk. In memory are a byte of flags for each, and where every 64th begins. */
export interface RowSpool<Row> {
  readonly size: number;
  /** Takes the row at once; `drain` tells when it is in the file. */
  readonly append: (row: Row, flags: number) => void;
  /** Bytes that wait for the disk: whoever appends much drains when there are many. */
  readonly waiting: () => number;
  /** Resolves when everything appended is in the file. Rejects with a `Failure`; can be tried again. */
  readonly drain: () => Promise<void>;
  /** Drains, and has the disk keep it. */
  readonly sync: () => Promise<void>;
  readonly flags: (index: number) => number;
  readonly setFlags: (index: number, flags: number) => void;
  /** From now on this row reads so; in memory, not in the file. */
  readonly override: (index: number, row: Row) => void;
  readonly count: (filter: RowFilter) => number;
  /** The rows from the `offset`th on that pass the filter. */
  readonly page: (filter: RowFilter, offset: number, limit: number) => Promise<SpooledRow<Row>[]>;
  readonly row: (index: number) => Promise<Row>;
  /** All rows that are there at the call, or those that pass the filter. */
  readonly rows: (filter?: RowFilter) => AsyncGenerator<SpooledRow<Row>>;
  readonly close: () => Promise<void>;
  /** Closes and removes the file. */
  readonly discard: () => Promise<void>;
}

/** What an earlier run of the console left in the file. */
interface Restored<Row> {
  /** So many rows are taken over; what comes after them is cut off. */
  readonly rows: number;
  /** Called for each, in order; gives its flags. */
  readonly onRow: (row: Row, index: number) => number;
}

export const allRows: RowFilter = { mask: 0, value: 0 };

const stride = 64;
const stridesAtOnce = 16;

/** Opens a new file for its owner alone, or with `restored` goes on in one that is there. */
export async function openRowSpool<Row>(path: string, restored?: Restored<Row>): Promise<RowSpool<Row>> {
  const flagsOf = createColumn(Uint8Array);
  const starts = createColumn(Float64Array);
  const overrides = new Map<number, Row>();
  let size = 0;

  function note(start: number, flags: number): void {
    if (size % stride === 0) starts.push(start);
    flagsOf.push(flags);
    size += 1;
  }

  const file = await openSpoolFile(
    path,
    restored
      ? {
          lines: restored.rows,
          onLine: (line, start) => note(start, restored.onRow(JSON.parse(line) as Row, size)),
        }
      : null,
  );

  /** The rows of some strides, as they are in the file. */
  async function read(first: number, strides: number): Promise<Row[]> {
    const next = first + strides;
    const written = file.written();
    const to = next < starts.size ? Math.min(starts.get(next), written) : written;
    return (await file.read(starts.get(first), to)).map((line) => JSON.parse(line) as Row);
  }

  function spooled(index: number, row: Row): SpooledRow<Row> {
    return { index, row: overrides.get(index) ?? row, flags: flagsOf.get(index) };
  }

  function passes(index: number, { mask, value }: RowFilter): boolean {
    return (flagsOf.get(index) & mask) === value;
  }

  function pick(filter: RowFilter, offset: number, limit: number): number[] {
    const picked: number[] = [];
    // Without a filter there is nothing to count.
    let skip = filter.mask === 0 ? 0 : offset;
    for (let index = filter.mask === 0 ? offset : 0; index < size && picked.length < limit; index++) {
      if (!passes(index, filter)) continue;
      if (skip > 0) skip -= 1;
      else picked.push(index);
    }
    return picked;
  }

  async function rowsAt(wanted: readonly number[]): Promise<SpooledRow<Row>[]> {
    await file.drain();
    const found: SpooledRow<Row>[] = [];
    let block: Row[] = [];
    let blockOf = -1;
    for (const index of wanted) {
      const first = Math.floor(index / stride);
      if (first !== blockOf) block = await read(first, 1);
      blockOf = first;
      found.push(spooled(index, block[index % stride] as Row));
    }
    return found;
  }

  async function* rows(filter = allRows): AsyncGenerator<SpooledRow<Row>> {
    const last = size;
    await file.drain();
    for (let first = 0; first * stride < last; first += stridesAtOnce) {
      const block = await read(first, stridesAtOnce);
      for (const [at, row] of block.entries()) {
        const index = first * stride + at;
        if (index < last && passes(index, filter)) yield spooled(index, row);
      }
    }
  }

  return {
    get size() {
      return size;
    },
    append: (row, flags) => {
      note(file.end(), flags);
      file.append(JSON.stringify(row));
    },
    waiting: () => file.end() - file.written(),
    drain: file.drain,
    sync: file.sync,
    flags: flagsOf.get,
    setFlags: flagsOf.set,
    override: (index, row) => void overrides.set(index, row),
    count: (filter) => {
      if (filter.mask === 0) return size;
      let count = 0;
      for (let index = 0; index < size; index++) if (passes(index, filter)) count += 1;
      return count;
    },
    page: async (filter, offset, limit) => rowsAt(pick(filter, offset, limit)),
    row: async (index) => ((await rowsAt([index]))[0] as SpooledRow<Row>).row,
    rows,
    close: file.close,
    discard: file.discard,
  };
}
