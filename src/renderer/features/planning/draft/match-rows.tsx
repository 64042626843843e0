import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Draft, Excluded, MatchRow, RowsPage, ShownRows } from '../../../../contract/domain/planning.ts';
import { copyHandleAction } from '../../../shared/row-actions.ts';
import { matchColumns, undecidedColumns } from './match-columns.tsx';
import { RowsPanel } from './rows-panel.tsx';
import type { DraftCommands } from './use-draft-commands.ts';
import { useDraftRows } from './use-draft-rows.ts';
import { useRowBoxes } from './use-row-boxes.ts';

interface MatchRowsProps {
  readonly draft: Draft;
  readonly shown: ShownRows;
  readonly commands: DraftCommands;
}

const matchesOf = (page: RowsPage) => (page.of === 'rule' ? page.rows : []);
const matchActions = [copyHandleAction<MatchRow>(({ handle }) => handle)];
const always = () => true;
const toUndecided = (rows: number[]): Excluded => ({ type: 'undecided-rows', rows });

/** The sessions that a rule hits. */
export function MatchRows({ draft, shown, commands }: MatchRowsProps) {
  const navigate = useNavigate();
  const rows = useDraftRows<MatchRow>(draft, shown, matchesOf);
  const isUndecided = shown === 'undecided';
  const { keep } = commands;
  const selection = useRowBoxes(keep, rows.rowAt, always, isUndecided ? toUndecided : undefined);
  const { mutate } = keep;
  const columns = useMemo(
    () =>
      isUndecided
        ? undecidedColumns(({ userId, excluded }) =>
            mutate({ what: { type: 'undecided-of-user', userId }, excluded: !excluded }),
          )
        : matchColumns,
    [isUndecided, mutate],
  );
  return (
    <RowsPanel
      {...{ draft, shown, rows, selection }}
      label="Sessions"
      columns={columns}
      rowLabel={({ handle }) => `session ${handle}`}
      onOpen={({ handle }) => void navigate({ to: '/sessions/$handle', params: { handle } })}
      rowActions={matchActions}
      minWidth={isUndecided ? 1_120 : 790}
    />
  );
}
