import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { DeliveryState } from '../../../contract/domain/delivery.ts';
import { text } from '../../messages/text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { keepFocus } from '../../ui/focus/keep-focus.ts';
import { Problem } from '../../ui/page/problem.tsx';
import { type Delivered, DeliveryFacts } from './delivery-facts.tsx';
import classes from './receivers.module.css';

interface Receiver {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly delivery: DeliveryState;
}

interface ReceiverListProps<Each extends Receiver> {
  /** The id of its title. */
  readonly titleId: string;
  /** Null: not read yet. */
  readonly receivers: readonly Each[] | null;
  /** What it means that there is none. */
  readonly none: string;
  readonly add: string;
  /** Of the form of a new one. */
  readonly newTitle: string;
  readonly item: (receiver: Each, onEdit: () => void) => ReactNode;
  /** The form of one; null: of a new one. */
  readonly editor: (receiver: Each | null, onClose: () => void) => ReactNode;
  /** What else can be done, beside adding one. */
  readonly children?: ReactNode;
}

/** Receivers outside, with the form in which one of them is added or changed. */
export function ReceiverList<Each extends Receiver>(props: ReceiverListProps<Each>) {
  const { titleId, receivers, none, add, newTitle, item, editor, children } = props;
  const [edited, setEdited] = useState<string | 'new' | null>(null);
  const receiver = receivers?.find(({ id }) => id === edited) ?? null;
  const close = () => setEdited(null);
  return (
    <>
      {receivers?.length === 0 ? <p>{none}</p> : null}
      {receivers === null || receivers.length === 0 ? null : (
        <ul className={classes.list} aria-labelledby={titleId}>
          {receivers.map((one) => (
            <li ref={keepFocus} key={one.id} className={classes.receiver} data-state={one.delivery.state}>
              {item(one, () => setEdited(one.id))}
            </li>
          ))}
        </ul>
      )}
      <div className={classes.acts}>
        <Button variant="default" onClick={() => setEdited('new')}>
          {add}
        </Button>
        {children}
      </div>
      <Dialog
        opened={edited === 'new' || receiver !== null}
        onClose={close}
        size="lg"
        // A click beside it would throw away what was entered.
        closeOnClickOutside={false}
        title={receiver?.name ?? newTitle}
      >
        {editor(receiver, close)}
      </Dialog>
    </>
  );
}

interface ReceiverItemProps {
  readonly receiver: Receiver;
  /** What is delivered to it. */
  readonly delivered: Delivered;
  /** In a word or two, what kind of receiver it is. */
  readonly kind: string | null;
  readonly onEdit: () => void;
  /** Tries at once what is tried again later by itself. */
  readonly onRetry: () => Promise<unknown>;
  /** What else is known of it. */
  readonly children?: ReactNode;
}

/** One receiver with what waits for it, in a list. */
export function ReceiverItem(props: ReceiverItemProps) {
  const { receiver, delivered, kind, onEdit, onRetry, children } = props;
  const { name, address, delivery } = receiver;
  const retry = useMutation({ mutationFn: onRetry });
  const { state, refused, damaged } = delivery;
  const hasRefused = delivered === 'events' && refused > 0;
  const canRetry = state === 'retrying' || (delivered === 'events' && refused + damaged > 0);
  return (
    <>
      <div className={classes.heading}>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        {kind === null ? null : <span className={classes.note}>{kind}</span>}
        <Button
          size="compact-sm"
          variant="default"
          aria-label={text('receivers.edit-named', { name })}
          onClick={onEdit}
        >
          {text('receivers.edit')}
        </Button>
      </div>
      <bdi className={classes.address}>{address}</bdi>
      {children}
      <DeliveryFacts delivery={delivery} delivered={delivered} />
      {canRetry ? (
        <div ref={keepFocus}>
          <Button
            size="compact-sm"
            variant="default"
            loading={retry.isPending}
            aria-label={text(
              state !== 'retrying' && hasRefused ? 'receivers.send-again-named' : 'receivers.retry-named',
              { name },
            )}
            onClick={() => retry.mutate()}
          >
            {text(state !== 'retrying' && hasRefused ? 'receivers.send-again' : 'receivers.retry')}
          </Button>
        </div>
      ) : null}
      {retry.isError ? <Problem error={retry.error} meaning={text('receivers.not-retried')} /> : null}
    </>
  );
}
