import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Draft, ListRow, RowsPage, ShownRows } from '../../../../contract/domain/planning.ts';
import { copyLineAction } from '../../../shared/row-actions.ts';
import { ChooseDialog } from './choose-dialog.tsx';
import { listColumns } from './list-columns.tsx';
import { RowsPanel } from './rows-panel.tsx';
import type { DraftCommands } from './use-draft-commands.ts';
import { useDraftRows } from './use-draft-rows.ts';
import { useRowBoxes } from './use-row-boxes.ts';
import { bringsSessions } from './verdict-words.ts';

interface ListRowsProps {
  readonly draft: Draft;
  readonly shown: ShownRows;
  readonly commands: DraftCommands;
}

const lineActions = [copyLineAction<ListRow>(({ text }) => text)];
const linesOf = (page: RowsPage) => (page.of === 'list' ? page.rows : []);

/** The lines of a list, and what they turned out to be. */
export function ListRows({ draft, shown, commands }: ListRowsProps) {
  const navigate = useNavigate();
  const rows = useDraftRows<ListRow>(draft, shown, linesOf);
  const selection = useRowBoxes(commands.keep, rows.rowAt, bringsSessions);
  const [choosing, setChoosing] = useState<ListRow | null>(null);
  const columns = useMemo(() => listColumns(setChoosing), []);

  function open(row: ListRow) {
    const { is } = row;
    if (is.verdict === 'ambiguous') setChoosing(row);
    else if (is.verdict === 'session')
      void navigate({ to: '/sessions/$handle', params: { handle: is.handle } });
    else if (is.verdict === 'user') void navigate({ to: '/users/$userId', params: { userId: is.userId } });
  }

  return (
    <>
      <RowsPanel
        {...{ draft, shown, rows, columns, selection }}
        label="Lines"
        rowLabel={({ line }) => `line ${line}`}
        onOpen={open}
        rowActions={lineActions}
        minWidth={760}
      />
      <ChooseDialog row={choosing} choose={commands.choose} onClose={() => setChoosing(null)} />
    </>
  );
}
