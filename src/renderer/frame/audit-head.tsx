import { Link } from '@tanstack/react-router';
import { formatShortId } from '../messages/format-count.ts';
import { text } from '../messages/text.ts';
import { useAuditState } from '../shared/audit-state-context.tsx';
import { copyText } from '../shared/short-id.tsx';
import classes from './frame.module.css';

/** Whether the audit log can be written, and the hash of its newest record, which a click copies. */
export function AuditHead() {
  const { error, state } = useAuditState();
  if (error !== null) return <span className={classes.auditFault}>{text('frame.audit.not-read')}</span>;
  if (state === null) return null;
  const { head } = state;
  return (
    <span className={classes.auditHead}>
      {state.error === null ? (
        <span>{text(state.signing.state === 'signed' ? 'frame.audit.ok' : 'frame.audit.unsigned')}</span>
      ) : (
        <Link to="/audit" className={classes.auditFault}>
          {text('frame.audit.not-writable')}
        </Link>
      )}
      {head === null ? null : (
        <>
          <span>·</span>
          <button
            type="button"
            title={text('frame.audit.copy-title', { sequence: head.sequence, hash: head.hash })}
            aria-label={text('frame.audit.copy', { sequence: head.sequence })}
            onClick={() => void copyText(head.hash)}
          >
            {text('frame.audit.head', { hash: formatShortId(head.hash, 8) })}
          </button>
        </>
      )}
    </span>
  );
}
