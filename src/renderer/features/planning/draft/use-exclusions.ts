import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Draft, SelectedRows, ShownRows } from '../../../../contract/domain/planning.ts';
import { text } from '../../../messages/text.ts';
import { call } from '../../../shared/ipc-client.ts';
import type { CheckedRows } from '../../../ui/table/selection.ts';
import { refreshRows } from './use-draft.ts';

/** Most rows that main excludes in one call. */
const maxRows = 10_000;

interface Exclusion {
  readonly rows: SelectedRows;
  readonly excluded: boolean;
}

/** What a row has to say for itself, of a list or of a rule. */
interface ExcludableRow {
  readonly row: number;
  readonly excluded: boolean;
  readonly own?: boolean;
  readonly userId?: string;
}

/** What the operator excludes from a draft and includes again. */
export interface Exclusions {
  readonly exclude: (rows: SelectedRows, excluded: boolean, onSuccess?: () => void) => void;
  /** Whether a row is excluded: as ordered, or as main says when no order is under way. */
  readonly isExcluded: (row: ExcludableRow, shown: ShownRows) => boolean;
  readonly isPending: boolean;
  /** The last order, whether it is under way or not. */
  readonly last: Exclusion | null;
  /** Changes with each order that main carried out. */
  readonly version: number;
  readonly error: Error | null;
}

/** Orders are shown at once, and until the rows were read again: rows must not show their state from before. */
export function useExclusions(draft: Draft, setDraft: (draft: Draft) => void): Exclusions {
  const queries = useQueryClient();
  const [pending, setPending] = useState<readonly Exclusion[]>([]);
  const [last, setLast] = useState<Exclusion | null>(null);
  const [version, setVersion] = useState(0);
  const command = useMutation({
    mutationFn: (exclusion: Exclusion) => call('planning.exclude', { draftId: draft.id, ...exclusion }),
    onSuccess: (next) => {
      setDraft(next);
      setVersion((before) => before + 1);
      return refreshRows(queries, draft);
    },
  });

  function exclude(rows: SelectedRows, excluded: boolean, onSuccess?: () => void) {
    const exclusion = { rows, excluded };
    setPending((before) => [...before, exclusion]);
    setLast(exclusion);
    command
      .mutateAsync(exclusion)
      .then(onSuccess, () => undefined)
      .finally(() => setPending((before) => before.filter((other) => other !== exclusion)));
  }

  return {
    exclude,
    isExcluded: (row, shown) =>
      pending.findLast(({ rows }) => includesRow(rows, row, shown))?.excluded ?? row.excluded,
    isPending: pending.length > 0,
    last,
    version,
    error: command.error,
  };
}

/** Undecided rows have numbers of their own. */
function includesRow(rows: SelectedRows, { row, own, userId }: ExcludableRow, shown: ShownRows): boolean {
  const isUndecided = shown === 'undecided';
  if (rows === 'own') return !isUndecided && own === true;
  if (Array.isArray(rows)) return !isUndecided && rows.includes(row);
  switch (rows.type) {
    case 'undecided':
      return isUndecided;
    case 'undecided-of-user':
      return isUndecided && rows.userId === userId;
    case 'undecided-rows':
      return isUndecided && rows.rows.includes(row);
  }
}

/** The checkboxes of the rows of a draft. A checked row is ended. `whyNot`: why a row selects no session; undefined: it does. */
export function rowSelection<Row extends ExcludableRow>(
  { exclude, isExcluded }: Exclusions,
  shown: ShownRows,
  rowAt: (index: number) => Row | undefined,
  whyNot: (row: Row) => string | undefined,
): CheckedRows<Row> {
  function set(rows: number[], excluded: boolean) {
    if (rows.length > 0) exclude(shown === 'undecided' ? { type: 'undecided-rows', rows } : rows, excluded);
  }

  return {
    ...{ act: text('draft.row.end'), marks: 'excluded' },
    isSelected: (_index, row) => (whyNot(row) === undefined ? !isExcluded(row, shown) : undefined),
    whyNot,
    onSelect: (_index, { row }, selected) => set([row], !selected),
    onSelectRange: (first, last, selected) => {
      const rows: number[] = [];
      // Rows in the range that were not read, or have no box, do not change.
      for (let index = first; index <= last && rows.length < maxRows; index += 1) {
        const row = rowAt(index);
        if (row !== undefined && whyNot(row) === undefined) rows.push(row.row);
      }
      set(rows, !selected);
    },
  };
}
