import type { TargetCondition } from '../../store/interface.ts';
import type { Run } from '../run/run.ts';
import { listUsers } from './list-users.ts';
import { readTargets } from './read-targets.ts';

/**
 * Reads again everything that was sent, or everything that is not verified. Of whole users by listing: that is one call
 * for each id, and also shows what began meanwhile. Of others by reading each target, or by listing where the owners
 * were listed before. Resolves with whether everything could be read; then `checkedAt` says when. Rejects with `aborted`
 * when the run is to end.
 */
export async function verify(
  run: Run,
  what: Extract<TargetCondition, 'sent-not-verified' | 'not-verified'>,
): Promise<boolean> {
  const { id } = run.store;
  if (run.facts().checkedAt !== null) run.setFacts({ checkedAt: null });
  await run.store.settle();
  const { isComplete, lookedForIn } = await listUsers(run, 'to-list');
  run.setFacts({ lookedForIn });
  const countLeft = () => run.store.read((reader) => reader.countTargets({ id, where: what }));
  const left = await countLeft();
  if (left > 0) {
    run.steps.begin('verifying-sessions', left);
    await readTargets(run, what);
  }
  if (!isComplete || (left > 0 && (await countLeft()) > 0)) return false;
  run.setFacts({ checkedAt: run.clock.now() });
  return true;
}
