import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import type { Exposure, ReceiverOfRevocation, SignalReceiver } from '../../../../contract/domain/signals.ts';
import { formatError } from '../../../messages/format-error.ts';
import { text } from '../../../messages/text.ts';
import { allGone, isOpenAt, mayHaveEnded } from '../result-counts.ts';

/**
 * The exposure, in a sentence, where receivers that protect all services have a part in it; null: they have none, or it is over
 * by itself. `until`: when all tokens have expired. `place` `label`: after the label “Exposure”. `formatTime`: of a moment, precise to the second.
 */
export function formatExposure(
  exposure: Exposure,
  {
    now,
    place,
    until,
  }: { readonly now: number; readonly place: 'sentence' | 'label'; readonly until: number },
  formatTime: (at: number, precise: boolean) => string,
): string | null {
  if (exposure.type === 'waiting')
    return exposure.until <= now
      ? null
      : text('signals.result.exposure-waiting', {
          place,
          time: formatTime(exposure.until, false),
          confirmed: exposure.confirmed,
          of: exposure.of,
        });
  // Taken after the tokens had expired, an event closed nothing.
  if (exposure.type !== 'closed' || exposure.at > until) return null;
  return text('signals.result.exposure-closed', {
    place,
    time: formatTime(exposure.at, true),
    of: exposure.of,
  });
}

/** What else has to be known of an exposure: that services did not confirm, and that sessions are left that can get new tokens. */
export function formatExposureNotes(report: RevocationReport, now: number): readonly string[] {
  const { exposureUntil: until, signals } = report;
  const isWaiting = signals.exposure.type === 'waiting' && isConfirmedNow(signals.exposure, now, until);
  return [
    ...(isWaiting ? [text('signals.result.exposure-waiting-note')] : []),
    ...(allGone(report) ? [] : [text('exposure.still-open')]),
  ];
}

/** Which services may accept the tokens; null: none may, or receivers say which. */
export function formatServices(report: RevocationReport, now: number): string | null {
  const { exposureUntil: until, signals } = report;
  if (!mayHaveEnded(report) || until <= now || isConfirmedNow(signals.exposure, now, until)) return null;
  return text('exposure.services');
}

function isConfirmedNow(exposure: Exposure, now: number, until: number): boolean {
  return formatExposure(exposure, { now, until, place: 'sentence' }, String) !== null;
}

/** What one receiver got of a revocation: "all 23 events were delivered 17:04:15", or each number that is not 0. */
export function formatReceived(receiver: ReceiverOfRevocation, formatTime: (at: number) => string): string {
  const { damaged, deliveredAt, delivered, notQueued, past, refused, waiting } = receiver;
  if (past !== null)
    return past.at === null
      ? text('signals.result.removed-unknown')
      : text(past.because === 'removed' ? 'signals.result.removed' : 'signals.result.moved', {
          time: formatTime(past.at),
          taken: delivered,
          of: delivered + notQueued,
        });
  const open = [
    ...(waiting === 0 ? [] : [text('signals.result.waiting', { count: waiting })]),
    ...(refused === 0 ? [] : [text('signals.result.refused', { count: refused })]),
    ...(damaged === 0 ? [] : [text('signals.result.damaged', { count: damaged })]),
    ...(notQueued === 0 ? [] : [text('signals.result.not-queued', { count: notQueued })]),
  ];
  if (open.length > 0) return [text('signals.result.delivered', { count: delivered }), ...open].join(', ');
  if (delivered === 0 || deliveredAt === null) return text('signals.result.none');
  return text('signals.result.all-delivered', { count: delivered, time: formatTime(deliveredAt) });
}

/** Why a receiver has not taken everything, in a sentence; null: it has, or there is no error. The hints are about cores. */
export function formatReceiverError(receiver: ReceiverOfRevocation): string | null {
  return receiver.error === null || !isOpenAt(receiver) ? null : formatError(receiver.error).message;
}

/** Events that are in no queue, at receivers that are still there. */
export function countNotQueued(receivers: readonly ReceiverOfRevocation[]): number {
  return receivers.reduce((sum, { notQueued, past }) => sum + (past === null ? notQueued : 0), 0);
}

/** How many receivers are told of each ended session, and whether that closes the exposure. */
export function formatAskedReceivers(
  receivers: readonly Pick<SignalReceiver, 'protectsAllServices'>[],
): string {
  const protecting = receivers.filter(({ protectsAllServices }) => protectsAllServices).length;
  return [
    text('signals.asked.receivers', { count: receivers.length }),
    protecting === 0
      ? text('signals.asked.none-protects', { count: receivers.length })
      : text('signals.asked.closes', { count: protecting }),
  ].join(' ');
}

/** The names of the receivers that do not take events now, as far as is known. */
export function awayReceivers(
  receivers: readonly Pick<SignalReceiver, 'name' | 'delivery' | 'verification'>[],
): readonly string[] {
  return receivers
    .filter(({ delivery, verification }) => delivery.error !== null || verification.state === 'refused')
    .map(({ name }) => name);
}
