import type { Connection } from '../../contract/domain/connection.ts';
import type { ErrorCode } from '../../contract/errors.ts';

/** Codes of a core that will not do until the connection is changed. One that does not answer may come back by itself. */
const untilChanged: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'bad-key',
  'tls',
  'not-a-core',
  'incompatible-core',
]);

/** Something answered at the address, and what it said was no. */
const answered: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['bad-key', 'not-a-core']);

/** Whether a connection that was lost has to be looked at in its form. The sandbox has none. */
export function needsSetUp({ builtIn, connection }: Connection): boolean {
  return !builtIn && connection.state === 'away' && untilChanged.has(connection.error.code);
}

/** How a lost connection stands, for the footer: "not reached" only of what did not answer. */
export function awayWords(error: { readonly code: ErrorCode; readonly message: string }): string {
  return answered.has(error.code) ? error.message : `not reached: ${error.message}`;
}
