import { useState } from 'react';
import type { Excluded } from '../../../../contract/domain/planning.ts';
import type { CheckedRows } from '../../../ui/table/selection.ts';
import type { DraftCommands } from './use-draft-commands.ts';

interface BoxedRow {
  readonly row: number;
  readonly excluded: boolean;
}

/** Most rows that main takes out at once. */
const mostAtOnce = 10_000;

/**
 * The checkboxes of a draft's rows: checked is what will be ended. What was just clicked shows at once, and stands as
 * main says as soon as the rows were read again. `whatOf`: how main knows the rows with these numbers.
 */
export function useRowBoxes<Row extends BoxedRow>(
  keep: DraftCommands['keep'],
  rowAt: (index: number) => Row | undefined,
  hasBox: (row: Row) => boolean,
  whatOf: (rows: number[]) => Excluded = (rows) => rows,
): CheckedRows<Row> {
  const [clicked, setClicked] = useState<ReadonlyMap<number, boolean>>(new Map());

  function set(rows: readonly number[], excluded: boolean) {
    if (rows.length === 0) return;
    setClicked((before) => new Map([...before, ...rows.map((row) => [row, excluded] as const)]));
    const settle = () => setClicked((before) => new Map([...before].filter(([row]) => !rows.includes(row))));
    keep.mutate({ what: whatOf([...rows]), excluded }, { onSettled: settle });
  }

  return {
    ...{ act: 'End', marks: 'excluded' },
    isSelected: (_index, row) => (hasBox(row) ? !(clicked.get(row.row) ?? row.excluded) : undefined),
    onSelect: (_index, { row }, selected) => set([row], !selected),
    onSelectRange: (first, last, selected) => {
      const rows: number[] = [];
      // Rows between that were not read, or have no box, stay as they are.
      for (let index = first; index <= last && rows.length < mostAtOnce; index += 1) {
        const row = rowAt(index);
        if (row !== undefined && hasBox(row)) rows.push(row.row);
      }
      set(rows, !selected);
    },
  };
}
