import type { TargetColumn, TargetRow } from '../../../contract/domain/revocation.ts';
import type { LoginMethodKind } from '../../../contract/domain/user.ts';
import { formatDevice } from '../../messages/format-device.ts';
import { formatLoginMethod } from '../../messages/format-login-method.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { Recorded } from '../../ui/fact.tsx';
import { Moment } from '../../ui/moment.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../ui/table/table-row.tsx';
import { NotKnown } from './not-known.tsx';
import { stateWords } from './result-words.ts';
import classes from './revocation-page.module.css';
import { selectedByWords } from './targets/selected-by-words.ts';
import { UserLink } from './user-link.tsx';

function UserOfRow({ userId, name }: { readonly userId: string; readonly name: string | null }) {
  return <UserLink userId={userId} name={name} tabIndex={useRowTabIndex()} />;
}

/** "Google", with the names that the core has for it. */
function LoginMethod({ recipeId, thirdPartyId }: LoginMethodKind) {
  const thirdParty = thirdPartyId === null ? {} : { thirdParty: { id: thirdPartyId, userId: '' } };
  return (
    <bdi title={[recipeId, thirdPartyId].filter(Boolean).join(' ')}>
      {formatLoginMethod({ recipeId, ...thirdParty })}
    </bdi>
  );
}

/** Of a session that was read, what is missing was not recorded; of another one, nobody knows. */
function NotThere({ createdAt }: Pick<TargetRow, 'createdAt'>) {
  return createdAt === null ? <NotKnown /> : <Recorded value={null} />;
}

type Column = TableColumn<TargetRow>;

/** A column that main can sort by. Of a row that is damaged on disk, only the state says something: that it is. */
function column(
  of: Omit<Column, 'cell' | 'id' | 'sortable'> & { readonly id: TargetColumn },
  cell: Column['cell'],
): Column {
  return { ...of, sortable: true, cell: (row) => (row.damaged ? <NotKnown>damaged</NotKnown> : cell(row)) };
}

const facts: readonly Column[] = [
  column({ id: 'handle', header: 'Handle', width: 'minmax(150px, 1.3fr)' }, ({ handle }) => (
    <ShortId value={handle} chars={16} />
  )),
  column({ id: 'name', header: 'User', width: 'minmax(120px, 1.3fr)' }, ({ userId, name }) =>
    userId === null ? <NotKnown /> : <UserOfRow userId={userId} name={name} />,
  ),
  column({ id: 'email', header: 'E-mail', width: 'minmax(120px, 1.3fr)' }, ({ email }) => {
    if (email === null) return <NotKnown />;
    return email === '' ? <NotKnown>none</NotKnown> : <bdi title={email}>{email}</bdi>;
  }),
  column({ id: 'userId', header: 'User id', width: 'minmax(110px, 1fr)' }, ({ userId }) =>
    userId === null ? <NotKnown /> : <ShortId value={userId} />,
  ),
  column({ id: 'tenantId', header: 'Tenant', width: 'minmax(60px, 0.6fr)' }, ({ tenantId }) => (
    <span title={tenantId}>{tenantId}</span>
  )),
  column({ id: 'loginMethod', header: 'Login method', width: 'minmax(100px, 0.7fr)' }, ({ loginMethod }) =>
    loginMethod === null ? <NotKnown /> : <LoginMethod {...loginMethod} />,
  ),
  column({ id: 'createdAt', header: 'Created', width: '84px', largestFirst: true }, ({ createdAt }) =>
    createdAt === null ? <NotKnown /> : <Moment at={createdAt} />,
  ),
  column({ id: 'ip', header: 'Network', width: 'minmax(90px, 0.8fr)' }, ({ ip, createdAt }) =>
    ip === null ? <NotThere createdAt={createdAt} /> : <bdi title={ip}>{ip}</bdi>,
  ),
  column({ id: 'userAgent', header: 'Device', width: 'minmax(90px, 0.9fr)' }, ({ userAgent, createdAt }) =>
    userAgent === null ? (
      <NotThere createdAt={createdAt} />
    ) : (
      <bdi title={userAgent}>{formatDevice(userAgent).words}</bdi>
    ),
  ),
  column({ id: 'selectedBy', header: 'Selected by', width: 'minmax(120px, 1.2fr)' }, ({ selectedBy, ip }) => {
    if (selectedBy === null) return <NotKnown>not in the plan</NotKnown>;
    const words = selectedByWords(selectedBy, ip);
    return <bdi title={words}>{words}</bdi>;
  }),
  column({ id: 'state', header: 'State', width: 'minmax(120px, 1fr)' }, ({ state, newSession, linked }) => (
    <span className={classes.state} data-state={state}>
      {stateWords(state, 1)}
      {newSession ? ' (new session)' : ''}
      {linked ? ' (linked account)' : ''}
    </span>
  )),
  column({ id: 'endedAt', header: 'Ended', width: '84px', largestFirst: true }, ({ endedAt }) =>
    endedAt === null ? <NotKnown>not ended</NotKnown> : <Moment at={endedAt} />,
  ),
  column(
    { id: 'exposureUntil', header: 'Exposure until', width: '104px', largestFirst: true },
    ({ exposureUntil }) =>
      exposureUntil === null ? <NotKnown>open</NotKnown> : <Moment at={exposureUntil} />,
  ),
];

const withErrors: readonly Column[] = [
  ...facts,
  column({ id: 'error', header: 'Why', width: 'minmax(160px, 2fr)' }, ({ error }) =>
    error === undefined ? null : <span title={error.hint}>{error.message}</span>,
  ),
];

/** What is known of each target; with a column that says why when there is something to say. */
export function targetColumns(anyErrors: boolean): readonly Column[] {
  return anyErrors ? withErrors : facts;
}
