import type { TargetCounts } from '../../../contract/domain/revocation/run.ts';
import type { StoredCounts } from '../../store/interface.ts';
import type { RunTarget } from '../../store/records.ts';

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
  readonly prepare: (targets: readonly Pick<RunTarget, 'newSession'>[]) => SentBatch;
  /** The numbers that the operator sees. */
  readonly shown: <Counts extends CountsByState>(counts: Counts) => Counts;
}

type CountsByState = Pick<StoredCounts, 'targets' | 'newSessions' | 'linkedSessions'>;

export function createSentBatches(onChange: () => void): SentBatches {
  const plan = createSentTargets();
  const beside = createSentTargets();

  return {
    prepare: (targets) => {
      const ofBeside = targets.filter(({ newSession }) => newSession).length;
      const parts = [plan.prepare(targets.length - ofBeside), beside.prepare(ofBeside)];
      return {
        leave: () => {
          for (const part of parts) part.leave();
          onChange();
        },
        end: () => {
          for (const part of parts) part.end();
          onChange();
        },
      };
    },
    shown: (counts) => {
      const { linkedSessions, newSessions, targets } = counts;
      const inPlan = plan.countPrepared(targets.sent);
      const all = beside.countPrepared(newSessions.sent + linkedSessions.sent);
      if (inPlan + all === 0) return counts;
      // Nearly always they are of one kind.
      const areNew = Math.min(all, newSessions.sent);
      return {
        ...counts,
        targets: asPlanned(targets, inPlan),
        newSessions: asPlanned(newSessions, areNew),
        linkedSessions: asPlanned(linkedSessions, all - areNew),
      };
    },
  };
}

/** Targets of one kind on their way. */
function createSentTargets() {
  let prepared = 0;
  let left = 0;
  return {
    prepare: (targets: number): SentBatch => {
      prepared += targets;
      let hasLeft = false;
      return {
        leave: () => {
          hasLeft = true;
          prepared -= targets;
          left += targets;
        },
        end: () => {
          if (hasLeft) left -= targets;
          else prepared -= targets;
        },
      };
    },
    /** Of what is prepared, only what is on disk by now is among those that are sent there. */
    countPrepared: (sent: number) => Math.min(prepared, Math.max(0, sent - left)),
  };
}

function asPlanned(counts: TargetCounts, prepared: number): TargetCounts {
  return { ...counts, sent: counts.sent - prepared, planned: counts.planned + prepared };
}
