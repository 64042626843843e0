import { Link } from '@tanstack/react-router';
import { text } from '../../messages/text.ts';
import { useAuditState } from '../../shared/audit-state-context.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import classes from './audit.module.css';

/** What is wrong with the log as a whole. Nothing where all is well. */
export function LogNotes() {
  const { state } = useAuditState();
  if (state === null) return null;
  return (
    <>
      {state.error === null ? null : <Problem error={state.error} meaning={text('audit.not-writable')} />}
      {state.setAside.map((path) => (
        <p key={path} className={classes.amber} role="alert">
          {text('audit.set-aside', { path })}
        </p>
      ))}
      {state.openIntents === 0 ? null : (
        <p className={classes.amber} role="status">
          {text('audit.open-intents', { count: state.openIntents })}{' '}
          <Link to="/audit" search={{ action: 'batch.intended' }} replace>
            {text('audit.show-intents')}
          </Link>
        </p>
      )}
    </>
  );
}
