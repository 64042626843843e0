import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { SessionRow } from '../../../../contract/domain/session.ts';
import { ShortId } from '../../../shared/short-id.tsx';
import { Recorded } from '../../../ui/fact.tsx';
import { Moment } from '../../../ui/moment.tsx';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../../ui/table/table-row.tsx';
import { DeviceCell } from './device-cell.tsx';
import { knownMethod, type SessionMethods } from './method-lookup.ts';
import type { SessionEntry } from './reading/session-entry.ts';
import classes from './sessions-panel.module.css';

function rowOf(entry: SessionEntry): SessionRow | null {
  return entry.state === 'read' ? entry.row : null;
}

function Unread() {
  return <span className={classes.unread} role="img" aria-label="not read yet" />;
}

/** A cell of what is known only once the session was read: a bar until then, and never an empty cell. */
function detail(entry: SessionEntry, show: (row: SessionRow) => ReactNode, first = false): ReactNode {
  switch (entry.state) {
    case 'read':
      return show(entry.row);
    case 'listed':
      return <Unread />;
    case 'gone':
      return first ? <span className={classes.quiet}>ended meanwhile</span> : null;
    case 'failed':
      return first ? (
        <span className={classes.failed} title={entry.error.message}>
          could not be read
        </span>
      ) : null;
  }
}

function OpenLink({ handle }: { readonly handle: string }) {
  return (
    <Link
      to="/sessions/$handle"
      params={{ handle }}
      className={classes.open}
      aria-label={`Open session ${handle}`}
      title="Open (Enter)"
      tabIndex={useRowTabIndex()}
    >
      <IconChevronRight size={15} stroke={1.75} aria-hidden="true" />
    </Link>
  );
}

function Method({ methods, entry }: { readonly methods: SessionMethods; readonly entry: SessionEntry }) {
  const known = knownMethod(methods, entry);
  switch (known.state) {
    case 'method':
      return known.words;
    case 'unread':
      return <Unread />;
    case 'failed':
      return (
        <span className={classes.failed} title="The login methods of this user could not be read">
          not read
        </span>
      );
    case 'none':
      return <NoMethod />;
  }
}

function NoMethod() {
  return (
    <span className={classes.quiet} title="The id of this session belongs to no login method of a user">
      none
    </span>
  );
}

/** The columns of a person's sessions. Times sort by the time itself; what has no value sorts last. */
export function sessionColumns(methods: SessionMethods): readonly TableColumn<SessionEntry>[] {
  return [
    {
      ...{ id: 'handle', header: 'Handle', width: '118px' },
      cell: ({ handle }) => <ShortId value={handle} />,
    },
    {
      ...{ id: 'tenant', header: 'Tenant', width: 'minmax(60px, 1fr)' },
      cell: ({ tenantId }) => <span title={tenantId}>{tenantId}</span>,
      sortValue: ({ tenantId }) => tenantId,
    },
    {
      ...{ id: 'method', header: 'Login method', width: 'minmax(100px, 1fr)' },
      cell: (entry) => <Method methods={methods} entry={entry} />,
      sortValue: methods.of,
    },
    {
      ...{ id: 'created', header: 'Created', width: 'minmax(112px, 0.8fr)' },
      cell: (entry) => detail(entry, (row) => <Moment at={row.timeCreated} />, true),
      sortValue: (entry) => rowOf(entry)?.timeCreated ?? null,
      largestFirst: true,
    },
    {
      ...{ id: 'expires', header: 'Expires', width: 'minmax(70px, 0.7fr)' },
      cell: (entry) => detail(entry, (row) => <Moment at={row.expiry} />),
      sortValue: (entry) => rowOf(entry)?.expiry ?? null,
      largestFirst: true,
    },
    {
      ...{ id: 'network', header: 'Network', width: 'minmax(112px, 1.2fr)' },
      cell: (entry) => detail(entry, (row) => <Recorded value={row.ip} />),
      sortValue: (entry) => rowOf(entry)?.ip ?? null,
    },
    {
      ...{ id: 'device', header: 'Device', width: 'minmax(112px, 1.5fr)' },
      cell: (entry) => detail(entry, (row) => <DeviceCell userAgent={row.userAgent} />),
      sortValue: (entry) => rowOf(entry)?.userAgent ?? null,
    },
    {
      ...{ id: 'open', header: 'Open', width: '34px', hideHeader: true },
      cell: ({ handle }) => <OpenLink handle={handle} />,
    },
  ];
}
