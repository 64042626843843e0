import type { ReactNode } from 'react';
import classes from './fold.module.css';
import { useViewState } from './view-state.ts';

/** In a window that is less high than this, folds are closed at first: the rows below need the room. */
const highWindow = 800;

/** Whether something is open that can be folded away. At first it is where the window is high enough. */
export function useFoldState(stateKey: string) {
  return useViewState(stateKey, window.innerHeight >= highWindow);
}

interface FoldProps {
  /** Under this name it is remembered whether it is open. */
  readonly stateKey: string;
  readonly summary: ReactNode;
  readonly children: ReactNode;
}

/** What can be folded away. Open at first where the window is high enough. */
export function Fold({ stateKey, summary, children }: FoldProps) {
  const [isOpen, setOpen] = useFoldState(stateKey);
  return (
    <details className={classes.fold} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
