import type { Connection } from '../../../contract/domain/connection.ts';
import classes from './connections-page.module.css';

/** The embedded core explains itself: there is nothing to set. */
export function SandboxNote({ connection }: { readonly connection: Connection }) {
  return (
    <section className={classes.form} aria-label={connection.name}>
      <h2>{connection.name}</h2>
      <p className={classes.note}>
        A core of Curfew’s own with made-up people, for trying things out. It answers as the real one does,
        over HTTP on this machine, and begins anew each time Curfew starts. It cannot be changed or removed.
      </p>
    </section>
  );
}
