import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { RunProgress } from '../../../contract/domain/revocation.ts';
import { formatInterruptedNotice } from '../../features/revocation/progress/format-progress.ts';
import { ResumeButton } from '../../features/revocation/progress/run-controls.tsx';
import { formatNumber } from '../../ui/count-words.ts';
import { keepFocus } from '../../ui/keep-focus.ts';
import { useConnections } from '../connections-context.tsx';
import { useOpenRevocations } from '../open-revocations-context.tsx';
import { useShowRevocation } from '../use-show-revocation.ts';
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
            {formatNumber(interrupted.length)} revocations were interrupted: Curfew was ended in the middle.
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
