import type { TargetCondition } from '../../store/interface.ts';
import type { Run } from '../run/run.ts';
import { listUsers } from './list-users.ts';
import { readTargets } from './read-targets.ts';

/**
 * Reads again everything that was sent, or everything that is not verified. Of whole users by listing: that is one call
 * for each id, and also shows what began meanwhile. Of others by reading each target, or by listing where the owners
 * were listed before. Resolves with whether everything could be read; then `verifiedAt` says when. Rejects with `aborted`
 * when the run is to end.
 */
export async function verify(
  run: Run,
  what: Extract<TargetCondition, 'sent-not-verified' | 'not-verified'>,
): Promise<boolean> {
  if (run.facts().verifiedAt !== null) run.setFacts({ verifiedAt: null });
  await run.store.settle();
  const { lookedForIn, wholeNotListed } = await listUsers(run, 'to-list');
  run.setFacts({ lookedForIn });
  const areRead = await readAll(run, what);
  if (wholeNotListed > 0 || !areRead) return false;
  run.setFacts({ verifiedAt: run.clock.now() });
  return true;
}

/** The same for what was sent after everything else was verified: reads each target, and lists nobody. */
export async function verifySent(run: Run): Promise<boolean> {
  await run.store.settle();
  if (!(await readAll(run, 'sent-not-verified'))) return false;
  run.setFacts({ verifiedAt: run.clock.now() });
  return true;
}

/** Resolves with whether all could be read. */
async function readAll(run: Run, where: TargetCondition): Promise<boolean> {
  const { id } = run.store;
  const countLeft = () => run.store.read((reader) => reader.countTargets({ id, where }));
  const left = await countLeft();
  if (left === 0) return true;
  run.steps.begin('verifying-sessions', left);
  await readTargets(run, where);
  return (await countLeft()) === 0;
}
