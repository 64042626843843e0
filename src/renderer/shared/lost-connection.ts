import type { Connection } from '../../contract/domain/connection.ts';
import { type ErrorCode, errorTraits } from '../../contract/error-traits.ts';

/**
 * Whether a connection that was lost has to be looked at in its form: one to a core that does not answer may come back by
 * itself. The sandbox has no form.
 */
export function needsSetUp({ builtIn, connection }: Connection): boolean {
  if (builtIn || connection.state !== 'away') return false;
  const { connectionFault, retryable } = errorTraits[connection.error.code];
  return connectionFault && !retryable;
}

/** How a lost connection is, for the footer: "not reached" only of what did not answer. */
export function formatAway(error: { readonly code: ErrorCode; readonly message: string }): string {
  return errorTraits[error.code].answered ? error.message : `not reached: ${error.message}`;
}
