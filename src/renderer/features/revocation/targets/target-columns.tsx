import type { PlanSource } from '../../../../contract/domain/revocation/plan.ts';
import type { SelectedBy, TargetColumn, TargetRow } from '../../../../contract/domain/revocation/targets.ts';
import type { OAuthState, TargetState } from '../../../../contract/domain/stored-names.ts';
import type { LoginMethodKind } from '../../../../contract/domain/user.ts';
import type { AppError } from '../../../../contract/errors.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { formatDevice } from '../../../messages/format-device.ts';
import { formatError, formatUndecided } from '../../../messages/format-error.ts';
import { formatLoginMethod } from '../../../messages/format-user-name.ts';
import { text } from '../../../messages/text.ts';
import { ShortId } from '../../../shared/short-id.tsx';
import { Recorded } from '../../../ui/page/page.tsx';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import { Moment } from '../../../ui/values/moment.tsx';
import { wideWindow } from '../../../ui/window-size.ts';
import { NotKnown } from '../not-known.tsx';
import { formatTargetState } from '../result-counts.ts';
import { UserLinkInRow } from '../user-link.tsx';
import classes from './targets.module.css';

type Column = TableColumn<TargetRow>;

/** A column that main can sort by. Of a row that is damaged on disk, only the state is shown: that it is damaged. */
function column(
  of: Omit<Column, 'cell' | 'id' | 'sortable'> & { readonly id: TargetColumn },
  cell: Column['cell'],
): Column {
  return {
    ...of,
    sortable: true,
    cell: (row) => (row.damaged ? <NotKnown>{text('report.cell.damaged')}</NotKnown> : cell(row)),
  };
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

/** Of a session that was read, a missing value was not recorded; of another one, nobody knows it. */
function Missing({ createdAt }: Pick<TargetRow, 'createdAt'>) {
  return createdAt === null ? <NotKnown /> : <Recorded value={null} />;
}

const facts: readonly Column[] = [
  column(
    { id: 'handle', header: text('report.column.handle'), width: 'minmax(108px, 0.6fr)' },
    ({ handle }) => <ShortId value={handle} />,
  ),
  column(
    { id: 'name', header: text('report.column.name'), width: 'minmax(112px, 1.3fr)' },
    ({ userId, name }) => (userId === null ? <NotKnown /> : <UserLinkInRow userId={userId} name={name} />),
  ),
  column({ id: 'email', header: text('report.column.email'), width: 'minmax(120px, 1.3fr)' }, ({ email }) => {
    if (email === null) return <NotKnown />;
    return email === '' ? (
      <NotKnown>{text('report.cell.no-email')}</NotKnown>
    ) : (
      <bdi title={email}>{email}</bdi>
    );
  }),
  column(
    { id: 'userId', header: text('report.column.user-id'), width: 'minmax(110px, 1fr)' },
    ({ userId }) => (userId === null ? <NotKnown /> : <ShortId value={userId} />),
  ),
  column(
    { id: 'tenantId', header: text('report.column.tenant'), width: 'minmax(60px, 0.5fr)' },
    ({ tenantId }) => <span title={tenantId}>{tenantId}</span>,
  ),
  column(
    { id: 'loginMethod', header: text('report.column.login-method'), width: 'minmax(96px, 0.5fr)' },
    ({ loginMethod }) => (loginMethod === null ? <NotKnown /> : <LoginMethod {...loginMethod} />),
  ),
  column(
    { id: 'createdAt', header: text('report.column.created'), width: '84px', largestFirst: true },
    ({ createdAt }) => (createdAt === null ? <NotKnown /> : <Moment at={createdAt} />),
  ),
  column(
    { id: 'ip', header: text('report.column.network'), width: 'minmax(112px, 0.8fr)' },
    ({ ip, createdAt }) => (ip === null ? <Missing createdAt={createdAt} /> : <bdi title={ip}>{ip}</bdi>),
  ),
  column(
    { id: 'userAgent', header: text('report.column.device'), width: 'minmax(112px, 0.9fr)' },
    ({ userAgent, createdAt }) =>
      userAgent === null ? (
        <Missing createdAt={createdAt} />
      ) : (
        <bdi title={userAgent}>{formatDevice(userAgent).text}</bdi>
      ),
  ),
  column(
    { id: 'selectedBy', header: text('report.column.selected-by'), width: 'minmax(100px, 1.2fr)' },
    ({ selectedBy, ip }) => {
      if (selectedBy === null) return <NotKnown>{text('report.cell.not-in-plan')}</NotKnown>;
      const source = formatSelectedBy(selectedBy, ip);
      return <bdi title={source}>{source}</bdi>;
    },
  ),
  column({ id: 'state', header: text('report.column.state'), width: 'minmax(120px, 1.2fr)' }, (row) => (
    <span className={classes.state} data-state={row.state} title={formatStateOf(row, 'whole')}>
      {formatStateOf(row, 'short')}
    </span>
  )),
  column(
    { id: 'endedAt', header: text('report.column.ended'), width: '84px', largestFirst: true },
    ({ endedAt, state }) =>
      endedAt === null ? <NotKnown>{describeNoEnd(state)}</NotKnown> : <Moment at={endedAt} />,
  ),
  column(
    { id: 'exposureUntil', header: text('report.column.exposure'), width: '100px', largestFirst: true },
    ({ exposureUntil }) =>
      exposureUntil === null ? (
        <NotKnown>{text('report.cell.exposed')}</NotKnown>
      ) : (
        <Moment at={exposureUntil} />
      ),
  ),
  column({ id: 'oauth', header: text('oauth.column'), width: '100px' }, ({ endedAt, oauth }) =>
    endedAt === null ? <NotKnown>{text('report.cell.not-ended')}</NotKnown> : text(oauthKeys[oauth]),
  ),
];

const oauthKeys: Readonly<Record<OAuthState, MessageKey>> = {
  'not-asked': 'oauth.state.not-asked',
  sent: 'oauth.state.unknown',
  ended: 'oauth.state.ended',
  unknown: 'oauth.state.unknown',
};

function ErrorCell({ error }: { readonly error: AppError }) {
  const { hint, message } = formatError(error, 'revocation');
  return <span title={hint ?? undefined}>{message}</span>;
}

const withErrors: readonly Column[] = [
  ...facts,
  column({ id: 'error', header: text('report.column.why'), width: 'minmax(110px, 2fr)' }, ({ error }) =>
    error === undefined ? null : <ErrorCell error={error} />,
  ),
];

/** What is known of each target; with the column of errors only when there are any. */
export function targetColumns(anyErrors: boolean): readonly Column[] {
  return anyErrors ? withErrors : facts;
}

/** A session that was sent and not read again can be gone. */
export function describeNoEnd(state: TargetState): string {
  return text(state === 'sent' || state === 'unknown' ? 'report.cell.not-known' : 'report.cell.not-ended');
}

function formatStateOf({ linked, newSession, state }: TargetRow, length: 'short' | 'whole'): string {
  const name = formatTargetState(state);
  if (newSession) return text('report.cell.new-session', { state: name });
  if (!linked) return name;
  return text(length === 'short' ? 'report.cell.linked' : 'report.cell.linked-account', { state: name });
}

/** What selected a session: "line 12: ada@alpha.example". `ip`: of the session, as it was recorded. */
function formatSelectedBy(by: SelectedBy, ip: string | null): string {
  switch (by.type) {
    case 'line':
      return text('report.selected-by.line', { number: by.number, text: by.text });
    case 'rule':
      return text('report.selected-by.rule');
    case 'undecided':
      return text('report.selected-by.undecided', { why: formatUndecided({ ...by, ip }) });
    case 'user':
      return text('report.selected-by.user');
    case 'operator':
      return text('report.selected-by.operator');
  }
}

/** Other columns say the same in most rows: the name of a user is the e-mail, and leads to the id. */
const rarelyNeeded: readonly TargetColumn[] = ['userId', 'email'];
/** A small window has no room for these beside what happened to the sessions. */
const needsRoom: readonly TargetColumn[] = ['loginMethod', 'ip', 'userAgent', 'selectedBy', 'oauth'];

/** Beside the column of errors, this one has no room in a wide window either. */
const leavesRoomForErrors: TargetColumn = 'loginMethod';

/** Columns that are not shown before the operator chooses. */
export function hiddenAtFirst(
  windowWidth: number,
  source: PlanSource['type'],
  anyErrors: boolean,
): readonly string[] {
  const inSmallWindow = windowWidth < wideWindow ? needsRoom : [];
  const besideErrors = anyErrors ? [leavesRoomForErrors] : [];
  // One thing selected all of these sessions.
  const ofSource: readonly TargetColumn[] = source === 'user' || source === 'handles' ? ['selectedBy'] : [];
  return [...new Set([...rarelyNeeded, ...inSmallWindow, ...besideErrors, ...ofSource])];
}
