import type { ReactNode } from 'react';
import classes from './quiet.module.css';

interface EmptyNoteProps {
  /** What there is none of, in full: "No sessions in tenant acme". */
  readonly title: string;
  readonly children?: ReactNode;
}

/** For a list that was loaded and is empty. Never for one that failed or was not loaded. */
export function EmptyNote({ title, children }: EmptyNoteProps) {
  return (
    <div className={classes.note}>
      <p className={classes.noteTitle}>{title}</p>
      {children}
    </div>
  );
}
