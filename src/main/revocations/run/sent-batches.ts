import type { TargetCounts } from '../../../contract/domain/revocation/run.ts';
import type { StoredCounts } from '../../store/interface.ts';

/** A batch that is on disk as sent, or is going to be. */
export interface SentBatch {
  /** The call leaves in this moment. */
  readonly leave: () => void;
  /** Its outcome is on disk, or it is not sent after all. */
  readonly end: () => void;
}

/**
 * Targets are on disk as sent before their call leaves, because a console that is killed must know what it may have sent.
 * The operator sees them as sent when the call leaves: as long as they are only prepared, they are planned.
 */
export interface SentBatches {
  readonly prepare: (targets: number) => SentBatch;
  /** The numbers that the operator sees. */
  readonly shown: (counts: StoredCounts) => StoredCounts;
}

export function createSentBatches(onChange: () => void): SentBatches {
  let prepared = 0;
  let left = 0;

  return {
    prepare: (targets) => {
      prepared += targets;
      let hasLeft = false;
      return {
        leave: () => {
          hasLeft = true;
          prepared -= targets;
          left += targets;
          onChange();
        },
        end: () => {
          if (hasLeft) left -= targets;
          else prepared -= targets;
          onChange();
        },
      };
    },
    shown: (counts) => {
      // Of what is prepared, only what is on disk by now is among those that are sent there.
      const inPlan = Math.min(prepared, Math.max(0, counts.targets.sent - left));
      return inPlan === 0 ? counts : { ...counts, targets: asPlanned(counts.targets, inPlan) };
    },
  };
}

function asPlanned(counts: TargetCounts, prepared: number): TargetCounts {
  return { ...counts, sent: counts.sent - prepared, planned: counts.planned + prepared };
}
