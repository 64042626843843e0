import type { RevocationReport } from '../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../contract/domain/revocation/run.ts';
import { countGone } from './report/report.ts';

const working = new Set(['running', 'waiting', 'pausing', 'stopping']);

/** What the taskbar shows of everything that is at work: how many, and how far they are together (0 to 1). */
export function workProgress(open: readonly RunProgress[]): {
  readonly share: number | null;
  readonly count: number;
} {
  const atWork = open.filter(({ run }) => working.has(run.state));
  const of = atWork.reduce((sum, { targets }) => sum + targets, 0);
  const left = atWork.reduce((sum, { counts }) => sum + counts.planned + counts.sent, 0);
  return { count: atWork.length, share: of === 0 ? null : (of - left) / of };
}

/** What a notification at the end of a revocation says: no name, because it is shown on a locked screen too. */
export interface EndedRevocation {
  readonly outcome: RevocationReport['outcome'];
  /** Of the targets: those that are known to be gone. */
  readonly ended: number;
  /** Of these: gone before the run came to them. */
  readonly alreadyGone: number;
  /** Sessions that are not of the plan, and are known to be gone. */
  readonly endedBeside: number;
  readonly targets: number;
}

export function toEndedRevocation({
  counts,
  linkedSessions,
  newSessions,
  outcome,
  plan,
}: RevocationReport): EndedRevocation {
  return {
    outcome,
    ended: countGone(counts),
    alreadyGone: counts['already-gone'],
    endedBeside: newSessions.ended + linkedSessions.ended,
    targets: plan.targets,
  };
}
