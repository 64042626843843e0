import type { CorePort } from '../../core/protocol.ts';
import { type CoreIdentity, createCoreIdentity, isSameCore } from '../../identity/core-identity.ts';
import type { Clock } from '../../shared/clock.ts';
import type { RetryPolicy } from '../../shared/retry/retry-policy.ts';
import type { WorkControl } from '../../shared/work-control.ts';
import type { PlanDocument } from '../../store/plan-document.ts';
import type { TargetId } from '../../store/records.ts';
import type { RunStore } from './run-store.ts';

/** Answers are targets whose end was recorded by what a batch answered. */
export type RunIdentity = CoreIdentity<TargetId>;

interface RunIdentityParts {
  readonly plan: Pick<PlanDocument, 'coreKeys'>;
  readonly core: () => CorePort;
  readonly retry: RetryPolicy<CorePort>;
  readonly control: WorkControl;
  readonly store: Pick<RunStore, 'recordEvent' | 'trySettle'>;
  readonly clock: Clock;
}

/** Watches that the core stays the one of the plan. The run pauses when another one answers. */
export function createRunIdentity({ plan, store, ...parts }: RunIdentityParts): RunIdentity {
  const { control } = parts;
  return createCoreIdentity<TargetId>({
    ...parts,
    isOurs: (keys) => isSameCore(plan.coreKeys, keys),
    onOther: async (error, answers) => {
      // Tracked, so that it says `paused` when what was believed is taken back, and sends nothing from now on.
      const takeBack = async (): Promise<void> => {
        control.pause({ type: 'core', error });
        store.recordEvent({ type: 'doubted', error }, answers);
        await store.trySettle();
      };
      await (control.tryTrack(takeBack) ?? takeBack());
    },
    onDoubt: async (error, answers) => {
      store.recordEvent({ type: 'doubted', error }, answers);
      await store.trySettle();
    },
  });
}
