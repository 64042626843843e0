import type { ConnectionState } from '../../contract/domain/connection.ts';
import classes from './connection-dot.module.css';

const words = {
  open: 'open',
  away: 'not reached',
  opening: 'opening',
  failed: 'not opened',
  closed: 'closed',
} as const;

/** How a connection stands, as a shape and a word: colour alone would not reach everybody. */
export function ConnectionDot({ state }: { readonly state: ConnectionState['state'] }) {
  return <span className={classes.dot} data-state={state} role="img" aria-label={words[state]} />;
}
