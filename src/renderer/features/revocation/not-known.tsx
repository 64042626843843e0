import type { ReactNode } from 'react';
import classes from './revocation-page.module.css';

/** In place of a value that nobody knows. Never an empty cell. */
export function NotKnown({ children = 'not known' }: { readonly children?: ReactNode }) {
  return <span className={classes.none}>{children}</span>;
}
