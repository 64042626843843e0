import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Arrangement } from './arranged-rows.ts';
import { createArrangedRows } from './arranged-rows.ts';

interface Row {
  readonly position: number;
  readonly value: number | string | null;
  readonly tag: string;
}

const byPosition: Arrangement<Row> = { includes: null, sortValue: null, descending: false };

/** What the rows have to be, filtered and sorted by the means of the language at once. */
function arranged(
  rows: Iterable<Row>,
  { includes, sortValue, descending }: Arrangement<Row>,
): readonly Row[] {
  const left = [...rows].sort((a, b) => a.position - b.position).filter(includes ?? (() => true));
  if (sortValue === null) return left;
  const none = left.filter((row) => sortValue(row) === null);
  const some = left.filter((row) => sortValue(row) !== null);
  const ascending = (a: Row, b: Row) => {
    const [x, y] = [sortValue(a) ?? 0, sortValue(b) ?? 0];
    return x === y ? 0 : x < y ? -1 : 1;
  };
  return [...some.sort((a, b) => (descending ? ascending(b, a) : ascending(a, b))), ...none];
}

/** Rows whose arranging goes on only when the test says so, after a slice that ends with its first step. */
function rowsInSlices() {
  let release: (() => void) | undefined;
  let arrangedTimes = 0;
  const rows = createArrangedRows<Row>({
    arrangement: byPosition,
    positionOf: ({ position }) => position,
    pause: () =>
      new Promise((resolve) => {
        release = resolve;
      }),
    onArranged: () => {
      arrangedTimes += 1;
    },
  });
  async function nextSlice(): Promise<boolean> {
    await settled();
    const waits = release !== undefined;
    release?.();
    release = undefined;
    await settled();
    return waits;
  }
  return {
    rows,
    nextSlice,
    arrangedTimes: () => arrangedTimes,
    finish: async () => {
      while (await nextSlice());
    },
  };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
}

beforeEach(() => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 10;
    return now;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const arrangements = fc.record({
  includes: fc.constantFrom(
    null,
    ({ tag }: Row) => tag === 'x',
    ({ value }: Row) => value !== null,
  ),
  sortValue: fc.constantFrom(
    null,
    ({ value }: Row) => value,
    ({ tag }: Row) => tag,
  ),
  descending: fc.boolean(),
});

const changes = fc.array(
  fc.record({
    position: fc.nat({ max: 30 }),
    value: fc.option(fc.nat({ max: 5 })),
    tag: fc.constantFrom('x', 'y'),
  }),
  { maxLength: 40 },
);

describe('arranged rows', () => {
  it('are what filtering and sorting all rows at once would give, whatever comes while they are arranged', async () => {
    const acts = fc.array(
      fc.oneof(
        changes.map((rows) => ({ type: 'rows', rows }) as const),
        arrangements.map((arrangement) => ({ type: 'arrange', arrangement }) as const),
        fc.constant({ type: 'slice' } as const),
        fc.constant({ type: 'merge' } as const),
      ),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(acts, fc.nat({ max: 2_000 }), async (all, begun) => {
        const { rows, nextSlice, finish } = rowsInSlices();
        const known = new Map<number, Row>();
        function put(row: Row): void {
          rows.note(known.get(row.position), row);
          known.set(row.position, row);
        }
        for (let index = 0; index < begun; index += 1) {
          put({ position: 100 + ((index * 7) % begun), value: index % 11, tag: index % 3 === 0 ? 'x' : 'y' });
        }
        for (const act of all) {
          const before = rows.shown();
          const { length } = before;
          if (act.type === 'rows') for (const row of act.rows) put(row);
          else if (act.type === 'arrange') rows.arrange([...known.values()], act.arrangement);
          else if (act.type === 'slice') await nextSlice();
          else rows.merge();
          // What is shown is never changed in place: it can be on screen.
          expect(before).toHaveLength(length);
        }
        await finish();
        rows.merge();
        expect(rows.shown()).toEqual(arranged(known.values(), rows.arrangement()));
      }),
      { numRuns: 150 },
    );
  });

  it('stay as they were until they are arranged anew, and take what came meanwhile along', async () => {
    const { rows, nextSlice, finish, arrangedTimes } = rowsInSlices();
    const all = Array.from(
      { length: 1_600 },
      (_, position): Row => ({ position, value: position, tag: 'x' }),
    );
    for (const row of all) rows.note(undefined, row);
    rows.merge();
    const before = rows.shown();
    const newest: Arrangement<Row> = { includes: null, sortValue: ({ value }) => value, descending: true };
    rows.arrange(all, newest);
    const another: Row = { position: 1_600, value: 1_600, tag: 'x' };
    rows.note(undefined, another);
    expect(await nextSlice()).toBe(true);
    rows.merge();
    expect(rows.shown()).toBe(before);
    expect(rows.arrangement()).toBe(byPosition);
    await finish();
    expect(rows.shown()).toEqual([another, ...all.toReversed()]);
    expect(rows.arrangement()).toBe(newest);
    expect(arrangedTimes()).toBe(1);
  });

  it('are arranged as was asked for last', async () => {
    const { rows, finish, arrangedTimes } = rowsInSlices();
    const all = Array.from(
      { length: 1_600 },
      (_, position): Row => ({ position, value: position, tag: 'x' }),
    );
    const none: Arrangement<Row> = { includes: () => false, sortValue: null, descending: false };
    rows.arrange(all, none);
    rows.arrange(all, byPosition);
    await finish();
    expect(rows.shown()).toEqual(all);
    expect(arrangedTimes()).toBe(1);
  });

  it('that are many are begun when asked, and go on after a break, however fast a step is', async () => {
    const { rows, nextSlice } = rowsInSlices();
    vi.spyOn(performance, 'now').mockReturnValue(1);
    const all = Array.from(
      { length: 1_600 },
      (_, position): Row => ({ position, value: position, tag: 'x' }),
    );
    let looked = 0;
    const includes = () => {
      looked += 1;
      return true;
    };
    rows.arrange(all, { ...byPosition, includes });
    expect(looked).toBe(500);
    await nextSlice();
    expect(looked).toBe(1_600);
  });

  it('that are few are arranged at once, without a break', async () => {
    const { rows, arrangedTimes } = rowsInSlices();
    vi.restoreAllMocks();
    const few: Row[] = [{ position: 0, value: 1, tag: 'x' }];
    rows.arrange(few, { ...byPosition, includes: () => false });
    rows.arrange(few, byPosition);
    await settled();
    expect(rows.shown()).toEqual(few);
    expect(arrangedTimes()).toBe(1);
  });
});
