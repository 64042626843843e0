import type { DeliveryState } from '../../../contract/domain/delivery.ts';
import { formatError } from '../../messages/format-error.ts';
import { text } from '../../messages/text.ts';
import { Moment } from '../../ui/values/moment.tsx';
import classes from './receivers.module.css';

/** What a queue has: records of the audit log, or events of signals. */
export type Delivered = 'records' | 'events';

const textsOf = {
  records: {
    waiting: 'forwarding.state.waiting',
    sending: 'forwarding.state.sending',
    retrying: 'forwarding.state.retrying',
    refused: 'forwarding.state.refused',
    damaged: 'forwarding.state.damaged',
  },
  events: {
    waiting: 'signals.state.waiting',
    sending: 'signals.state.sending',
    retrying: 'signals.state.retrying',
    refused: 'signals.state.refused',
    damaged: 'signals.state.damaged',
  },
} as const;

interface DeliveryFactsProps {
  readonly delivery: DeliveryState;
  readonly delivered: Delivered;
}

/** What waits, what was delivered, and why the last attempt failed. The hints of these errors are about cores. */
export function DeliveryFacts({ delivery, delivered: things }: DeliveryFactsProps) {
  const { waiting, oldestAt, delivered, deliveredAt, error, failedSince, nextAt } = delivery;
  return (
    <div className={classes.facts}>
      {error === null ? null : <span className={classes.trouble}>{formatError(error).message}</span>}
      <span role="status">{formatQueue(delivery, things)}</span>
      {formatRefused(delivery, things).map((said) => (
        <span key={said} className={classes.trouble}>
          {said}
        </span>
      ))}
      {failedSince === null ? null : <Fact name="receivers.state.failing-since" at={failedSince} />}
      {oldestAt === null || waiting === 0 ? null : <Fact name="receivers.state.oldest" at={oldestAt} />}
      {nextAt === null ? null : <Fact name="receivers.state.next" at={nextAt} />}
      {deliveredAt === null ? (
        <span>{text('receivers.state.never')}</span>
      ) : (
        <Fact name="receivers.state.last" at={deliveredAt} />
      )}
      <span>{text('receivers.state.delivered', { count: delivered })}</span>
    </div>
  );
}

/** What the receiver refused, and what could not be sent at all. */
export function formatRefused(delivery: DeliveryState, things: Delivered): readonly string[] {
  return (['refused', 'damaged'] as const)
    .filter((each) => delivery[each] > 0)
    .map((each) => text(textsOf[things][each], { count: delivery[each] }));
}

/** What waits. That everything is delivered is said only where nothing was refused or is damaged, and something was there. */
export function formatQueue(
  { state, waiting, refused, damaged, delivered }: DeliveryState,
  things: Delivered,
): string {
  if (waiting > 0) return text(textsOf[things][state === 'idle' ? 'waiting' : state], { count: waiting });
  return text(
    refused + damaged === 0 && delivered > 0 ? 'receivers.state.idle' : 'receivers.state.none-waits',
  );
}

interface FactProps {
  readonly name:
    | 'receivers.state.failing-since'
    | 'receivers.state.oldest'
    | 'receivers.state.next'
    | 'receivers.state.last';
  readonly at: number;
}

function Fact({ name, at }: FactProps) {
  return (
    <span>
      {text(name)} <Moment at={at} />
    </span>
  );
}
