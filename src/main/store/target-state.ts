import type { TargetState } from '../../contract/domain/stored-names.ts';
import type { AppError } from '../../contract/errors.ts';

/** What can happen to a target. */
export type TargetEvent =
  | { readonly type: 'sent' }
  /** It was to be sent, and certainly was not, or the core refused the whole batch unread. */
  | { readonly type: 'not-sent' }
  /** The core names it among those it revoked. */
  | { readonly type: 'confirmed' }
  /** The core answered, without naming it. After an earlier lost batch, that one may have been what ended it. */
  | { readonly type: 'not-named' }
  /** The call failed after it was sent: it may have reached the core, or part of it. */
  | { readonly type: 'lost'; readonly error: AppError }
  | { readonly type: 'read-absent' }
  | { readonly type: 'read-active' }
  | { readonly type: 'read-failed'; readonly error: AppError }
  /** What answered to its batch may have been another core. */
  | { readonly type: 'doubted'; readonly error: AppError }
  /** The core answers others, but never this one; or it is still active after the last attempt. */
  | { readonly type: 'given-up'; readonly error: AppError }
  /** It was given up, and the operator orders to end it all the same. */
  | { readonly type: 'reopened' };

/** State of a target with what decides what comes next. */
interface TargetStatus {
  readonly state: TargetState;
  /**
   * Of `unknown` and `failed` always, of `still-active` where its last batch failed, or it was given up before. Of `sent`, what it had
   * before: it counts again where the batch turns out not to have been sent.
   */
  readonly error: AppError | null;
  /** A batch with it got lost. */
  readonly wasLost: boolean;
  /** It was seen to be active after it had been sent before. */
  readonly wasActive: boolean;
}

type Next = Pick<TargetStatus, 'state' | 'error'>;

/**
 * The next state, or null when the event cannot happen to a target in this state. Pure. `wasLost` and `wasActive` of the
 * result follow from `flagsAfter`.
 */
export function nextState(from: TargetStatus, event: TargetEvent): Next | null {
  switch (event.type) {
    case 'sent':
      return isOpen(from.state) ? { state: 'sent', error: from.error } : null;
    case 'not-sent':
      if (from.state !== 'sent') return null;
      return { state: from.wasActive ? 'still-active' : 'planned', error: from.error };
    case 'doubted':
      if (from.state === 'sent') return null;
      // It was sent, whatever its state was: only reading it again shows whether it is there.
      return isGone(from.state) ? { state: 'unknown', error: event.error } : same(from);
    case 'confirmed':
      // The closing call names whatever it ended: what came back after it was counted as ended, or was given up.
      return from.state === 'sent' || from.state === 'still-active' || from.state === 'failed'
        ? { state: 'revoked', error: null }
        : null;
    case 'not-named':
      if (from.state !== 'sent') return null;
      return { state: from.wasLost ? 'revoked-unconfirmed' : 'already-gone', error: null };
    case 'lost':
      return from.state === 'sent' ? { state: 'unknown', error: event.error } : null;
    case 'read-absent':
      return afterAbsent(from);
    case 'read-active':
      return afterActive(from);
    case 'read-failed':
      if (from.state === 'unknown') return { state: 'unknown', error: event.error };
      // The last answer of the core counts until the target is read.
      return from.state === 'sent' ? null : same(from);
    case 'given-up':
      return from.state === 'unknown' || from.state === 'still-active'
        ? { state: 'failed', error: event.error }
        : null;
    case 'reopened':
      return from.state === 'failed' ? { state: 'still-active', error: from.error } : null;
  }
}

/** The flags behind an event: what a later event has to know of earlier ones. */
export function flagsAfter(
  from: TargetStatus,
  event: TargetEvent,
): Pick<TargetStatus, 'wasLost' | 'wasActive'> {
  return {
    wasLost: from.wasLost || event.type === 'lost',
    wasActive: event.type === 'sent' ? from.state === 'still-active' : from.wasActive,
  };
}

/** Whether its state was read after the last dispatch: null when the event does not change that. */
export function verifiedAfter(event: TargetEvent): boolean | null {
  // The core confirms what it ended; that it is gone shows only when it is read.
  if (event.type === 'sent' || event.type === 'confirmed' || event.type === 'doubted') return false;
  return event.type === 'read-absent' || event.type === 'read-active' ? true : null;
}

/**
 * Whether the session may have been active until the moment of this event: a batch was answered or lost, or a session that was
 * not known to be gone was seen to be gone. When its batch got lost, or it was never sent, nobody knows when it ended.
 */
export function mayHaveBeenActive(state: TargetState, event: TargetEvent): boolean {
  if (event.type === 'confirmed' || event.type === 'not-named' || event.type === 'lost') return true;
  return event.type === 'read-absent' && !isGone(state);
}

/** Whether it is known to be gone, whoever ended it. */
export function isGone(state: TargetState): boolean {
  return state === 'revoked' || state === 'already-gone' || state === 'revoked-unconfirmed';
}

/** Whether there is something to send: never sent, or active again when it was read. */
export function isOpen(state: TargetState): boolean {
  return state === 'planned' || state === 'still-active';
}

function same({ state, error }: TargetStatus): Next {
  return { state, error };
}

function afterAbsent(from: TargetStatus): Next | null {
  switch (from.state) {
    case 'revoked':
    case 'already-gone':
    case 'revoked-unconfirmed':
      return same(from);
    case 'unknown':
    case 'still-active':
    case 'failed':
      return { state: 'revoked-unconfirmed', error: null };
    case 'planned':
      return { state: 'already-gone', error: null };
    case 'sent':
      return null;
  }
}

function afterActive(from: TargetStatus): Next | null {
  switch (from.state) {
    case 'planned':
    case 'failed':
    case 'still-active':
      return same(from);
    case 'unknown':
      return { state: 'still-active', error: from.error };
    case 'revoked':
    case 'already-gone':
    case 'revoked-unconfirmed':
      return { state: 'still-active', error: null };
    case 'sent':
      return null;
  }
}
