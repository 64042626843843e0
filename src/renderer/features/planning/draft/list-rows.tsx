import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { ListRow, RowsPage } from '../../../../contract/domain/planning/draft-rows.ts';
import type { LineKind } from '../../../../contract/domain/stored-names.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { formatCount, formatShortId } from '../../../messages/format-count.ts';
import { formatError, formatMalformed } from '../../../messages/format-error.ts';
import { text } from '../../../messages/text.ts';
import { copyLineAction } from '../../../shared/rows/row-actions.ts';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../../ui/table/table-row.tsx';
import { ChooseUsersDialog } from './choose-users-dialog.tsx';
import classes from './draft.module.css';
import { type DraftRowsProps, RowsPanel, useDraftRows } from './rows-panel.tsx';
import type { DraftCommands } from './use-draft.ts';
import { rowSelection } from './use-exclusions.ts';

interface ListRowsProps extends DraftRowsProps {
  readonly choose: DraftCommands['choose'];
}

const lineActions = [copyLineAction<ListRow>(({ text: line }) => line)];
const linesOf = (page: RowsPage) => (page.type === 'list' ? page.rows : []);

/** The lines of a list, and the result of their look-up. */
export function ListRows({ choose, ...shared }: ListRowsProps) {
  const { draft, shown, view, exclusions } = shared;
  const navigate = useNavigate();
  const rows = useDraftRows<ListRow>(draft, shown, view, linesOf);
  const [choosing, setChoosing] = useState<ListRow | null>(null);
  const columns = useMemo(() => listColumns(setChoosing), []);

  function open(row: ListRow) {
    const { result } = row;
    if (result.type === 'ambiguous') setChoosing(row);
    else if (result.type === 'session')
      void navigate({ to: '/sessions/$handle', params: { handle: result.handle } });
    else if (result.type === 'user')
      void navigate({ to: '/users/$userId', params: { userId: result.userId } });
  }

  return (
    <>
      <RowsPanel
        {...{ ...shared, rows, columns }}
        selection={rowSelection(exclusions, shown, rows.rowAt, whyNoBox)}
        rowLabel={({ line }) => text('draft.line.label', { line })}
        onOpen={open}
        rowActions={lineActions}
        minWidth={760}
      />
      <ChooseUsersDialog row={choosing} choose={choose} onClose={() => setChoosing(null)} />
    </>
  );
}

/** Whether a line selects sessions, so that it can be excluded. */
export function selectsSessions({ result }: ListRow): boolean {
  return (
    result.type === 'session' ||
    result.type === 'user' ||
    (result.type === 'ambiguous' && result.chosen.length > 0)
  );
}

/** Why a line cannot be excluded; undefined: it can. */
function whyNoBox(row: ListRow): string | undefined {
  return selectsSessions(row) ? undefined : text('draft.row.nothing-to-end', { result: resultText(row) });
}

/** The columns of the lines. `onChoose`: the operator chooses the users of an ambiguous line. */
function listColumns(onChoose: (row: ListRow) => void): readonly TableColumn<ListRow>[] {
  return [
    {
      ...{ id: 'line', header: text('draft.column.line'), width: '84px', align: 'end', sortable: true },
      cell: ({ line }) => formatCount(line),
    },
    {
      ...{ id: 'text', header: text('draft.column.text'), width: 'minmax(180px, 2fr)', sortable: true },
      cell: ({ text: line }) => (
        <bdi className={classes.text} title={line}>
          {line}
        </bdi>
      ),
    },
    {
      ...{ id: 'kind', header: text('draft.column.kind'), width: '130px', sortable: true },
      cell: ({ kind }) => <span className={kind === null ? classes.quiet : undefined}>{kindText(kind)}</span>,
    },
    {
      ...{ id: 'result', header: text('draft.column.result'), width: 'minmax(260px, 3fr)', sortable: true },
      cell: (row) => <Result row={row} onChoose={onChoose} />,
    },
  ];
}

const kindTexts: Readonly<Record<LineKind, MessageKey>> = {
  'session-handle': 'draft.kind.session-handle',
  'user-id': 'draft.kind.user-id',
  email: 'draft.kind.email',
  phone: 'draft.kind.phone',
  'third-party-id': 'draft.kind.third-party-id',
  'access-token': 'draft.kind.access-token',
};

/** What a line was classified as. */
export function kindText(kind: LineKind | null): string {
  return text(kind === null ? 'draft.kind.none' : kindTexts[kind]);
}

interface ResultProps {
  readonly row: ListRow;
  readonly onChoose: (row: ListRow) => void;
}

/** The result of the look-up of a line, with a link to the session or user. */
function Result({ row, onChoose }: ResultProps) {
  const tabIndex = useRowTabIndex();
  const { result } = row;
  const label = resultText(row);
  switch (result.type) {
    case 'session':
      return (
        <Link
          to="/sessions/$handle"
          params={{ handle: result.handle }}
          tabIndex={tabIndex}
          title={result.handle}
        >
          {label}
        </Link>
      );
    case 'user':
      return (
        <Link
          to="/users/$userId"
          params={{ userId: result.userId }}
          tabIndex={tabIndex}
          title={result.userId}
        >
          {label}
        </Link>
      );
    case 'ambiguous':
      return (
        <>
          <span className={result.chosen.length === 0 ? classes.unsure : undefined}>{label}</span>{' '}
          <Button
            size="compact-xs"
            variant="default"
            tabIndex={tabIndex}
            aria-label={text('draft.choose.open-label', { line: row.line })}
            onClick={() => onChoose(row)}
          >
            {text('draft.choose.open')}
          </Button>
        </>
      );
    default:
      return (
        <span
          className={result.type === 'unread' || result.type === 'malformed' ? classes.unsure : classes.quiet}
          title={label}
        >
          {label}
        </span>
      );
  }
}

/** The result of the look-up of a line. */
export function resultText({ excluded, result, kind }: ListRow): string {
  switch (result.type) {
    case 'session':
      return text('draft.result.session', {
        user: result.name ?? formatShortId(result.userId),
        tenantId: result.tenantId,
      });
    case 'user':
      if (result.ofUser === null) return text('draft.result.user-not-counted', { name: result.name });
      return text('draft.result.user', {
        name: result.name,
        sessions: result.sessions,
        further: result.ofUser > 0 ? 'yes' : 'no',
        // Of an excluded line, the checkbox says it.
        excluded: excluded ? 0 : (result.excludedOfUsers ?? 0),
      });
    case 'duplicate':
      return text('draft.result.duplicate', { line: result.line });
    case 'unknown':
      return text('draft.result.unknown');
    case 'ambiguous': {
      const users = result.candidates.length;
      if (result.chosen.length > 0)
        return text('draft.result.chosen', {
          chosen: result.chosen.length,
          users,
          sessions: result.sessions,
          excluded: excluded ? 0 : (result.excludedOfUsers ?? 0),
        });
      return kind === 'session-handle'
        ? text('draft.result.session-or-users', { users })
        : text('draft.result.ambiguous', { users });
    }
    case 'malformed':
      return text('draft.result.malformed', { reason: formatMalformed(result.reason) });
    case 'unread':
      return text('draft.result.unread', { error: formatError(result.error).message });
    case 'open':
      return text('draft.result.open');
    case 'damaged':
      return text('draft.damaged');
  }
}
