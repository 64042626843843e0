import { Link } from '@tanstack/react-router';
import type { RunProgress } from '../../../contract/domain/revocation.ts';
import { plural } from '../../messages/format-count.ts';
import { useSettings } from '../../shared/settings-context.tsx';
import { Moment } from '../../ui/moment.tsx';
import classes from './revocations-page.module.css';
import { RunControls } from './run-controls.tsx';
import { RunView } from './run-view.tsx';
import { scopeWords } from './scope-words.ts';

/** A revocation that is not over: how far it is, and what can be done with it. */
export function OpenCard({ progress }: { readonly progress: RunProgress }) {
  const { times } = useSettings();
  const what = scopeWords(progress.scope, progress.targets, times);
  return (
    <li className={classes.card} aria-label={`Revocation: ${what}`}>
      <p className={classes.cardHead}>
        <strong className={classes.what} title={what}>
          {what}
        </strong>
        <span className={classes.aside}>
          {plural(progress.targets, 'session')} · started <Moment at={progress.startedAt} /> ·{' '}
          <bdi title={progress.reason}>{progress.reason}</bdi>
        </span>
      </p>
      <RunView progress={progress} />
      <RunControls progress={progress}>
        <Link to="/revocations/$id" params={{ id: progress.id }} aria-label={`Open: ${what}`}>
          Open
        </Link>
      </RunControls>
    </li>
  );
}
