import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { RunProgress } from '../../../../contract/domain/revocation/run.ts';
import { richText } from '../../../messages/rich-text.tsx';
import { text } from '../../../messages/text.ts';
import { useConnection, useConnections } from '../../../shared/connections-context.tsx';
import {
  useOpenRevocations,
  useShowRevocation,
} from '../../../shared/revocations/open-revocations-context.tsx';
import { useSettings } from '../../../shared/settings-context.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { EnvironmentBadge } from '../../../ui/values/connection-badge.tsx';
import { Moment } from '../../../ui/values/moment.tsx';
import { formatPlanSource } from '../format-plan.ts';
import { useNameInRevocation } from '../user-link.tsx';
import { formatEndedSoFar, formatRunState } from './format-progress.ts';
import classes from './open-revocations.module.css';
import { RunControls } from './run-controls.tsx';
import { RunView } from './run-view.tsx';

/** What runs, is paused or was interrupted: here in full, on other connections in a line. Nothing when there is none. */
export function OpenRevocations() {
  const connection = useConnection();
  const { list, error, retry } = useOpenRevocations();
  const open = list ?? [];
  if (open.length === 0 && error === null) return null;
  return (
    <section className={classes.open} aria-labelledby="open">
      <h2 id="open">{text('run.open')}</h2>
      {error === null ? null : <Problem error={error} meaning={text('run.open-error')} onRetry={retry} />}
      <ul className={classes.cards}>
        {open
          .filter(({ connectionId }) => connectionId === connection.id)
          .map((progress) => (
            <OpenHere key={progress.id} progress={progress} />
          ))}
        {open
          .filter(({ connectionId }) => connectionId !== connection.id)
          .map((progress) => (
            <OpenElsewhere key={progress.id} progress={progress} />
          ))}
      </ul>
    </section>
  );
}

/** Its progress, and what can be done with it. */
function OpenHere({ progress }: { readonly progress: RunProgress }) {
  const { times } = useSettings();
  const { reason, source, startedAt, targets } = progress;
  const userName = useNameInRevocation(progress);
  const sourceText = formatPlanSource(source, { targets, times, userName });
  return (
    <li className={classes.card} aria-label={text('run.open-label', { source: sourceText })}>
      <p className={classes.cardHead}>
        <strong className={classes.source} title={sourceText}>
          {sourceText}
        </strong>
        <span className={classes.aside}>
          {richText('run.open-facts', {
            count: targets,
            time: <Moment at={startedAt} />,
            reason: <bdi title={reason}>{reason}</bdi>,
          })}
        </span>
      </p>
      <RunView progress={progress}>
        <RunControls progress={progress}>
          <Link
            to="/revocations/$id"
            params={{ id: progress.id }}
            aria-label={text('run.open-link-label', { source: sourceText })}
          >
            {text('run.open-link')}
          </Link>
        </RunControls>
      </RunView>
    </li>
  );
}

/** A line, with the way to its connection. */
function OpenElsewhere({ progress }: { readonly progress: RunProgress }) {
  const { list } = useConnections();
  const { times } = useSettings();
  const show = useShowRevocation();
  const { counts, run, source, targets, userName } = progress;
  const other = list?.find(({ id }) => id === progress.connectionId);
  return (
    <li className={classes.elsewhere}>
      <strong>{other?.name ?? text('run.connection-removed')}</strong>
      {other === undefined ? null : <EnvironmentBadge environment={other.environment} />}
      <span>{formatRunState(run)}</span>
      <span className={classes.aside}>
        {text('run.open-elsewhere', {
          progress: formatEndedSoFar(counts),
          source: formatPlanSource(source, { targets, times, userName }),
        })}
      </span>
      {other === undefined ? null : (
        <Button variant="default" size="compact-sm" onClick={() => show(progress)}>
          {text('run.switch-connection', { connection: other.name })}
        </Button>
      )}
    </li>
  );
}
