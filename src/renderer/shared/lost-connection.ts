import type { Connection } from '../../contract/domain/connection.ts';
import { errorTraits } from '../../contract/error-traits.ts';
import type { AppError } from '../../contract/errors.ts';
import { formatError } from '../messages/format-error.ts';
import { text } from '../messages/text.ts';

/**
 * Whether the settings of a lost connection have to be changed. A core that does not answer may come back by itself. The
 * sandbox has no settings.
 */
export function needsSetUp({ builtIn, connection }: Connection): boolean {
  if (builtIn || connection.state !== 'away') return false;
  const { connectionFault, retryable } = errorTraits[connection.error.code];
  return connectionFault && !retryable;
}

/** The state of a lost connection, for the footer: only a core that did not answer is "not reached". */
export function formatAway(error: Pick<AppError, 'code' | 'reason' | 'params'>): string {
  const { message } = formatError(error);
  return errorTraits[error.code].answered ? message : text('frame.footer.away', { error: message });
}
