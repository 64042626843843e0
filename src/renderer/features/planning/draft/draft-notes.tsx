import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { gapsOf } from '../../../../contract/domain/coverage.ts';
import type { Draft, DraftTotals } from '../../../../contract/domain/planning/draft.ts';
import { text } from '../../../messages/text.ts';
import { keepFocus } from '../../../ui/focus/keep-focus.ts';
import { GapsNote } from '../../../ui/page/problem.tsx';
import { useViewState } from '../../../ui/view-state.ts';
import classes from './draft.module.css';
import { gapsToShow } from './draft-numbers.tsx';
import type { Exclusions } from './use-exclusions.ts';

interface NoteProps {
  readonly draft: Draft;
  readonly exclusions: Exclusions;
}

/** What the draft does not cover. Its line is there before anybody knows: the rows below must not move when it is known. */
export function DraftGaps({ draft }: Pick<NoteProps, 'draft'>) {
  const { source, state } = draft;
  if (state.state === 'failed') return null;
  const gaps = gapsToShow(draft);
  return (
    <div className={classes.gaps}>
      {gaps === null ? (
        <p className={classes.hint} data-later>
          {text('draft.gaps.later', { source: source.type })}
        </p>
      ) : null}
      {gaps !== null && gapsOf(draft.coverage).length === 0 && source.type === 'list' ? (
        <p className={classes.hint}>{text('draft.gaps.none')}</p>
      ) : null}
      {gaps === null ? null : (
        <GapsNote
          {...draft}
          coverage={gaps}
          time="asked"
          label={text('draft.gaps')}
          foldKey="draft/gaps"
          isFoldedAtFirst
        />
      )}
    </div>
  );
}

/** What was excluded from the revocation whose gaps are tried again. It is known before anything is found. */
export function ExcludedBeforeNote({ draft }: Pick<NoteProps, 'draft'>) {
  const sentence = excludedBeforeText(draft.totals);
  return sentence === null ? null : <p className={classes.own}>{sentence}</p>;
}

/** Null: nothing. */
export function excludedBeforeText({ excludedBefore }: Pick<DraftTotals, 'excludedBefore'>): string | null {
  const { sessions, users } = excludedBefore;
  const count = sessions + users;
  if (count === 0) return null;
  const of = users === 0 ? 'sessions' : sessions === 0 ? 'users' : 'both';
  return text('draft.excluded-before', { of, sessions, users, count });
}

/** The operator's own sessions are selected: nobody should end them by mistake. */
export function OwnNote({ draft, exclusions }: NoteProps) {
  const { own } = draft.totals;
  // How many own sessions there were when they were excluded: later, more can be selected, or some be included again.
  const [excluded, setExcluded] = useViewState('draft/own', 0);
  // To include undecided sessions includes none of these.
  const rows = exclusions.last?.rows;
  const wasIncluded = exclusions.last?.excluded === false && (rows === 'own' || Array.isArray(rows));
  useEffect(() => {
    if (wasIncluded) setExcluded(0);
  }, [wasIncluded, setExcluded]);

  const underWay = exclusionProgressText(exclusions);
  if (own === 0) return null;
  if (underWay !== null && rows === 'own')
    return (
      <div className={classes.own}>
        <ChangeUnderWay sentence={underWay} stop={exclusions.stop} />
      </div>
    );
  if (excluded >= own) return <p className={classes.own}>{text('draft.own.excluded', { count: own })}</p>;
  return (
    <div className={classes.own}>
      <span>{text('draft.own', { count: own })}</span>
      <Button
        ref={keepFocus}
        size="compact-sm"
        variant="default"
        onClick={() => exclusions.exclude('own', true, () => setExcluded(own))}
      >
        {text('draft.own.exclude', { count: own })}
      </Button>
    </div>
  );
}

/** The sessions about which the rule is undecided: includes all of them, or none. */
export function UndecidedNote({ draft, exclusions }: NoteProps) {
  const { undecided, undecidedIncluded } = draft.totals;
  if (undecided + undecidedIncluded === 0) return null;
  const set = (excluded: boolean) => exclusions.exclude({ type: 'undecided' }, excluded);
  const underWay = exclusions.last?.rows === 'own' ? null : exclusionProgressText(exclusions);
  if (underWay !== null)
    return (
      <section className={classes.own} aria-label={text('draft.undecided.label')}>
        <ChangeUnderWay sentence={underWay} stop={exclusions.stop} />
      </section>
    );
  return (
    <section className={classes.own} aria-label={text('draft.undecided.label')}>
      <span>{undecidedText(draft.totals)}</span>
      <span ref={keepFocus} className={classes.buttons}>
        <Button
          size="compact-sm"
          variant="default"
          disabled={undecidedIncluded === 0}
          loading={exclusions.isPending}
          onClick={() => set(true)}
        >
          {text('draft.undecided.include-none')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={undecided === 0}
          loading={exclusions.isPending}
          onClick={() => set(false)}
        >
          {text('draft.undecided.include', { count: undecided })}
        </Button>
      </span>
    </section>
  );
}

/** Which sessions are undecided, and whether they are ended. */
export function undecidedText({
  undecided,
  undecidedIncluded: included,
}: Pick<DraftTotals, 'undecided' | 'undecidedIncluded'>): string {
  const all = undecided + included;
  if (included === 0) return text('draft.undecided.not-ended', { all });
  if (undecided === 0) return text('draft.undecided.included', { all });
  return text('draft.undecided.some-included', { all, included, undecided });
}

/** Rows of a change that takes so little time that nobody has to see how far it is. */
const leastShown = 20_000;

/** How far a change of many sessions is; null: there is none, or it takes no time. */
export function exclusionProgressText({
  last,
  progress,
}: Pick<Exclusions, 'last' | 'progress'>): string | null {
  if (progress === null || last === null || progress.of < leastShown) return null;
  const { done, of } = progress;
  return text(last.excluded ? 'draft.exclusion.excluding' : 'draft.exclusion.including', { done, of });
}

/** In the place of a note: what is done with these sessions, and the button that ends it. */
function ChangeUnderWay({ sentence, stop }: { readonly sentence: string; readonly stop: () => void }) {
  return (
    <>
      <span role="status">{sentence}</span>
      <Button ref={keepFocus} size="compact-sm" variant="default" onClick={stop}>
        {text('draft.exclusion.stop')}
      </Button>
    </>
  );
}
