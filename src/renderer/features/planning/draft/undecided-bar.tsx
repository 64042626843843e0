import { Button } from '@mantine/core';
import type { Draft } from '../../../../contract/domain/planning.ts';
import { formatCount } from '../../../messages/format-count.ts';
import { keepFocus } from '../../../ui/keep-focus.ts';
import classes from './draft.module.css';
import { undecidedNote } from './undecided-note-words.ts';
import type { DraftCommands } from './use-draft-commands.ts';

interface UndecidedBarProps {
  readonly draft: Draft;
  readonly keep: DraftCommands['keep'];
}

/** The sessions about which the rule is undecided, all at once. */
export function UndecidedBar({ draft, keep }: UndecidedBarProps) {
  const { undecided, undecidedIncluded } = draft.totals;
  if (undecided + undecidedIncluded === 0) return null;
  const set = (excluded: boolean) => keep.mutate({ what: { type: 'undecided' }, excluded });
  return (
    <section className={classes.own} aria-label="Undecided sessions">
      <span>{undecidedNote(draft.totals)}</span>
      <span ref={keepFocus} className={classes.buttons}>
        {undecided === 0 ? null : (
          <Button size="compact-sm" variant="default" loading={keep.isPending} onClick={() => set(false)}>
            {undecided === 1 ? 'Include it' : `Include all ${formatCount(undecided)}`}
          </Button>
        )}
        {undecidedIncluded === 0 ? null : (
          <Button size="compact-sm" variant="default" loading={keep.isPending} onClick={() => set(true)}>
            Include none
          </Button>
        )}
      </span>
    </section>
  );
}
