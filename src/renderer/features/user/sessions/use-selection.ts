import { useMemo } from 'react';
import { nothingSelected, type RowSelection } from '../../../ui/table/row-selection.ts';
import { useViewState } from '../../../ui/view-state.ts';
import type { PersonSessions } from './use-sessions.ts';

export interface SessionSelection {
  /** As chosen, also what is not there any more. */
  readonly chosen: RowSelection;
  readonly choose: (next: RowSelection) => void;
  /** Those of the chosen ones that are there as far as is known. */
  readonly handles: readonly string[];
}

/** The chosen sessions. They stay chosen when ending them fails, and fall out of the count once they are gone. */
export function useSelection({ now }: PersonSessions): SessionSelection {
  const [chosen, choose] = useViewState<RowSelection>('sessions/selection', nothingSelected);
  const handles = useMemo(() => {
    if (chosen.size === 0) return [];
    return now.entries
      .filter(({ handle, state }) => state !== 'gone' && chosen.has(handle))
      .map(({ handle }) => handle);
  }, [chosen, now.entries]);
  return { chosen, choose, handles };
}
