import { useMemo } from 'react';
import { nothingSelected, type RowSelection } from '../../../ui/table/selection.ts';
import { useViewState } from '../../../ui/view-state.ts';
import type { PersonSessions } from './reading/use-sessions.ts';

export interface SessionSelection {
  /** As chosen, also what is not there any more. */
  readonly chosen: RowSelection;
  readonly choose: (next: RowSelection) => void;
  /** Those of the chosen ones that are there as far as is known. */
  readonly handles: readonly string[];
}

/** The chosen sessions. They stay chosen when ending them fails, and fall out of the count once they are gone. */
export function useSelection({ store, now }: PersonSessions): SessionSelection {
  const [chosen, choose] = useViewState<RowSelection>('sessions/selection', nothingSelected);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the store knows changes with its snapshot
  const handles = useMemo(
    () => [...chosen].filter((handle) => (store.entry(handle)?.state ?? 'gone') !== 'gone'),
    [chosen, store, now],
  );
  return { chosen, choose, handles };
}
