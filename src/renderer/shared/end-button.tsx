import { Button } from '@mantine/core';
import type { RevocationSelection } from '../../contract/domain/revocation.ts';
import { text } from '../messages/text.ts';
import { useRowTabIndex } from '../ui/table/table-row.tsx';
import { useConnection } from './connection-context.tsx';
import classes from './end-button.module.css';
import { useEndSessions } from './end-sessions-context.tsx';

interface EndButtonProps {
  readonly selection: RevocationSelection;
  readonly subject: string;
  /** The user whose sessions these are, where it is known. */
  readonly userId?: string;
  /** The act, with its number where it is known: "End", "End sessions". */
  readonly children: string;
  readonly onDone?: () => void;
  /** In lists where it is not what one came for: seen on the row that is looked at only. */
  readonly quiet?: boolean;
}

/** The button of a row. It opens the confirmation and ends nothing by itself. */
export function EndButton({ selection, subject, userId, children, onDone, quiet = false }: EndButtonProps) {
  const endSessions = useEndSessions();
  const { readOnly, name } = useConnection();
  const tabIndex = useRowTabIndex();
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="end"
      className={classes.end}
      data-quiet={quiet}
      tabIndex={tabIndex}
      disabled={readOnly}
      title={readOnly ? text('connections.read-only', { name }) : undefined}
      aria-label={`${children}: ${subject}`}
      onClick={() =>
        endSessions({
          selection,
          subject,
          ...(userId === undefined ? {} : { userId }),
          ...(onDone === undefined ? {} : { onDone }),
        })
      }
    >
      {children}
    </Button>
  );
}
