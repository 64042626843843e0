import { ActionIcon, Modal } from '@mantine/core';
import { IconAlertTriangle, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { HistoryEntry } from '../../../../contract/domain/revocation/history.ts';
import type { RunProgress } from '../../../../contract/domain/revocation/run.ts';
import { toAppError } from '../../../../contract/failure.ts';
import { formatTook } from '../../../messages/format-duration.ts';
import { formatError } from '../../../messages/format-error.ts';
import { formatGapsTitle } from '../../../messages/format-gaps.ts';
import { formatMasked } from '../../../messages/format-masked.ts';
import { text } from '../../../messages/text.ts';
import { call } from '../../../shared/ipc-client.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { announce } from '../../../ui/announce.ts';
import { keepFocus } from '../../../ui/focus/keep-focus.ts';
import { Problem } from '../../../ui/page/problem.tsx';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../../ui/table/table-row.tsx';
import { Moment } from '../../../ui/values/moment.tsx';
import { PersonalText } from '../../../ui/values/personal-text.tsx';
import { wideWindow } from '../../../ui/window-size.ts';
import { formatPlanSource } from '../format-plan.ts';
import { NotKnown } from '../not-known.tsx';
import { countEndedBeside, formatOutcome } from '../result-counts.ts';
import { allRevocationsKey } from '../revocation-calls.ts';
import { ExposureCell } from './exposure-cell.tsx';
import { formatHistoryResult } from './format-history-result.ts';
import classes from './history.module.css';

type Facts = Extract<HistoryEntry, { type: 'ended' | 'open' }> | UnreadableFacts;
type UnreadableFacts = NonNullable<Extract<HistoryEntry, { type: 'unreadable' }>['facts']>;
type Column = TableColumn<HistoryEntry>;

/** A column of what is known of a revocation; of a file that cannot be read, what the catalogue still knows. */
function ofFacts(column: Omit<Column, 'cell'>, cell: (facts: Facts) => ReturnType<Column['cell']>): Column {
  return {
    ...column,
    cell: (entry) => {
      const facts = entry.type === 'unreadable' ? entry.facts : entry;
      return facts === null ? <NotKnown /> : cell(facts);
    },
  };
}

function OpenLink({ entry }: { readonly entry: Extract<HistoryEntry, { type: 'ended' | 'open' }> }) {
  const { label, title } = formatHistoryResult(
    entry.type === 'open' ? { ...entry, ...numbersNow(entry.progress) } : entry,
  );
  return (
    <Link to="/revocations/$id" params={{ id: entry.id }} tabIndex={useRowTabIndex()} title={title}>
      {label}
    </Link>
  );
}

/** Of a revocation at work: what is on disk of it is older. */
export function numbersNow(progress: Pick<RunProgress, 'counts' | 'linkedSessions' | 'newSessions'>) {
  return { counts: progress.counts, endedBeside: countEndedBeside(progress) };
}

function Source({ source, targets, users }: Facts) {
  const { times } = useSettings();
  const [userName = null] = users;
  const label = formatPlanSource(source, { targets, times, userName });
  const masked = formatPlanSource(source, {
    ...{ targets, times },
    userName: userName === null ? null : formatMasked(userName),
  });
  const id = source.type === 'user' ? ` (${source.userId})` : '';
  return (
    <bdi title={`${label}${id}`}>
      <PersonalText value={label} masked={masked} />
    </bdi>
  );
}

/** Without the folders, which are in the title. */
function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

const result: Column = {
  ...{ id: 'targets', header: text('history.column.result'), width: 'minmax(164px, 0.5fr)' },
  ...{ sortable: true, largestFirst: true },
  cell: (entry) =>
    entry.type === 'unreadable' ? (
      <span
        className={classes.unreadable}
        title={text('history.unreadable-title', {
          message: formatError(entry.error).message,
          file: entry.file,
        })}
      >
        {text('history.unreadable', { file: fileName(entry.file) })}
      </span>
    ) : (
      <OpenLink entry={entry} />
    ),
};

type EndedEntry = Extract<HistoryEntry, { type: 'ended' }>;

/** What the outcome leaves open; undefined: nothing. */
export function formatOutcomeTitle({
  coverage,
  outcome: ofEntry,
  rowsRead,
}: Pick<EndedEntry, 'coverage' | 'outcome' | 'rowsRead'>): string | undefined {
  const gaps = coverage === null ? undefined : formatGapsTitle(coverage);
  // Only what claims that everything was done needs it: what is incomplete says so already.
  const isClaim = ofEntry === 'complete' || ofEntry === 'complete-with-gaps';
  const unread = isClaim && !rowsRead ? text('history.rows-not-read-title') : undefined;
  return [gaps, unread].filter((part) => part !== undefined).join('\n') || undefined;
}

const outcome: Column = {
  ...{ id: 'outcome', header: text('history.column.outcome'), width: '156px', sortable: true },
  cell: (entry) => {
    if (entry.type === 'unreadable') return <NotKnown />;
    if (entry.type === 'open') return text('history.not-finished');
    return (
      <span className={classes.outcome} data-outcome={entry.outcome} title={formatOutcomeTitle(entry)}>
        {entry.outcome === 'complete-with-gaps' ? (
          <IconAlertTriangle size={14} className={classes.outcomeIcon} aria-hidden="true" />
        ) : null}
        {formatOutcome(entry.outcome)}
      </span>
    );
  },
};

export const historyColumns: readonly Column[] = [
  ofFacts(
    {
      ...{ id: 'startedAt', header: text('history.column.started'), width: '88px' },
      ...{ sortable: true, largestFirst: true },
    },
    ({ startedAt }) => (startedAt === null ? <NotKnown /> : <Moment at={startedAt} />),
  ),
  result,
  outcome,
  {
    ...{ id: 'exposure', header: text('history.column.exposure'), width: 'minmax(120px, 0.7fr)' },
    cell: (entry) =>
      entry.type !== 'ended' || entry.exposureUntil === null ? (
        <NotKnown />
      ) : (
        <ExposureCell entry={entry} until={entry.exposureUntil} />
      ),
  },
  ofFacts({ id: 'source', header: text('history.column.source'), width: 'minmax(120px, 1.3fr)' }, (facts) => (
    <Source {...facts} />
  )),
  ofFacts(
    { id: 'users', header: text('history.column.users'), width: 'minmax(158px, 1.5fr)', sortable: true },
    (facts) => <Users {...facts} />,
  ),
  ofFacts(
    { id: 'reason', header: text('history.column.reason'), width: 'minmax(72px, 1.5fr)', sortable: true },
    ({ reason }) => <bdi title={reason}>{reason}</bdi>,
  ),
  ofFacts(
    { id: 'ticket', header: text('history.column.ticket'), width: 'minmax(56px, 0.5fr)', sortable: true },
    ({ ticket }) =>
      ticket ? <bdi title={ticket}>{ticket}</bdi> : <NotKnown>{text('history.no-ticket')}</NotKnown>,
  ),
  ofFacts(
    { id: 'operator', header: text('history.column.operator'), width: 'minmax(66px, 0.4fr)', sortable: true },
    ({ operator }) => (operator === '' ? <NotKnown /> : <bdi title={operator}>{operator}</bdi>),
  ),
  ofFacts(
    { id: 'took', header: text('history.column.took'), width: '68px' },
    ({ startedAt, endedAt }) =>
      (startedAt === null || endedAt === null ? null : formatTook({ startedAt, endedAt })) ?? <NotKnown />,
  ),
  {
    ...{ id: 'remove', header: text('history.column.delete'), width: '32px', hideHeader: true },
    cell: (entry) => (entry.type === 'ended' ? <RemoveRevocation key={entry.id} entry={entry} /> : null),
  },
];

/** A small window has no room for these beside how a revocation ended, whom it was about, and why. */
const needsRoom: readonly string[] = ['source', 'ticket', 'operator', 'took'];
/** Columns that are not shown before the operator chooses. */
export function hiddenAtFirst(windowWidth: number): readonly string[] {
  return windowWidth < wideWindow ? needsRoom : [];
}

/** How many users there are beside the first one: "and 4 more". Null: none. */
export function formatMoreUsers(count: number | null): string | null {
  if (count === null) return text('history.more-users-unknown');
  return count > 1 ? text('history.more-users', { more: count - 1 }) : null;
}

/** The first user by name, and how many more: the number is never cut off. */
function Users({ users, userCount }: Pick<Facts, 'users' | 'userCount'>) {
  const [first] = users;
  if (first === undefined) return <NotKnown />;
  const more = formatMoreUsers(userCount);
  return (
    <span className={classes.users} title={users.join(', ')}>
      <bdi>{first}</bdi>
      {more === null ? null : <span>{more}</span>}
    </span>
  );
}

interface RemoveRevocationProps {
  readonly entry: Extract<HistoryEntry, { type: 'ended' }>;
}

/**
 * Main asks the operator before it deletes a past revocation from this computer. Nothing at the core changes. The next row has the
 * focus then, and not its button, which would be one key away from deleting that one.
 */
function RemoveRevocation({ entry }: RemoveRevocationProps) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call('revocation.remove', { id: entry.id }),
    onSuccess: async () => {
      announce(text('history.deleted'));
      await queries.invalidateQueries({ queryKey: allRevocationsKey });
    },
  });
  const { error } = remove;
  return (
    <>
      <ActionIcon
        ref={keepFocus}
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={text('history.delete', { reason: entry.reason })}
        aria-disabled={remove.isPending}
        tabIndex={useRowTabIndex()}
        onClick={() => remove.isPending || remove.mutate()}
      >
        <IconTrash size={15} aria-hidden="true" />
      </ActionIcon>
      <Modal
        opened={error !== null && !isNotConfirmed(error)}
        onClose={remove.reset}
        title={text('history.delete-failed')}
        size={440}
      >
        {error === null ? null : <Problem error={error} />}
      </Modal>
    </>
  );
}

/** The operator has just said no: nobody has to be told. */
function isNotConfirmed(error: unknown): boolean {
  return toAppError(error).reason === 'not-confirmed';
}
