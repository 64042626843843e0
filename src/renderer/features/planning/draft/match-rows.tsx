import { useNavigate } from '@tanstack/react-router';
import type { Draft, MatchRow, RowsPage, ShownRows } from '../../../../contract/domain/planning.ts';
import { copyText } from '../../../ui/copy-text.ts';
import { matchColumns } from './match-columns.tsx';
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
const always = () => true;

/** The sessions that a rule hits. */
export function MatchRows({ draft, shown, commands }: MatchRowsProps) {
  const navigate = useNavigate();
  const rows = useDraftRows<MatchRow>(draft, shown, matchesOf);
  const selection = useRowBoxes(commands.keep, rows.rowAt, always);
  return (
    <RowsPanel
      {...{ draft, shown, rows, selection }}
      label="Sessions"
      columns={matchColumns}
      rowLabel={({ handle }) => `session ${handle}`}
      onOpen={({ handle }) => void navigate({ to: '/sessions/$handle', params: { handle } })}
      rowKeys={{ c: ({ handle }) => void copyText(handle) }}
      minWidth={790}
    />
  );
}
