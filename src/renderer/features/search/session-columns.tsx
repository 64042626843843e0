import { Link } from '@tanstack/react-router';
import type { SessionRow } from '../../../contract/domain/session.ts';
import type { User } from '../../../contract/domain/user.ts';
import { formatDevice } from '../../messages/format-device.ts';
import { formatShortId } from '../../messages/format-id.ts';
import { formatUserName } from '../../messages/format-user-name.ts';
import { EndButton } from '../../shared/end-button.tsx';
import { ShortId } from '../../shared/short-id.tsx';
import { Recorded } from '../../ui/fact.tsx';
import { Moment } from '../../ui/moment.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../ui/table/table-row.tsx';

/** Whose session it is, if that user was found as well: the name, else the id. */
export function ownerName(row: SessionRow, users: readonly User[]): string {
  const owner = users.find(
    (user) =>
      user.id === row.userId || user.loginMethods.some((method) => method.recipeUserId === row.recipeUserId),
  );
  return owner === undefined ? row.userId : formatUserName(owner);
}

/** "ada@alpha.example (ec513228…2ebe)". */
export function sessionSubject(row: SessionRow, users: readonly User[]): string {
  return `${ownerName(row, users)} (${formatShortId(row.handle)})`;
}

function OwnerLink({ row, name }: { readonly row: SessionRow; readonly name: string }) {
  const tabIndex = useRowTabIndex();
  return (
    <Link to="/users/$userId" params={{ userId: row.userId }} tabIndex={tabIndex} title={name}>
      {name === row.userId ? formatShortId(name) : name}
    </Link>
  );
}

function OpenLink({ row }: { readonly row: SessionRow }) {
  const tabIndex = useRowTabIndex();
  return (
    <Link
      to="/sessions/$handle"
      params={{ handle: row.handle }}
      tabIndex={tabIndex}
      aria-label={`Open ${row.handle}`}
    >
      Open
    </Link>
  );
}

function Device({ userAgent }: { readonly userAgent: string | null }) {
  if (userAgent === null) return <Recorded value={null} />;
  const { words, claimed } = formatDevice(userAgent);
  return <span title={claimed}>{words}</span>;
}

export function sessionColumns(
  nameOf: (row: SessionRow) => string,
  onDone: () => void,
): readonly TableColumn<SessionRow>[] {
  return [
    { id: 'handle', header: 'Handle', width: '140px', cell: (row) => <ShortId value={row.handle} /> },
    {
      id: 'user',
      header: 'User',
      width: 'minmax(150px, 2fr)',
      cell: (row) => <OwnerLink row={row} name={nameOf(row)} />,
    },
    { id: 'tenant', header: 'Tenant', width: 'minmax(72px, 1fr)', cell: (row) => row.tenantId },
    { id: 'created', header: 'Created', width: '84px', cell: (row) => <Moment at={row.timeCreated} /> },
    { id: 'expires', header: 'Expires', width: '84px', cell: (row) => <Moment at={row.expiry} /> },
    { id: 'ip', header: 'Network', width: '120px', cell: (row) => <Recorded value={row.ip} /> },
    {
      id: 'device',
      header: 'Device',
      width: 'minmax(100px, 1fr)',
      cell: (row) => <Device userAgent={row.userAgent} />,
    },
    { id: 'open', header: 'Open', hideHeader: true, width: '48px', cell: (row) => <OpenLink row={row} /> },
    {
      id: 'end',
      header: 'End',
      hideHeader: true,
      width: '56px',
      align: 'end',
      cell: (row) => (
        <EndButton
          scope={{ type: 'handles', handles: [row.handle] }}
          subject={`${nameOf(row)} (${formatShortId(row.handle)})`}
          onDone={onDone}
        >
          End
        </EndButton>
      ),
    },
  ];
}
