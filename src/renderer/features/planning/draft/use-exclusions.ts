import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ExcludeItem, SelectedRows } from '../../../../contract/domain/planning/change-draft.ts';
import type { Draft } from '../../../../contract/domain/planning/draft.ts';
import type { ShownRows } from '../../../../contract/domain/planning/draft-rows.ts';
import { text } from '../../../messages/text.ts';
import { readStream } from '../../../shared/ipc-client.ts';
import type { CheckedRows } from '../../../ui/table/selection.ts';
import { type FailedOrder, useFailedOrders } from './failed-orders.ts';
import { refreshRows } from './use-draft.ts';

/** Most rows that main excludes in one call. */
const maxRows = 10_000;

export interface Exclusion {
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
  /** `onSuccess`: it was carried out as a whole. */
  readonly exclude: (rows: SelectedRows, excluded: boolean, onSuccess?: () => void) => void;
  /** Whether a row is excluded: as ordered, or as main says when no order is under way. */
  readonly isExcluded: (row: ExcludableRow, shown: ShownRows) => boolean;
  readonly isPending: boolean;
  /** The last order, whether it is under way or not. */
  readonly last: Exclusion | null;
  /** Changes with each order that main carried out. */
  readonly version: number;
  /** Orders that were not carried out, and not given again since. */
  readonly failed: readonly FailedOrder<Exclusion>[];
  readonly retry: () => void;
  /** Of the order under way; null: there is none, or nothing is known of it yet. */
  readonly progress: { readonly done: number; readonly of: number } | null;
  /** Ends the orders under way. What is through stays changed. */
  readonly stop: () => void;
}

/** Orders are shown at once, and until the rows were read again: rows must not show their state from before. */
export function useExclusions(draft: Draft, setDraft: (draft: Draft) => void): Exclusions {
  const queries = useQueryClient();
  const [pending, setPending] = useState<readonly Exclusion[]>([]);
  const [last, setLast] = useState<Exclusion | null>(null);
  const [version, setVersion] = useState(0);
  const [progress, setProgress] = useState<Exclusions['progress']>(null);
  const running = useRef(new AbortController());
  const failures = useFailedOrders(notExcludedAnew);
  const command = useMutation({
    mutationFn: async (exclusion: Exclusion) => {
      const { signal } = running.current;
      const take = (items: readonly ExcludeItem[]) => {
        for (const item of items)
          if (item.type === 'done') setDraft(item.draft);
          else setProgress(item);
      };
      try {
        const order = readStream('planning.exclude', { draftId: draft.id, ...exclusion }, take, signal);
        return await isThrough(order, signal);
      } finally {
        setProgress(null);
      }
    },
    onSuccess: () => {
      setVersion((before) => before + 1);
      return refreshRows(queries, draft);
    },
  });

  function stop() {
    running.current.abort();
    running.current = new AbortController();
  }

  function exclude(rows: SelectedRows, excluded: boolean, onSuccess?: () => void) {
    const exclusion = { rows, excluded };
    setPending((before) => [...before, exclusion]);
    setLast(exclusion);
    failures.ordered(exclusion);
    command
      .mutateAsync(exclusion)
      .then(
        (through) => (through ? onSuccess?.() : undefined),
        (error: unknown) => failures.add(exclusion, error),
      )
      .finally(() => setPending((before) => before.filter((other) => other !== exclusion)));
  }

  return {
    exclude,
    isExcluded: (row, shown) =>
      pending.findLast(({ rows }) => includesRow(rows, row, shown))?.excluded ?? row.excluded,
    isPending: pending.length > 0,
    last,
    version,
    failed: failures.failed,
    retry: () => {
      for (const { rows, excluded } of failures.take()) exclude(rows, excluded);
    },
    progress,
    stop,
  };
}

/** What an order leaves of an earlier one that failed; null: nothing. */
export function notExcludedAnew(earlier: Exclusion, { rows: anew }: Exclusion): Exclusion | null {
  const { rows } = earlier;
  if (!Array.isArray(rows) || !Array.isArray(anew))
    return JSON.stringify(rows) === JSON.stringify(anew) ? null : earlier;
  const rest = rows.filter((row) => !anew.includes(row));
  return rest.length === 0 ? null : { ...earlier, rows: rest };
}

/** Whether an order was carried out. False: the operator stopped it, and only a part of it may be through. */
export async function isThrough(order: Promise<void>, signal: AbortSignal): Promise<boolean> {
  try {
    await order;
    return true;
  } catch (thrown) {
    // The numbers of the draft are those of what is through.
    if (!signal.aborted) throw thrown;
    return false;
  }
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
