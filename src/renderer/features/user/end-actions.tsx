import { Button, Menu, Tooltip } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { plural } from '../../messages/format-count.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { useEndSessions } from '../../shared/end-sessions-context.tsx';
import { standing } from './sessions/reading/session-list.ts';
import type { PersonSessions } from './sessions/reading/use-sessions.ts';
import type { SessionSelection } from './sessions/use-selection.ts';
import classes from './user-page.module.css';
import type { Who } from './who-is.ts';

interface EndActionsProps {
  readonly userId: string;
  readonly who: Who;
  readonly sessions: PersonSessions;
  readonly selection: SessionSelection;
}

function label(known: number | null): string {
  if (known === null) return 'End all sessions …';
  return known === 0 ? 'No sessions to end' : `End ${plural(known, 'session')} …`;
}

/** The one dangerous button: everything of this person; beside it one tenant, or the selected ones. */
export function EndActions({ userId, who, sessions, selection }: EndActionsProps) {
  const connection = useConnection();
  const endSessions = useEndSessions();
  const { store, now } = sessions;
  const known = now.total === null ? null : standing(now.counts);
  const reason = connection.readOnly ? `${connection.name} is read-only here` : null;
  const disabled = reason !== null || known === 0;
  const tenants = [...now.tally.byTenant].sort(([a], [b]) => a.localeCompare(b));
  const selected = selection.handles;

  function endAll(tenantId: string | null) {
    endSessions({ scope: { type: 'user', userId, tenantId }, subject: who.address, onDone: store.read });
  }

  function endSelected() {
    endSessions({
      scope: { type: 'handles', handles: [...selected] },
      subject: who.address,
      onDone: store.read,
    });
  }

  return (
    <div className={classes.actions}>
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
            {label(known)}
          </Button>
        </Tooltip>
        <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button
              color="end"
              px={6}
              disabled={disabled}
              aria-label="End only some of the sessions"
              styles={{ root: { borderStartStartRadius: 0, borderEndStartRadius: 0 } }}
            >
              <IconChevronDown size={16} aria-hidden="true" />
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
            <Menu.Item
              className={classes.endItem ?? ''}
              disabled={selected.length === 0}
              onClick={endSelected}
            >
              {selected.length === 0
                ? 'Selected: none'
                : `Selected: end ${plural(selected.length, 'session')} …`}
            </Menu.Item>
            <Menu.Divider />
            {tenants.map(([tenantId, count]) => (
              <Menu.Item key={tenantId} className={classes.endItem ?? ''} onClick={() => endAll(tenantId)}>
                In tenant {tenantId}: end {plural(count, 'session')} …
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      {reason === null ? null : <p className={classes.reason}>{reason}</p>}
    </div>
  );
}
