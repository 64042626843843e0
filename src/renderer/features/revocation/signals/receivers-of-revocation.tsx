import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReceiverOfRevocation } from '../../../../contract/domain/signals.ts';
import { formatClock } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { call } from '../../../shared/ipc-client.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { keepFocus } from '../../../ui/focus/keep-focus.ts';
import { Problem } from '../../../ui/page/problem.tsx';
import { useNow } from '../../../ui/values/moment.tsx';
import { isOpenAt } from '../result-counts.ts';
import { formatReceived, formatReceiverError } from './format-signals.ts';
import classes from './signals.module.css';

interface ReceiversOfRevocationProps {
  readonly receivers: readonly ReceiverOfRevocation[];
  /** When all tokens have expired. */
  readonly until: number;
}

/** What each signal receiver got of a revocation. Nothing where there is none. */
export function ReceiversOfRevocation({ receivers, until }: ReceiversOfRevocationProps) {
  if (receivers.length === 0) return null;
  return (
    <ul className={classes.receivers} aria-label={text('signals.title')}>
      {receivers.map((receiver) => (
        <li key={receiver.id}>
          <Received receiver={receiver} until={until} />
        </li>
      ))}
    </ul>
  );
}

function Received({ receiver, until }: { readonly receiver: ReceiverOfRevocation; readonly until: number }) {
  const now = useNow();
  const { times } = useSettings();
  const { name, notQueued, past, protectsAllServices } = receiver;
  const error = formatReceiverError(receiver);
  const isLost = past?.because === 'removed' && protectsAllServices && notQueued > 0;
  const hasTrouble = error !== null || isLost || (isOpenAt(receiver, until <= now) && receiver.waiting === 0);
  const received = formatReceived(receiver, (at) => formatClock(at, now, times, true));
  return (
    <div className={classes.line}>
      <span>
        {hasTrouble ? (
          <IconAlertTriangle size={16} className={classes.troubleIcon} aria-hidden="true" />
        ) : null}
        <strong>
          <bdi>{name}</bdi>
        </strong>
        {protectsAllServices ? <span className={classes.quiet}> {text('signals.protects')}</span> : null}
      </span>
      <span data-trouble={hasTrouble || undefined}>
        {received}.{error === null ? null : ` ${error}`}
      </span>
      <SendAgain receiver={receiver} hasError={error !== null} />
    </div>
  );
}

interface SendAgainProps {
  readonly receiver: ReceiverOfRevocation;
  readonly hasError: boolean;
}

/** Sends at once what is tried again later, or what was refused or is damaged, and is not tried again by itself. */
function SendAgain({ receiver, hasError }: SendAgainProps) {
  const { damaged, id, name, past, refused, waiting } = receiver;
  const hasRefused = refused > 0;
  const retry = useMutation({ mutationFn: () => call('signals.retry', { id }) });
  if (past !== null || (refused + damaged === 0 && !(waiting > 0 && hasError))) return null;
  return (
    <>
      <span ref={keepFocus}>
        <Button
          size="compact-sm"
          variant="default"
          loading={retry.isPending}
          aria-label={text(hasRefused ? 'signals.result.send-again-named' : 'signals.result.retry-named', {
            name,
          })}
          onClick={() => retry.mutate()}
        >
          {text(hasRefused ? 'signals.result.send-again' : 'signals.result.retry')}
        </Button>
      </span>
      {retry.isError ? <Problem error={retry.error} meaning={text('signals.result.not-sent-again')} /> : null}
    </>
  );
}
