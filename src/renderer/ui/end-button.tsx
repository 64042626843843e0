import { Button } from '@mantine/core';
import type { RevocationScope } from '../../contract/domain/revocation.ts';
import { useConnection } from '../app/connection-context.tsx';
import { useEndSessions } from '../app/end-sessions-context.tsx';
import { useRowTabIndex } from './row-context.tsx';

interface EndButtonProps {
  readonly scope: RevocationScope;
  readonly subject: string;
  /** The act, with its number where it is known: "End", "End sessions". */
  readonly children: string;
  readonly onDone?: () => void;
}

/** The button of a row. It opens the confirmation and ends nothing by itself. */
export function EndButton({ scope, subject, children, onDone }: EndButtonProps) {
  const endSessions = useEndSessions();
  const { readOnly, name } = useConnection();
  const tabIndex = useRowTabIndex();
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="end"
      tabIndex={tabIndex}
      disabled={readOnly}
      title={readOnly ? `${name} is read-only here` : undefined}
      aria-label={`${children}: ${subject}`}
      onClick={() => endSessions({ scope, subject, ...(onDone === undefined ? {} : { onDone }) })}
    >
      {children}
    </Button>
  );
}
