import { Button } from '@mantine/core';
import { createContext, use } from 'react';
import type { RevocationSelection } from '../../../contract/domain/revocation/plan.ts';
import { text } from '../../messages/text.ts';
import { useRowTabIndex } from '../../ui/table/table-row.tsx';
import { useConnection } from '../connections-context.tsx';
import classes from './end-button.module.css';

interface EndSessionsBase {
  /** The user whose sessions these are, where it is known. */
  readonly userId?: string;
  /** Whose they are, for the title: "ada@alpha.example" in "End 23 sessions of ada@alpha.example?" */
  readonly subject: string;
  /** Called when the run has ended, also when the dialog was closed before. */
  readonly onDone?: () => void;
}

/** What is to be ended: sessions that were selected, or what a draft selects. */
export type EndSessionsRequest =
  | (EndSessionsBase & { readonly selection: RevocationSelection; readonly draftId?: never })
  | (EndSessionsBase & { readonly draftId: string; readonly selection?: never });

type EndSessions = (request: EndSessionsRequest) => void;

export const EndSessionsContext = createContext<EndSessions | null>(null);

/**
 * Opens the confirmation. It lists or freezes first, names the connection and the numbers, and ends nothing by itself.
 * Of a draft it leads to the revocation's own page once it was started.
 */
export function useEndSessions(): EndSessions {
  const endSessions = use(EndSessionsContext);
  if (endSessions === null) throw new Error('useEndSessions outside of EndSessionsProvider');
  return endSessions;
}

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
