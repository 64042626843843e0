import type { SessionDetails } from '../../../contract/domain/session.ts';
import { JsonTree } from '../../shared/json-tree/json-tree.tsx';
import classes from './session-page.module.css';

/** What the application stored with a session, in both places where it can. */
export function Payloads({ session }: { readonly session: SessionDetails }) {
  return (
    <div className={classes.payloads}>
      <Payload
        title="In the access token"
        note="Signed, and readable by the client."
        label="access token payload"
        value={session.userDataInJWT}
      />
      <Payload
        title="In the database"
        note="Known to the backend alone."
        label="session data in the database"
        value={session.userDataInDatabase}
      />
    </div>
  );
}

interface PayloadProps {
  readonly title: string;
  readonly note: string;
  readonly label: string;
  readonly value: unknown;
}

function Payload({ title, note, label, value }: PayloadProps) {
  return (
    <section className={classes.payload}>
      <h2 className={classes.payloadTitle}>
        {title} <span className={classes.note}>{note}</span>
      </h2>
      <div className={classes.payloadBody}>
        <JsonTree value={value} label={label} />
      </div>
    </section>
  );
}
