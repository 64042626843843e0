import { Button, Menu, Tooltip } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { copyText } from '../../shared/copy-button.tsx';
import { useEndSessions } from '../../shared/end-sessions-context.tsx';
import { usePageActions } from '../../shared/page-actions.ts';
import { describeEnded, RevocationLink, useRevocationOutcome } from '../../shared/revocation-outcome.tsx';
import type { RunsOfUser } from '../../shared/started-revocations.ts';
import { activeCount } from './sessions/reading/session-list.ts';
import type { UserSessions } from './sessions/reading/use-sessions.ts';
import type { SessionSelection } from './sessions/session-selection.tsx';
import classes from './user-page.module.css';

interface EndActionsProps {
  readonly userId: string;
  /** The user, in questions. */
  readonly subject: string;
  readonly sessions: UserSessions;
  readonly selection: SessionSelection;
}

/** The one dangerous button: all sessions of this user. Beside it: those of one tenant, or the selected ones. */
export function EndActions({ userId, subject, sessions, selection }: EndActionsProps) {
  const connection = useConnection();
  const endSessions = useEndSessions();
  const { store, now } = sessions;
  const known = now.total === null ? null : activeCount(now.counts);
  const reason = connection.readOnly ? text('user.read-only', { connection: connection.name }) : null;
  const disabled = reason !== null || known === 0;
  const tenants = [...now.tally.byTenant].sort(([a], [b]) => a.localeCompare(b));
  const selected = selection.handles;

  function endAll(tenantId: string | null) {
    endSessions({ selection: { type: 'user', userId, tenantId }, subject, userId, onDone: store.read });
  }

  function endSelected() {
    endSessions({
      selection: { type: 'handles', handles: [...selected] },
      subject,
      userId,
      onDone: store.read,
    });
  }

  const endAllText = known === null ? text('user.end-all') : text('user.end-count', { count: known });
  usePageActions([
    ...(disabled || selected.length === 0
      ? []
      : [
          {
            id: 'end-selected',
            label: text('user.end-selected-sessions', { count: selected.length }),
            run: endSelected,
          },
        ]),
    ...(disabled ? [] : [{ id: 'end-all', label: endAllText, run: () => endAll(null) }]),
    { id: 'copy-user-id', label: text('tables.copy-user-id'), run: () => void copyText(userId) },
  ]);

  return (
    <>
      <div className={classes.buttons}>
        <Tooltip label={reason} disabled={reason === null}>
          <Button
            color="end"
            {...(disabled ? { 'data-disabled': true, 'aria-disabled': true } : {})}
            styles={{ root: { borderStartEndRadius: 0, borderEndEndRadius: 0 } }}
            onClick={() => {
              if (!disabled) endAll(null);
            }}
          >
            {endAllText}
          </Button>
        </Tooltip>
        <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button
              color="end"
              px={6}
              disabled={disabled}
              aria-label={text('user.end-some')}
              styles={{ root: { borderStartStartRadius: 0, borderEndStartRadius: 0 } }}
            >
              <IconChevronDown size={16} aria-hidden="true" />
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
            <Menu.Item
              className={classes.endItem ?? ''}
              disabled={selected.length === 0 || selection.hidden > 0}
              onClick={endSelected}
            >
              {selection.hidden > 0
                ? text('user.selected-hidden', { count: selected.length, hidden: selection.hidden })
                : text('user.end-selected', { count: selected.length })}
            </Menu.Item>
            <Menu.Divider />
            {tenants.map(([tenantId, count]) => (
              <Menu.Item key={tenantId} className={classes.endItem ?? ''} onClick={() => endAll(tenantId)}>
                {text('user.end-in-tenant', { tenant: tenantId, count })}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      {reason === null ? null : <p className={classes.reason}>{reason}</p>}
    </>
  );
}

/** Runs that end sessions of this user now, and the outcome of the last one that was started here. */
export function UserRuns({ runs }: { readonly runs: RunsOfUser }) {
  const lastOutcome = useRevocationOutcome(runs.open.length === 0 ? runs.lastEnded : null);
  return (
    <>
      {runs.open.map((run) => (
        <p key={run.id} className={classes.run} role="status">
          {text('user.run-open', {
            state: run.run.state,
            all: run.source.type === 'user' && run.source.tenantId === null ? 'yes' : 'no',
            ended: run.counts.revoked + run.counts['already-gone'] + run.counts['revoked-unconfirmed'],
            count: run.targets,
          })}{' '}
          <RevocationLink id={run.id} />
        </p>
      ))}
      {runs.lastEnded === null || (lastOutcome?.type !== 'same' && lastOutcome?.type !== 'mixed') ? null : (
        <p className={classes.run} role="status">
          {describeEnded(lastOutcome)} <RevocationLink id={runs.lastEnded} />
        </p>
      )}
    </>
  );
}
