import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ListRow } from '../../../../contract/domain/planning.ts';
import { formatCount } from '../../../messages/format-count.ts';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../../ui/table/table-row.tsx';
import classes from './draft.module.css';
import { kindWords, verdictWords } from './verdict-words.ts';

/** What a line turned out to be, with a way to it. */
function Verdict({ row, onChoose }: { readonly row: ListRow; readonly onChoose: (row: ListRow) => void }) {
  const tabIndex = useRowTabIndex();
  const { is } = row;
  const words = verdictWords(row);
  switch (is.verdict) {
    case 'session':
      return (
        <Link to="/sessions/$handle" params={{ handle: is.handle }} tabIndex={tabIndex} title={is.handle}>
          {words}
        </Link>
      );
    case 'user':
      return (
        <Link to="/users/$userId" params={{ userId: is.userId }} tabIndex={tabIndex} title={is.userId}>
          {words}
        </Link>
      );
    case 'ambiguous':
      return (
        <>
          <span className={is.chosen.length === 0 ? classes.unsure : undefined}>{words}</span>{' '}
          <Button
            size="compact-xs"
            variant="default"
            tabIndex={tabIndex}
            aria-label={`Choose the users of line ${row.line}`}
            onClick={() => onChoose(row)}
          >
            Choose …
          </Button>
        </>
      );
    default:
      return (
        <span
          className={is.verdict === 'unread' || is.verdict === 'malformed' ? classes.unsure : classes.quiet}
          title={words}
        >
          {words}
        </span>
      );
  }
}

/** The columns of a list's lines. `onChoose`: which users an ambiguous line means is to be said. */
export function listColumns(onChoose: (row: ListRow) => void): readonly TableColumn<ListRow>[] {
  return [
    {
      ...{ id: 'line', header: 'Line', width: '84px', align: 'end' },
      cell: ({ line }) => formatCount(line),
    },
    {
      ...{ id: 'text', header: 'Text', width: 'minmax(180px, 2fr)' },
      cell: ({ text }) => (
        <bdi className={classes.text} title={text}>
          {text}
        </bdi>
      ),
    },
    {
      ...{ id: 'kind', header: 'Kind', width: '130px' },
      cell: ({ kind }) => (
        <span className={kind === null ? classes.quiet : undefined}>{kindWords(kind)}</span>
      ),
    },
    {
      ...{ id: 'is', header: 'What it is', width: 'minmax(260px, 3fr)' },
      cell: (row) => <Verdict row={row} onChoose={onChoose} />,
    },
  ];
}
