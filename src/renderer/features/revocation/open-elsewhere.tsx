import { Button } from '@mantine/core';
import type { RunProgress } from '../../../contract/domain/revocation.ts';
import { useConnections } from '../../shared/connections-context.tsx';
import { useShowRevocation } from '../../shared/open-revocations-context.tsx';
import { useSettings } from '../../shared/settings-context.tsx';
import { EnvironmentBadge } from '../../ui/connection-badge.tsx';
import classes from './revocations-page.module.css';
import { progressWords, stateWord } from './run-words.ts';
import { scopeWords } from './scope-words.ts';

/** One on another connection: a line, with the way there. */
export function OpenElsewhere({ progress }: { readonly progress: RunProgress }) {
  const { list } = useConnections();
  const { times } = useSettings();
  const show = useShowRevocation();
  const other = list?.find(({ id }) => id === progress.connectionId);
  return (
    <li className={classes.elsewhere}>
      <strong>{other?.name ?? 'A connection that is not there any more'}</strong>
      {other === undefined ? null : <EnvironmentBadge environment={other.environment} />}
      <span>{stateWord(progress.run)}</span>
      <span className={classes.aside}>
        {progressWords(progress.counts)} · {scopeWords(progress.scope, progress.targets, times)}
      </span>
      {other === undefined ? null : (
        <Button variant="default" size="compact-sm" onClick={() => show(progress)}>
          Switch to {other.name}
        </Button>
      )}
    </li>
  );
}
