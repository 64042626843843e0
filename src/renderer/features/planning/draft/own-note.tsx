import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { Draft } from '../../../../contract/domain/planning.ts';
import { plural } from '../../../messages/format-count.ts';
import { keepFocus } from '../../../ui/keep-focus.ts';
import { useViewState } from '../../../ui/view-state.ts';
import classes from './draft.module.css';
import type { DraftCommands } from './use-draft-commands.ts';

interface OwnNoteProps {
  readonly draft: Draft;
  readonly keep: DraftCommands['keep'];
}

/** The operator's own sessions are among them: nobody should sign themselves out by a mistake. */
export function OwnNote({ draft, keep }: OwnNoteProps) {
  const { own } = draft.totals;
  // How many there were when they were taken out: more can be found, or some be taken in again.
  const [takenOut, setTakenOut] = useViewState('draft/own', 0);
  // To include undecided sessions takes none of these in again.
  const what = keep.variables?.what;
  const tookIn = keep.variables?.excluded === false && (what === 'own' || Array.isArray(what));
  useEffect(() => {
    if (tookIn) setTakenOut(0);
  }, [tookIn, setTakenOut]);

  if (own === 0) return null;
  const words = own === 1 ? '1 session is your own.' : `${plural(own, 'session')} are your own.`;
  if (takenOut >= own)
    return (
      <p className={classes.own}>
        {words} {own === 1 ? 'It is' : 'They are'} taken out.
      </p>
    );
  return (
    <div className={classes.own}>
      <span>{words}</span>
      <Button
        ref={keepFocus}
        size="compact-sm"
        variant="default"
        onClick={() => keep.mutate({ what: 'own', excluded: true }, { onSuccess: () => setTakenOut(own) })}
      >
        Keep {own === 1 ? 'it' : 'them'}
      </Button>
    </div>
  );
}
