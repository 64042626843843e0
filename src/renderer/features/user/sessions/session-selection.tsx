import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { useEndSessions } from '../../../shared/revocations/end-sessions-context.tsx';
import type { RunsOfUser } from '../../../shared/revocations/started-revocations.ts';
import { keepFocus } from '../../../ui/focus/keep-focus.ts';
import { nothingSelected, type RowSelection } from '../../../ui/table/selection.ts';
import { useViewState } from '../../../ui/view-state.ts';
import type { SessionStore } from './reading/session-store.ts';
import { useSessionsPart } from './reading/use-sessions.ts';
import classes from './sessions-panel.module.css';

export interface SessionSelection {
  /** Handles as selected, also those that ended since. */
  readonly chosen: RowSelection;
  readonly choose: (next: RowSelection) => void;
  /** The selected handles that are active as far as is known, and that no run is about to end. */
  readonly handles: readonly string[];
  /** How many of them the filter hides. While some are hidden, nothing can be done with the selection. */
  readonly hidden: number;
}

/** The selected sessions. They stay selected when ending them fails, and do not count once they are gone. */
export function useSelection(store: SessionStore, runs: RunsOfUser): SessionSelection {
  const [chosen, choose] = useViewState<RowSelection>('sessions/selection', nothingSelected);
  const membership = useSessionsPart(store, (now) => now.membership);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the store knows changes with the membership
  const handles = useMemo(
    () =>
      runs.endsAll
        ? []
        : [...chosen].filter(
            (handle) => (store.entry(handle)?.state ?? 'gone') !== 'gone' && !runs.ends(handle),
          ),
    [chosen, store, membership, runs],
  );
  const includes = useSessionsPart(store, (now) => now.arrangement.includes);
  // A session that is read can match a filter that it did not match before.
  const filtered = useSessionsPart(store, (now) => (includes === null || handles.length === 0 ? null : now));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the store knows changes with its snapshot
  const hidden = useMemo(() => {
    if (includes === null) return 0;
    return handles.filter((handle) => {
      const entry = store.entry(handle);
      return entry !== undefined && !includes(entry);
    }).length;
  }, [handles, includes, filtered, store]);
  return useMemo(() => ({ chosen, choose, handles, hidden }), [chosen, choose, handles, hidden]);
}

interface SelectedActionsProps {
  readonly selection: SessionSelection;
  readonly subject: string;
  readonly userId: string;
  readonly onDone: () => void;
  /** Filters for the selected sessions alone. */
  readonly onShow: (handles: readonly string[]) => void;
}

/** What can be done with the selected sessions. It is above the table, which does not move when it appears. */
export function SelectedActions({ selection, subject, userId, onDone, onShow }: SelectedActionsProps) {
  const { readOnly, name } = useConnection();
  const endSessions = useEndSessions();
  const { handles, hidden, choose } = selection;
  if (handles.length === 0) return null;
  if (hidden > 0) {
    return (
      <div ref={keepFocus} className={classes.selected} role="status">
        <span>{text('user.selected-hidden', { count: handles.length, hidden })}</span>
        <button type="button" className={classes.textButton} onClick={() => onShow(handles)}>
          {text('user.show-selection')}
        </button>
        <button type="button" className={classes.textButton} onClick={() => choose(nothingSelected)}>
          {text('user.clear-selection')}
        </button>
      </div>
    );
  }
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
        onClick={() =>
          endSessions({ selection: { type: 'handles', handles: [...handles] }, subject, userId, onDone })
        }
      >
        {text('user.end-selected-sessions', { count: handles.length })}
      </Button>
    </div>
  );
}
