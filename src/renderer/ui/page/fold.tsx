import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useViewState } from '../view-state.ts';
import classes from './fold.module.css';

/** In a window that is less high, folds are closed: the rows below need the room. */
const highWindow = '(min-height: 800px)';

/** When something is open of which the operator has not chosen that: in a window that is high enough, or never. */
type OpenAtFirst = 'in-high-window' | 'never';

/** Whether something is open that can be folded away, until the operator folds or unfolds it. */
export function useFoldState(
  stateKey: string,
  openAtFirst: OpenAtFirst = 'in-high-window',
): [boolean, (isOpen: boolean) => void] {
  const isHigh = useMediaQuery(highWindow, undefined, { getInitialValueInEffect: false });
  const [chosen, choose] = useViewState<boolean | null>(stateKey, null);
  return [chosen ?? (openAtFirst === 'in-high-window' && isHigh), choose];
}

interface FoldProps {
  /** Under this name it is remembered whether it is open. */
  readonly stateKey: string;
  readonly openAtFirst?: OpenAtFirst;
  readonly summary: ReactNode;
  readonly children: ReactNode;
}

/** What can be folded away: see `useFoldState`. */
export function Fold({ stateKey, openAtFirst, summary, children }: FoldProps) {
  const [isOpen, setOpen] = useFoldState(stateKey, openAtFirst);
  // The event also comes when it was opened or closed from here, which nobody chose.
  function onToggle({ currentTarget }: { readonly currentTarget: HTMLDetailsElement }): void {
    if (currentTarget.open !== isOpen) setOpen(currentTarget.open);
  }
  return (
    <details className={classes.fold} open={isOpen} onToggle={onToggle}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
