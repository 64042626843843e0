import type { TargetState } from '../../../contract/domain/revocation.ts';
import type { AppError } from '../../../contract/errors.ts';

/** Where a target stands; with the reason where there is one. */
export type TargetStanding =
  | { readonly state: Exclude<TargetState, 'unknown' | 'still-active' | 'failed'> }
  | { readonly state: 'unknown' | 'failed'; readonly error: AppError }
  /** The reason is that of the last call that failed; null when the core claimed success. */
  | { readonly state: 'still-active'; readonly error: AppError | null };

/** What can happen to a target. */
export type TargetEvent =
  | { readonly type: 'sent' }
  /** It was to be sent, and certainly was not, or the core refused the whole call unread. */
  | { readonly type: 'not-sent'; readonly wasThere: boolean }
  /** The core names it among those it revoked. */
  | { readonly type: 'confirmed' }
  /** The core answered, without naming it. After an earlier lost call, that one may have been what ended it. */
  | { readonly type: 'not-named'; readonly afterLostCall: boolean }
  /** The call failed after it was sent: it may have reached the core, or part of it. */
  | { readonly type: 'lost'; readonly error: AppError }
  | { readonly type: 'read-absent' }
  | { readonly type: 'read-there' }
  | { readonly type: 'read-failed'; readonly error: AppError }
  /** What said that it is gone may have been another core. */
  | { readonly type: 'doubted'; readonly error: AppError }
  /** The core answers others, but never this one; or it is still there after the last attempt. */
  | { readonly type: 'given-up'; readonly error: AppError };

export const firstStanding: TargetStanding = { state: 'planned' };

/** The next standing, or null when the event cannot happen to a target that stands so. Pure. */
export function nextStanding(from: TargetStanding, event: TargetEvent): TargetStanding | null {
  switch (event.type) {
    case 'sent':
      return isOpen(from) ? { state: 'sent' } : null;
    case 'not-sent':
      if (from.state !== 'sent') return null;
      return event.wasThere ? { state: 'still-active', error: null } : { state: 'planned' };
    case 'doubted':
      if (from.state === 'sent') return null;
      // Another core has no session of this one, so it can have named none as revoked, and ended none.
      if (from.state === 'already-gone') return { state: 'planned' };
      return from.state === 'revoked-unconfirmed' ? { state: 'unknown', error: event.error } : from;
    case 'confirmed':
      // The closing call names whatever it ended: what came back after it was counted as ended, or was given up.
      return from.state === 'sent' || from.state === 'still-active' || from.state === 'failed'
        ? { state: 'revoked' }
        : null;
    case 'not-named':
      if (from.state !== 'sent') return null;
      return { state: event.afterLostCall ? 'revoked-unconfirmed' : 'already-gone' };
    case 'lost':
      return from.state === 'sent' ? { state: 'unknown', error: event.error } : null;
    case 'read-absent':
      return afterAbsent(from);
    case 'read-there':
      return afterThere(from);
    case 'read-failed':
      if (from.state === 'unknown') return { state: 'unknown', error: event.error };
      // What the core answered stands, as long as no reading says otherwise.
      return from.state === 'sent' ? null : from;
    case 'given-up':
      return from.state === 'unknown' || from.state === 'still-active'
        ? { state: 'failed', error: event.error }
        : null;
  }
}

/** Whether it is known to be gone, whoever ended it. */
export function isGone({ state }: Pick<TargetStanding, 'state'>): boolean {
  return state === 'revoked' || state === 'already-gone' || state === 'revoked-unconfirmed';
}

/** Whether there is something to send: never sent, or there again when it was read. */
export function isOpen({ state }: Pick<TargetStanding, 'state'>): boolean {
  return state === 'planned' || state === 'still-active';
}

function afterAbsent(from: TargetStanding): TargetStanding | null {
  switch (from.state) {
    case 'revoked':
    case 'already-gone':
    case 'revoked-unconfirmed':
      return from;
    case 'unknown':
    case 'still-active':
    case 'failed':
      return { state: 'revoked-unconfirmed' };
    case 'planned':
      return { state: 'already-gone' };
    case 'sent':
      return null;
  }
}

function afterThere(from: TargetStanding): TargetStanding | null {
  switch (from.state) {
    case 'planned':
    case 'failed':
    case 'still-active':
      return from;
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
