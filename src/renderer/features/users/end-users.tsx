import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { largestPiece } from '../../../contract/domain/planning/list-format.ts';
import type { User } from '../../../contract/domain/user.ts';
import { formatUserName } from '../../messages/format-user-name.ts';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connections-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { useEndSessions } from '../../shared/revocations/end-sessions-context.tsx';
import { keepFocus } from '../../ui/focus/keep-focus.ts';
import classes from './users-list.module.css';

interface EndUsersProps {
  readonly users: readonly User[];
  readonly onClear: () => void;
  /** Null: it works again. */
  readonly onError: (error: unknown) => void;
}

/** What can be done with the selected users. Of one user it asks at once; several become a list with a preview. */
export function EndUsers({ users, onClear, onError }: EndUsersProps) {
  const connection = useConnection();
  const endSessions = useEndSessions();
  const navigate = useNavigate();
  const [starting, setStarting] = useState(false);
  const { readOnly } = connection;

  async function end() {
    const [first, ...others] = users;
    if (first === undefined) return;
    if (others.length === 0) {
      const selection = { type: 'user', userId: first.id, tenantId: null } as const;
      endSessions({ selection, subject: formatUserName(first), userId: first.id });
      return;
    }
    setStarting(true);
    onError(null);
    try {
      const draftId = await startListOfUsers(connection.id, users);
      void navigate({ to: '/revocations/drafts/$draftId', params: { draftId } });
    } catch (thrown) {
      onError(thrown);
    } finally {
      setStarting(false);
    }
  }

  if (users.length === 0) return null;
  return (
    <div className={classes.selected} ref={keepFocus}>
      <Button
        size="compact-sm"
        color="end"
        variant="outline"
        className={classes.endSelected ?? ''}
        disabled={readOnly}
        loading={starting}
        title={readOnly ? text('users.read-only', { connection: connection.name }) : undefined}
        onClick={() => void end()}
      >
        {text('users.end-selected', { count: users.length })}
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>
        {text('users.clear-selection')}
      </Button>
    </div>
  );
}

/** Makes a draft of a list of user ids, and gives its id. */
async function startListOfUsers(connectionId: string, users: readonly User[]): Promise<string> {
  const bytes = new TextEncoder().encode(users.map(({ id }) => id).join('\n'));
  const { id: draftId } = await call('planning.startList', {
    connectionId,
    name: text('users.list-name', { count: users.length }),
    format: { type: 'text' },
    size: bytes.byteLength,
  });
  for (let at = 0; at < bytes.byteLength; at += largestPiece)
    await call('planning.uploadChunk', { draftId, bytes: bytes.slice(at, at + largestPiece) });
  await call('planning.finishUpload', { draftId, failed: null });
  return draftId;
}
