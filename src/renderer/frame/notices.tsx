import { Button } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RunProgress } from '../../contract/domain/revocation.ts';
import { failure } from '../../contract/failure.ts';
import { formatInterruptedNotice } from '../features/revocation/progress/format-progress.ts';
import { ResumeButton } from '../features/revocation/progress/run-controls.tsx';
import { formatCount } from '../messages/format-count.ts';
import { useConnections } from '../shared/connections-context.tsx';
import { call } from '../shared/ipc-client.ts';
import { useOpenRevocations, useShowRevocation } from '../shared/open-revocations-context.tsx';
import { keepFocus } from '../ui/keep-focus.ts';
import { Problem } from '../ui/problem.tsx';
import classes from './frame.module.css';

/** More than so many are told in one line. */
const mostLines = 2;

/** Revocations that the end of the console cut short: nobody should take them for done. */
export function InterruptedNotice() {
  const { list } = useOpenRevocations();
  const navigate = useNavigate();
  const interrupted = (list ?? []).filter(({ run }) => run.state === 'interrupted');
  if (interrupted.length === 0) return null;
  return (
    <section aria-label="Interrupted revocations">
      {interrupted.length > mostLines ? (
        <div className={classes.interrupted}>
          <p>
            {formatCount(interrupted.length)} revocations were interrupted: Curfew was ended in the middle.
          </p>
          <Button size="compact-sm" variant="default" onClick={() => void navigate({ to: '/revocations' })}>
            Look
          </Button>
        </div>
      ) : (
        interrupted.map((progress) => <Line key={progress.id} progress={progress} />)
      )}
    </section>
  );
}

function Line({ progress }: { readonly progress: RunProgress }) {
  const { list } = useConnections();
  const show = useShowRevocation();
  const connection = list?.find(({ id }) => id === progress.connectionId);
  const name = connection?.name ?? 'a connection that is not there any more';
  return (
    <div className={classes.interrupted} ref={keepFocus}>
      <p>{formatInterruptedNotice(progress.counts, name)}</p>
      <ResumeButton progress={progress} />
      <Button size="compact-sm" variant="default" onClick={() => show(progress)}>
        Look
      </Button>
    </div>
  );
}

const setAsideQuery = queryOptions({
  queryKey: ['app.setAside'],
  queryFn: ({ signal }) => call('app.setAside', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Own files that could not be read: connections or settings are missing now, and nobody should have to find out alone. */
export function SetAsideNotice() {
  const { data = [] } = useQuery(setAsideQuery);
  const [dismissed, setDismissed] = useState(false);
  if (data.length === 0 || dismissed) return null;
  const { error } = failure('internal', 'Files of Curfew could not be read at this start.', {
    hint: `They were kept as ${data.join(' and ')}. Mend them there, or enter again what was in them.`,
  });
  return (
    <div className={classes.notice}>
      <Problem error={error} meaning="Saved connections or settings are missing. No session was touched.">
        <Button size="compact-sm" variant="default" onClick={() => setDismissed(true)}>
          Dismiss
        </Button>
      </Problem>
    </div>
  );
}
