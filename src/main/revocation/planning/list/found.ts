import type { Candidate, LineKind } from '../../../../contract/domain/planning.ts';
import type { IdentityId, User } from '../../../../contract/domain/user.ts';
import type { AppError } from '../../../../contract/errors.ts';

/** Everything of a user, as it was listed. */
export interface WholeUser {
  readonly userId: string;
  readonly name: string;
  readonly identities: readonly IdentityId[];
  /** `createdAt` null: it could not be read. */
  readonly sessions: readonly { readonly handle: string; readonly createdAt: number | null }[];
}

/** What a line turned out to be at the core, before it is known what other lines brought in. */
export type Found =
  | {
      readonly is: 'session';
      readonly kind: LineKind;
      readonly handle: string;
      readonly tenantId: string;
      readonly userId: string;
      readonly createdAt: number;
    }
  | { readonly is: 'user'; readonly kind: LineKind; readonly user: WholeUser }
  /** An earlier line brought it in: the number of the session. */
  | { readonly is: 'known-session'; readonly kind: LineKind; readonly index: number }
  | { readonly is: 'known-user'; readonly kind: LineKind; readonly user: number }
  | { readonly is: 'ambiguous'; readonly kind: LineKind; readonly candidates: readonly Candidate[] }
  | { readonly is: 'unknown'; readonly kind: LineKind }
  | { readonly is: 'malformed'; readonly kind: LineKind | null; readonly why: string }
  | { readonly is: 'unread'; readonly kind: LineKind; readonly error: AppError };

/** What people know a user by. */
export function nameOf(user: User): string {
  return user.emails[0] ?? user.phoneNumbers[0] ?? user.thirdParty[0]?.userId ?? user.id;
}
