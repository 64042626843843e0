import { Chip, Group } from '@mantine/core';
import type { Draft, ShownRows } from '../../../../contract/domain/planning.ts';
import { call } from '../../../shared/ipc-client.ts';
import { ExportMenu } from '../../../ui/export-menu.tsx';
import { useViewState } from '../../../ui/view-state.ts';
import { AmbiguousBar } from './ambiguous-bar.tsx';
import classes from './draft.module.css';
import { ListRows } from './list-rows.tsx';
import { MatchRows } from './match-rows.tsx';
import { UndecidedBar } from './undecided-bar.tsx';
import type { DraftCommands } from './use-draft-commands.ts';
import { rowChoices } from './verdict-words.ts';

interface DraftRowsProps {
  readonly draft: Draft;
  readonly commands: DraftCommands;
}

/** Every line of a list, or every session that a rule hits; all of them or some. */
export function DraftRows({ draft, commands }: DraftRowsProps) {
  const [shown, setShown] = useViewState<ShownRows>('draft/shown', 'all');
  const isList = draft.source.type === 'list';
  const what = isList ? 'lines' : 'sessions';
  const choices = rowChoices(draft, shown);
  const Rows = isList ? ListRows : MatchRows;
  return (
    <section className={classes.rows} aria-label={isList ? 'Lines' : 'Sessions'}>
      <div className={classes.filter}>
        {choices.length < 2 ? null : (
          <Group gap={6} role="radiogroup" aria-label={`Which ${what} to show`}>
            <Chip.Group value={shown} onChange={(value) => setShown(value as ShownRows)}>
              {choices.map(({ value, label }) => (
                <Chip key={value} value={value} size="xs" variant="outline">
                  {label}
                </Chip>
              ))}
            </Chip.Group>
          </Group>
        )}
        {draft.totals.rows === 0 && shown !== 'undecided' ? null : (
          <span className={classes.hint}>What is not checked is kept.</span>
        )}
        <ExportMenu
          label={isList ? 'Export all lines' : 'Export all sessions'}
          disabled={draft.totals.rows === 0}
          write={(format, signal) => call('planning.export', { draftId: draft.id, format }, signal)}
        />
      </div>
      {isList && (shown === 'all' || shown === 'ambiguous') ? <AmbiguousBar draft={draft} /> : null}
      {isList ? null : <UndecidedBar draft={draft} keep={commands.keep} />}
      <Rows key={shown} {...{ draft, shown, commands }} />
    </section>
  );
}
