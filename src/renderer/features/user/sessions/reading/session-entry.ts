import type { SessionRow } from '../../../../../contract/domain/session.ts';
import type { AppError } from '../../../../../contract/errors.ts';

/**
 * One session of the table. It was listed with handle and tenant; what else is known says `state`: not read yet, read,
 * `gone` (it ended between listing and reading), or it could not be read.
 */
export type SessionEntry = {
  readonly handle: string;
  readonly tenantId: string;
  /** The id it was found under, and which the core's "revoke all" has to be told to reach it. */
  readonly underId: string;
  /** Grows with the order in which the sessions were listed. */
  readonly position: number;
} & (
  | { readonly state: 'listed' }
  | { readonly state: 'read'; readonly row: SessionRow }
  | { readonly state: 'gone' }
  | { readonly state: 'failed'; readonly error: AppError }
);

/** How many entries are in each state; together all that were listed. */
export type EntryCounts = Readonly<Record<SessionEntry['state'], number>>;

/** The id that tells with which login method a session began: before it was read, the one it was found under. */
export function methodIdOf(entry: SessionEntry): string {
  return entry.state === 'read' ? entry.row.recipeUserId : entry.underId;
}
