import { type ReactNode, useEffect } from 'react';
import classes from './page.module.css';

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
    document.title = `${title} · Curfew`;
  }, [title]);
  return (
    <div className={classes.page} data-layout={layout}>
      {children}
    </div>
  );
}
