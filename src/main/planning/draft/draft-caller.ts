import type { AppError } from '../../../contract/errors.ts';
import type { CorePort } from '../../core/protocol.ts';
import { createCoreIdentity } from '../../identity/core-identity.ts';
import type { CoreCaller } from '../../shared/retry/core-caller.ts';
import { createRetryPolicy } from '../../shared/retry/retry-policy.ts';
import type { WorkControl } from '../../shared/work-control.ts';
import type { DraftPorts } from './draft.ts';
import type { StoredDraft } from './stored-draft.ts';

/**
 * Asks the core for a draft, and waits while it is away. Before the first call the identity of the core is read, and
 * stored with the draft. It is read again at times, and at the end.
 */
export interface DraftCaller extends CoreCaller<CorePort> {
  /** Resolves when everything that was answered is known to be of the core of the draft. Rejects with `aborted`. */
  readonly confirm: () => Promise<void>;
  /** The same for work that was stopped: asks once. While the core does not answer, the check at freezing is what counts. */
  readonly confirmOnce: () => Promise<void>;
}

interface DraftCallerParts extends Pick<DraftPorts, 'backoff' | 'clock'> {
  readonly stored: Pick<StoredDraft, 'core' | 'recognise' | 'source'>;
  readonly control: WorkControl;
  /** Another core answers. What it answered may be in the draft, so this has to end the work for good. */
  readonly onOther: (error: AppError) => void;
}

export function createDraftCaller(parts: DraftCallerParts): DraftCaller {
  const { backoff, clock, control, onOther, stored } = parts;
  const { core } = stored;
  const retry = createRetryPolicy<CorePort>({
    ...{ control, core, backoff, clock },
    probe: (port, signal) => port.tenants(signal),
  });
  const identity = createCoreIdentity({
    ...{ control, core, retry, clock },
    isOurs: stored.recognise,
    onOther: async (error) => {
      // It is not known yet which core it is of, so nothing was asked.
      if (stored.source.coreKeys === null) control.pause({ type: 'core', error });
      else onOther({ ...error, reason: 'core-replaced-during-draft' });
    },
    // An address that went away was read before it was asked.
    onDoubt: async () => undefined,
  });

  return {
    call: async (work, signal) => {
      await identity.check('at-times');
      return retry.call(work, signal);
    },
    readAll: async (reading) => {
      await identity.check('at-times');
      return retry.readAll(reading);
    },
    confirm: () => identity.check('now'),
    confirmOnce: async () => {
      await identity.checkOnce();
    },
  };
}
