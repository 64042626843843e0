import type { LineKind } from '../../../../contract/domain/line-names.ts';
import type { Candidate } from '../../../../contract/domain/planning.ts';
import type { SessionRow } from '../../../../contract/domain/session.ts';
import type { AppError } from '../../../../contract/errors.ts';
import type { WholeUser } from './whole-users.ts';

/** What a line turned out to be at the core. */
export type Answer = { readonly kind: LineKind | null } & (
  | { readonly type: 'session'; readonly row: SessionRow }
  | { readonly type: 'user'; readonly user: WholeUser }
  /** All sessions of this user were added by a line before. */
  | { readonly type: 'added-user'; readonly userId: string; readonly name: string }
  /** Several users. Of the kind `session-handle`: a session, and these users. */
  | { readonly type: 'ambiguous'; readonly candidates: readonly Candidate[] }
  | { readonly type: 'unknown' }
  | { readonly type: 'malformed'; readonly reason: string }
  | { readonly type: 'unread'; readonly error: AppError }
);
