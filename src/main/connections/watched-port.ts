import { traitsOf } from '../../contract/error-traits.ts';
import type { AppError } from '../../contract/errors.ts';
import { toAppError } from '../../contract/failure.ts';
import type { CorePort } from '../core/protocol.ts';

/** What a call told about the way to the core: nothing when it failed for a reason of its own. */
export type Reached = { readonly reached: true } | { readonly reached: false; readonly error: AppError };

const bulkReads: ReadonlySet<string> = new Set<keyof CorePort>(['sessions', 'sessionsInFull']);

/**
 * The same port; each answer tells whether the core was reached. Bulk reads are left out: they end well even when each
 * of their readings failed.
 */
export function watchPort(port: CorePort, tell: (reached: Reached) => void): CorePort {
  type Call = (...input: unknown[]) => Promise<unknown>;

  function watched(call: Call): Call {
    return async (...input) => {
      try {
        const answer = await call(...input);
        tell({ reached: true });
        return answer;
      } catch (thrown) {
        const error = toAppError(thrown);
        if (traitsOf(error).connectionFault) tell({ reached: false, error });
        throw thrown;
      }
    };
  }

  const entries = Object.entries(port as unknown as Record<string, Call>);
  const calls = entries.map(([name, call]) => [name, bulkReads.has(name) ? call : watched(call)] as const);
  return Object.fromEntries(calls) as unknown as CorePort;
}
