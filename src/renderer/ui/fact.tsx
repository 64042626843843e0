import type { ReactNode } from 'react';
import { text } from '../messages/text.ts';
import classes from './quiet.module.css';

/** One line of a list of facts: a name and what is known. Stands in a `dl`. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface RecordedProps {
  /** Null: the application did not record it. */
  readonly value: ReactNode | null;
}

/** A value that the application may not have written. Its absence says so, and never looks like an empty cell. */
export function Recorded({ value }: RecordedProps) {
  if (value === null || value === undefined)
    return <span className={classes.quiet}>{text('tables.not-recorded')}</span>;
  return <>{value}</>;
}
