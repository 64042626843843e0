import type { Phase, RunProgress, RunState } from '../../../contract/domain/revocation/run.ts';

const phasesOfWatch: ReadonlySet<Phase> = new Set(['first-lists', 'watching', 'watching-everyone']);
const heldBack: ReadonlySet<RunState['state']> = new Set(['waiting', 'pausing', 'paused']);

/** Whether a revocation has ended what was ordered and looks for new sessions, also while something holds the watch back. */
export function isWatch({ run, phase }: Pick<RunProgress, 'run' | 'phase'>): boolean {
  return run.state === 'watching' || (heldBack.has(run.state) && phasesOfWatch.has(phase));
}
