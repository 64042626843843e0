import { Button, Menu, Tooltip } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connections-context.tsx';
import { usePageActions } from '../../shared/page-actions.ts';
import { useEndSessions } from '../../shared/revocations/end-sessions-context.tsx';
import { copyText } from '../../shared/short-id.tsx';
import { activeCount } from './sessions/reading/session-list.ts';
import type { SessionStore } from './sessions/reading/session-store.ts';
import { useSessionsPart } from './sessions/reading/use-sessions.ts';
import type { SessionSelection } from './sessions/session-selection.tsx';
import classes from './user-page.module.css';

interface EndActionsProps {
  readonly userId: string;
  /** The user, in questions. */
  readonly subject: string;
  readonly store: SessionStore;
  readonly selection: SessionSelection;
}

/** The one dangerous button: all sessions of this user. Beside it: those of one tenant, or the selected ones. */
export function EndActions({ userId, subject, store, selection }: EndActionsProps) {
  const connection = useConnection();
  const endSessions = useEndSessions();
  const known = useSessionsPart(store, ({ total, counts }) => (total === null ? null : activeCount(counts)));
  const reason = connection.readOnly ? text('user.read-only', { connection: connection.name }) : null;
  const disabled = reason !== null || known === 0;
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
    ...(disabled || selected.length === 0 || selection.hidden > 0
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
            <TenantItems store={store} onEnd={endAll} />
          </Menu.Dropdown>
        </Menu>
      </div>
      {reason === null ? null : <p className={classes.reason}>{reason}</p>}
    </>
  );
}

interface TenantItemsProps {
  readonly store: SessionStore;
  readonly onEnd: (tenantId: string) => void;
}

/** The sessions of each tenant, in the menu; how many is known when all of them are listed. */
function TenantItems({ store, onEnd }: TenantItemsProps) {
  const { tenantIds, byTenant } = useSessionsPart(store, (now) => now.tally);
  const areListed = useSessionsPart(store, ({ total }) => total !== null);
  return tenantIds.map((tenantId) => (
    <Menu.Item key={tenantId} className={classes.endItem ?? ''} onClick={() => onEnd(tenantId)}>
      {areListed
        ? text('user.end-in-tenant', { tenant: tenantId, count: byTenant.get(tenantId) ?? 0 })
        : text('user.end-all-in-tenant', { tenant: tenantId })}
    </Menu.Item>
  ));
}
