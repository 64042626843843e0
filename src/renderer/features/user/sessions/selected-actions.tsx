import { Button } from '@mantine/core';
import { plural } from '../../../messages/format-count.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { useEndSessions } from '../../../shared/end-sessions-context.tsx';
import { keepFocus } from '../../../ui/keep-focus.ts';
import { nothingSelected } from '../../../ui/table/selection.ts';
import classes from './sessions-panel.module.css';
import type { SessionSelection } from './use-selection.ts';

interface SelectedActionsProps {
  readonly selection: SessionSelection;
  readonly subject: string;
  readonly onDone: () => void;
}

/** What can be done with the chosen sessions. It has its place above the table, which so stays where it is. */
export function SelectedActions({ selection, subject, onDone }: SelectedActionsProps) {
  const { readOnly, name } = useConnection();
  const endSessions = useEndSessions();
  const { handles, choose } = selection;
  if (handles.length === 0) return null;
  return (
    <div ref={keepFocus} className={classes.selected}>
      <button type="button" className={classes.textButton} onClick={() => choose(nothingSelected)}>
        Clear
      </button>
      <Button
        color="end"
        variant="outline"
        className={classes.endSelected ?? ''}
        disabled={readOnly}
        title={readOnly ? `${name} is read-only here` : 'Press e in the table'}
        onClick={() => endSessions({ scope: { type: 'handles', handles: [...handles] }, subject, onDone })}
      >
        End {plural(handles.length, 'selected session')} …
      </Button>
    </div>
  );
}
