import { type ReactNode, useEffect } from 'react';
import { visibleText } from '../../../contract/domain/text/visible-text.ts';
import { text } from '../../messages/text.ts';
import classes from './page.module.css';
import quietClasses from './quiet.module.css';

interface PageProps {
  /** The title of the window. Never a text that was searched for: it could be a token. */
  readonly title: string;
  /** `column`: scrolls, up to 1280 px wide. `full`: as high as the window; the tables in it scroll. */
  readonly layout: 'column' | 'full';
  readonly children: ReactNode;
}

/** One screen inside the frame. */
export function Page({ title, layout, children }: PageProps) {
  useEffect(() => {
    document.title = `${visibleText(title)} · Curfew`;
  }, [title]);
  return (
    <div className={classes.page} data-layout={layout}>
      {children}
    </div>
  );
}

/** One line of a list of facts: a name and what is known. For use in a `dl`. */
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
    return <span className={quietClasses.quiet}>{text('tables.not-recorded')}</span>;
  return <>{value}</>;
}

interface EmptyNoteProps {
  /** What there is none of, in full: "No sessions in tenant acme". */
  readonly title: string;
  readonly children?: ReactNode;
}

/** For a list that was loaded and is empty. Never for one that failed or was not loaded. */
export function EmptyNote({ title, children }: EmptyNoteProps) {
  return (
    <div className={quietClasses.note}>
      <p className={quietClasses.noteTitle}>{title}</p>
      {children}
    </div>
  );
}
