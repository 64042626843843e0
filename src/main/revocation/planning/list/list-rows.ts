import {
  type DraftTotals,
  type LineKind,
  type LineVerdict,
  type ListRow,
  lineKinds,
  type ShownRows,
  type Verdict,
  verdicts,
} from '../../../../contract/domain/planning.ts';
import { createColumn } from '../../targets/columns.ts';
import { allRows, type RowFilter, type RowSpool } from '../row-spool.ts';

/** A line as it is kept on disk. */
export type SpooledLine = Pick<ListRow, 'line' | 'text' | 'kind' | 'is'>;

/** The lines of a list with what they turned out to be, and how many there are of each. */
export interface ListRows {
  readonly size: number;
  readonly append: (row: SpooledLine, own: boolean) => void;
  /** Something else was found out about a line that is there. */
  readonly replace: (index: number, before: SpooledLine, row: SpooledLine, own: boolean) => void;
  readonly verdict: (index: number) => Verdict;
  /** In the file, from 1. */
  readonly line: (index: number) => number;
  readonly row: (index: number) => Promise<SpooledLine>;
  readonly rows: (show?: ShownRows) => AsyncGenerator<ListRow>;
  readonly page: (
    show: ShownRows,
    offset: number,
    limit: number,
  ) => Promise<{ total: number; rows: ListRow[] }>;
  readonly setKept: (index: number, excluded: boolean) => void;
  readonly isKept: (index: number) => boolean;
  readonly counts: () => Pick<DraftTotals, 'rows' | 'byKind' | 'byVerdict'>;
}

const verdictBits = 0b111;
const flag = { own: 0x40, excluded: 0x80 } as const;

export function createListRows(spool: RowSpool<SpooledLine>): ListRows {
  const lineOf = createColumn(Uint32Array);
  const byVerdict = countsOf(verdicts);
  const byKind = countsOf(lineKinds);

  function count({ kind, is }: SpooledLine, by: 1 | -1): void {
    byVerdict[is.verdict] += by;
    if (kind) byKind[kind] += by;
  }

  function toListRow(index: number, row: SpooledLine, flags: number): ListRow {
    return { row: index, excluded: (flags & flag.excluded) !== 0, ...row };
  }

  return {
    get size() {
      return spool.size;
    },
    append: (row, own) => {
      count(row, 1);
      lineOf.push(row.line);
      spool.append(row, flagsOf(row.is, own));
    },
    replace: (index, before, row, own) => {
      count(before, -1);
      count(row, 1);
      spool.setFlags(index, flagsOf(row.is, own) | (spool.flags(index) & flag.excluded));
      spool.override(index, row);
    },
    verdict: (index) => verdicts[spool.flags(index) & verdictBits] ?? 'unread',
    line: lineOf.get,
    row: spool.row,
    rows: async function* (show = 'all') {
      for await (const { index, row, flags } of spool.rows(filterOf(show)))
        yield toListRow(index, row, flags);
    },
    page: async (show, offset, limit) => {
      const filter = filterOf(show);
      const rows = await spool.page(filter, offset, limit);
      return {
        total: spool.count(filter),
        rows: rows.map(({ index, row, flags }) => toListRow(index, row, flags)),
      };
    },
    setKept: (index, excluded) => {
      const flags = spool.flags(index);
      spool.setFlags(index, excluded ? flags | flag.excluded : flags & ~flag.excluded);
    },
    isKept: (index) => (spool.flags(index) & flag.excluded) !== 0,
    counts: () => ({
      rows: spool.size,
      byKind: lineKinds.map((name) => ({ name, count: byKind[name] })).filter((kind) => kind.count > 0),
      byVerdict: { ...byVerdict },
    }),
  };
}

function flagsOf({ verdict }: LineVerdict, own: boolean): number {
  return verdicts.indexOf(verdict) | (own ? flag.own : 0);
}

function filterOf(show: ShownRows): RowFilter {
  if (show === 'all') return allRows;
  if (show === 'excluded' || show === 'own') return { mask: flag[show], value: flag[show] };
  return { mask: verdictBits, value: verdicts.indexOf(show) };
}

function countsOf<T extends Verdict | LineKind>(names: readonly T[]): Record<T, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<T, number>;
}
