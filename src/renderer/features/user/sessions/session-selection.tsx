import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { useEndSessions } from '../../../shared/end-sessions-context.tsx';
import { keepFocus } from '../../../ui/keep-focus.ts';
import { nothingSelected, type RowSelection } from '../../../ui/table/selection.ts';
import { useViewState } from '../../../ui/view-state.ts';
import type { UserSessions } from './reading/use-sessions.ts';
import classes from './sessions-panel.module.css';

export interface SessionSelection {
  /** Handles as selected, also those that ended since. */
  readonly chosen: RowSelection;
  readonly choose: (next: RowSelection) => void;
  /** The selected handles that are active as far as is known. */
  readonly handles: readonly string[];
}

/** The selected sessions. They stay selected when ending them fails, and do not count once they are gone. */
export function useSelection({ store, now }: UserSessions): SessionSelection {
  const [chosen, choose] = useViewState<RowSelection>('sessions/selection', nothingSelected);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the store knows changes with its snapshot
  const handles = useMemo(
    () => [...chosen].filter((handle) => (store.entry(handle)?.state ?? 'gone') !== 'gone'),
    [chosen, store, now],
  );
  return { chosen, choose, handles };
}

interface SelectedActionsProps {
  readonly selection: SessionSelection;
  readonly subject: string;
  readonly onDone: () => void;
}

/** What can be done with the selected sessions. It is above the table, which does not move when it appears. */
export function SelectedActions({ selection, subject, onDone }: SelectedActionsProps) {
  const { readOnly, name } = useConnection();
  const endSessions = useEndSessions();
  const { handles, choose } = selection;
  if (handles.length === 0) return null;
  return (
    <div ref={keepFocus} className={classes.selected}>
      <button type="button" className={classes.textButton} onClick={() => choose(nothingSelected)}>
        {text('user.clear-selection')}
      </button>
      <Button
        color="end"
        variant="outline"
        className={classes.endSelected ?? ''}
        disabled={readOnly}
        title={readOnly ? text('user.read-only', { connection: name }) : text('user.end-key')}
        onClick={() => endSessions({ scope: { type: 'handles', handles: [...handles] }, subject, onDone })}
      >
        {text('user.end-selected-sessions', { count: handles.length })}
      </Button>
    </div>
  );
}
