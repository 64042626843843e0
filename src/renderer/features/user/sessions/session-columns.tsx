import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { SessionRow } from '../../../../contract/domain/session.ts';
import { addressSortKey } from '../../../../contract/domain/text/recorded-address.ts';
import { formatDevice } from '../../../messages/format-device.ts';
import { formatError } from '../../../messages/format-error.ts';
import { text } from '../../../messages/text.ts';
import { ShortId } from '../../../shared/short-id.tsx';
import { Recorded } from '../../../ui/page/page.tsx';
import { UnreadCell } from '../../../ui/page/skeleton-rows.tsx';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../../ui/table/table-row.tsx';
import { Moment } from '../../../ui/values/moment.tsx';
import type { SessionEntry } from './reading/session-list.ts';
import { knownMethod, type SessionMethods } from './session-filter.ts';
import classes from './sessions-panel.module.css';

function rowOf(entry: SessionEntry): SessionRow | null {
  return entry.state === 'read' ? entry.row : null;
}

/** A cell of a detail that is known once the session was read: a bar until then. `first`: says why it was not read. */
function detail(entry: SessionEntry, show: (row: SessionRow) => ReactNode, first = false): ReactNode {
  switch (entry.state) {
    case 'read':
      return show(entry.row);
    case 'listed':
      return <UnreadCell label={text('user.session-unread')} />;
    case 'gone':
      return first ? <span className={classes.quiet}>{text('user.session-gone')}</span> : null;
    case 'failed':
      return first ? (
        <span className={classes.failed} title={formatError(entry.error).message}>
          {text('user.session-failed')}
        </span>
      ) : null;
  }
}

/** The same for all rows: it is not drawn again with them. */
const chevron = <IconChevronRight size={15} stroke={1.75} aria-hidden="true" />;

function OpenLink({ handle }: { readonly handle: string }) {
  return (
    <Link
      to="/sessions/$handle"
      params={{ handle }}
      className={classes.open}
      aria-label={text('user.open-session', { handle })}
      title={text('user.open-key')}
      tabIndex={useRowTabIndex()}
    >
      {chevron}
    </Link>
  );
}

function Method({ methods, entry }: { readonly methods: SessionMethods; readonly entry: SessionEntry }) {
  const known = knownMethod(methods, entry);
  switch (known.state) {
    case 'method':
      return known.name;
    case 'unread':
      return <UnreadCell label={text('user.session-unread')} />;
    case 'failed':
      return (
        <span className={classes.failed} title={text('user.method-not-read-why')}>
          {text('user.method-not-read')}
        </span>
      );
    case 'none':
      return <NoMethod />;
  }
}

function NoMethod() {
  return (
    <span className={classes.quiet} title={text('user.no-method-why')}>
      {text('user.no-method')}
    </span>
  );
}

/** What a session's user agent claims to be. The whole string is in the tooltip. */
function DeviceCell({ userAgent }: { readonly userAgent: string | null }) {
  if (userAgent === null) return <Recorded value={null} />;
  const { text: device, claimed } = formatDevice(userAgent);
  return <bdi title={claimed}>{device}</bdi>;
}

/** Sorting asks for the value of a row again and again, and many rows have one address. */
function createAddressKeys(): (address: string | null) => string | null {
  const keys = new Map<string, string>();
  return (address) => {
    if (address === null) return null;
    const known = keys.get(address);
    if (known !== undefined) return known;
    const key = addressSortKey(address);
    keys.set(address, key);
    return key;
  };
}

/** The columns of a user's sessions. Times and addresses sort by what they say, not by their text. Rows without a value come last. */
export function sessionColumns(methods: SessionMethods): readonly TableColumn<SessionEntry>[] {
  const addressKeyOf = createAddressKeys();
  return [
    {
      ...{ id: 'handle', header: text('user.column.handle'), width: '118px' },
      cell: ({ handle }) => <ShortId value={handle} />,
    },
    {
      ...{ id: 'tenant', header: text('user.column.tenant'), width: 'minmax(60px, 1fr)' },
      cell: ({ tenantId }) => <span title={tenantId}>{tenantId}</span>,
      sortValue: ({ tenantId }) => tenantId,
    },
    {
      ...{ id: 'method', header: text('user.column.method'), width: 'minmax(100px, 1fr)' },
      cell: (entry) => <Method methods={methods} entry={entry} />,
      sortValue: methods.of,
    },
    {
      ...{ id: 'created', header: text('user.column.created'), width: 'minmax(112px, 0.8fr)' },
      cell: (entry) => detail(entry, (row) => <Moment at={row.timeCreated} />, true),
      sortValue: (entry) => rowOf(entry)?.timeCreated ?? null,
      largestFirst: true,
    },
    {
      ...{ id: 'expires', header: text('user.column.expires'), width: 'minmax(70px, 0.7fr)' },
      cell: (entry) => detail(entry, (row) => <Moment at={row.expiry} />),
      sortValue: (entry) => rowOf(entry)?.expiry ?? null,
      largestFirst: true,
    },
    {
      ...{ id: 'network', header: text('user.column.network'), width: 'minmax(112px, 1.2fr)' },
      cell: (entry) => detail(entry, (row) => <Recorded value={row.ip} />),
      sortValue: (entry) => addressKeyOf(rowOf(entry)?.ip ?? null),
    },
    {
      ...{ id: 'device', header: text('user.column.device'), width: 'minmax(112px, 1.5fr)' },
      cell: (entry) => detail(entry, (row) => <DeviceCell userAgent={row.userAgent} />),
      sortValue: (entry) => rowOf(entry)?.userAgent ?? null,
    },
    {
      ...{ id: 'open', header: text('user.column.open'), width: '34px', hideHeader: true },
      cell: ({ handle }) => <OpenLink handle={handle} />,
    },
  ];
}
