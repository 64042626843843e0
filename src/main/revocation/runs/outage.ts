import type { AppError, ErrorCode } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import { coreWorks } from '../ending/core-health.ts';
import type { RunControl } from './control.ts';
import type { Patience } from './run.ts';

// Waiting changes nothing about these: someone has to do something first.
const needSomeone: ReadonlySet<ErrorCode> = new Set([
  'bad-key',
  'tls',
  'incompatible-core',
  'read-only',
  'bad-input',
  'not-found',
  'secret-store-unavailable',
]);

export interface Outage {
  /** Waits until the core answers again; once for all steps that met the same outage. */
  readonly wait: (error: AppError) => Promise<void>;
  /** Resolves at once, or when the outage under way is over. */
  readonly over: () => Promise<void>;
  /** Something was done: the next outage is a new one. */
  readonly answered: () => void;
}

/**
 * Waits for a core that is away, with longer and longer pauses. When patience is over the run pauses by itself; resumed,
 * it waits anew.
 */
export function createOutage(control: RunControl, core: () => CorePort, patience: Patience): Outage {
  let waiting: Promise<void> | undefined;
  let waitMs = patience.firstMs;
  let waitedMs = 0;

  function answered(): void {
    waitMs = patience.firstMs;
    waitedMs = 0;
  }

  async function whyNot(): Promise<AppError | null> {
    try {
      return await control.during(() => coreWorks(core()));
    } catch (thrown) {
      return toAppError(thrown);
    }
  }

  async function waitOut(first: AppError): Promise<void> {
    let error: AppError | null = first;
    while (error && !control.signal.aborted) {
      if (waitedMs >= patience.giveUpAfterMs || needSomeone.has(error.code)) {
        control.pause({ by: 'core', error });
        answered();
      } else {
        await control.wait(error, waitMs);
        waitedMs += waitMs;
        waitMs = Math.min(patience.mostMs, waitMs * 2);
      }
      await control.point();
      if (!control.signal.aborted) error = await whyNot();
    }
  }

  return {
    answered,
    over: () => waiting ?? Promise.resolve(),
    wait: (error) => {
      waiting ??= waitOut(error).finally(() => {
        waiting = undefined;
      });
      return waiting;
    },
  };
}
