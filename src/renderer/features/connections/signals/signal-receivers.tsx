import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import type { SignalReceiver } from '../../../../contract/domain/signals.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { formatError } from '../../../messages/format-error.ts';
import { text } from '../../../messages/text.ts';
import { call } from '../../../shared/ipc-client.ts';
import { ReceiverItem, ReceiverList } from '../../../shared/receivers/receiver-list.tsx';
import receiverClasses from '../../../shared/receivers/receivers.module.css';
import { useSignalReceivers } from '../../../shared/receivers/signal-receivers.ts';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import { FileWriter } from '../../../ui/tasks/file-writer.tsx';
import { Moment } from '../../../ui/values/moment.tsx';
import classes from '../connections-page.module.css';
import { NoSigningKey } from './no-signing-key.tsx';
import { SignalEditor } from './signal-editor.tsx';

/** The signal receivers of a connection, with what waits for each of them. For another connection, mount another one. */
export function SignalReceivers({ connectionId }: { readonly connectionId: string }) {
  const titleId = useId();
  const { receivers, error, retry } = useSignalReceivers(connectionId);
  return (
    <section className={classes.signals} aria-labelledby={titleId}>
      <h2 id={titleId}>{text('signals.title')}</h2>
      <p className={classes.note}>{text('signals.about')}</p>
      <NoSigningKey />
      {error === null ? null : (
        <Problem error={error} meaning={text('signals.not-watched')} onRetry={retry} />
      )}
      {receivers === null && error === null ? (
        <SkeletonRows rows={1} label={text('signals.reading')} />
      ) : null}
      <ReceiverList
        titleId={titleId}
        receivers={receivers}
        none={text('signals.none')}
        add={text('signals.add')}
        newTitle={text('signals.new')}
        item={(receiver, onEdit) => (
          <ReceiverItem
            receiver={receiver}
            delivered="events"
            kind={receiver.protectsAllServices ? text('signals.protects') : null}
            onEdit={onEdit}
            onRetry={() => call('signals.retry', { id: receiver.id })}
          >
            <Verification receiver={receiver} />
          </ReceiverItem>
        )}
        editor={(receiver, onClose) => (
          <SignalEditor {...{ connectionId, receiver, onClose }} receivers={receivers ?? []} />
        )}
      >
        {receivers === null ? null : <ExportKeys />}
      </ReceiverList>
    </section>
  );
}

/** Whether the receiver took the event with which it is tried, and the offer to send another one. */
function Verification({ receiver }: { readonly receiver: SignalReceiver }) {
  const { id, name, verification } = receiver;
  const verify = useMutation({ mutationFn: () => call('signals.verify', { id }) });
  return (
    <>
      <div className={receiverClasses.line}>
        <VerificationState verification={verification} />
        <Button
          size="compact-sm"
          variant="default"
          loading={verify.isPending}
          aria-label={text('signals.verify-named', { name })}
          onClick={() => verify.mutate()}
        >
          {text('signals.verify')}
        </Button>
      </div>
      {verify.isError ? <Problem error={verify.error} meaning={text('signals.not-verified')} /> : null}
    </>
  );
}

/** Whether the receiver refused it, or it was not sent. */
function refusalOf(error: AppError | null) {
  return error?.reason === 'delivery-damaged'
    ? 'signals.verification.damaged'
    : 'signals.verification.refused';
}

function VerificationState({ verification }: Pick<SignalReceiver, 'verification'>) {
  const { state, at, error } = verification;
  if (state === 'none') return <span>{text('signals.verification.none')}</span>;
  if (state === 'waiting') return <span>{text('signals.verification.waiting')}</span>;
  if (state === 'refused')
    return (
      <span className={receiverClasses.trouble}>
        {[text(refusalOf(error)), error && formatError(error).message]
          .filter((part) => part !== null)
          .join(' ')}
      </span>
    );
  return (
    <span>
      {text('signals.verification.delivered')} {at === null ? null : <Moment at={at} />}
    </span>
  );
}

/** Writes the keys with which receivers check the signature of events. */
function ExportKeys() {
  async function write(_: unknown, signal: AbortSignal) {
    const saved = await call('signals.exportKeys', {}, signal);
    return saved === null ? null : text('signals.keys.saved', { path: saved.path });
  }
  return (
    <FileWriter
      cancel={text('signals.keys.cancel')}
      cancelled={text('signals.keys.cancelled')}
      failed={text('signals.keys.failed')}
    >
      {(start, isWriting) => (
        <Button
          variant="default"
          loading={isWriting}
          title={text('signals.keys.about')}
          onClick={() => start(write)}
        >
          {text('signals.keys')}
        </Button>
      )}
    </FileWriter>
  );
}
