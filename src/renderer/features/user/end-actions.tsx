import { Button, Menu, Tooltip } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useConnection } from '../../app/connection-context.tsx';
import { useEndSessions } from '../../app/end-sessions-context.tsx';
import { plural } from '../../ui/count-words.ts';
import { sessionsByTenant } from './sessions/filter-sessions.ts';
import { standing } from './sessions/session-list.ts';
import type { SessionSelection } from './sessions/use-selection.ts';
import type { PersonSessions } from './sessions/use-sessions.ts';
import classes from './user-page.module.css';
import type { Who } from './who-is.ts';

interface EndActionsProps {
  readonly userId: string;
  readonly who: Who;
  readonly sessions: PersonSessions;
  readonly selection: SessionSelection;
}

/** Why nothing can be ended here, or null. */
function obstacle(readOnlyName: string | null, known: number | null): string | null {
  if (readOnlyName !== null) return `${readOnlyName} is read-only here`;
  return known === 0 ? 'There is no session to end' : null;
}

/** The one dangerous button: everything of this person; beside it one tenant, or the selected ones. */
export function EndActions({ userId, who, sessions, selection }: EndActionsProps) {
  const connection = useConnection();
  const endSessions = useEndSessions();
  const { store, now } = sessions;
  // Before all are listed there is no number to promise; the confirmation lists and counts in any case.
  const known = now.total === null ? null : standing(now.counts);
  const reason = obstacle(connection.readOnly ? connection.name : null, known);
  const tenants = sessionsByTenant(now.entries);
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
            {...(reason === null ? {} : { 'data-disabled': true, 'aria-disabled': true })}
            styles={{ root: { borderStartEndRadius: 0, borderEndEndRadius: 0 } }}
            onClick={() => {
              if (reason === null) endAll(null);
            }}
          >
            {known === null ? 'End all sessions …' : `End ${plural(known, 'session')} …`}
          </Button>
        </Tooltip>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Button
              color="end"
              px={6}
              disabled={reason !== null}
              aria-label="End only some of the sessions"
              styles={{ root: { borderStartStartRadius: 0, borderEndStartRadius: 0 } }}
            >
              <IconChevronDown size={16} aria-hidden="true" />
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
            <Menu.Item color="end" disabled={selected.length === 0} onClick={endSelected}>
              {selected.length === 0
                ? 'Selected: none'
                : `Selected: end ${plural(selected.length, 'session')} …`}
            </Menu.Item>
            <Menu.Divider />
            {tenants.map(({ tenantId, sessions: count }) => (
              <Menu.Item key={tenantId} color="end" onClick={() => endAll(tenantId)}>
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
