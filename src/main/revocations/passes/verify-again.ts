import { toAppError } from '../../../contract/failure.ts';
import { noteError, type Run } from '../run/run.ts';
import { verify } from '../verification/verify.ts';
import { giveUp, outcomeOf } from './carry-out.ts';

/**
 * Reads again everything that is not known to be gone, what was never sent included. Ends nothing, so what is active is
 * `failed`. When it cannot be read this time either, the report says what it said before.
 */
export async function verifyAgain(run: Run): Promise<void> {
  const { control, store } = run;
  const { id } = store;
  const { checkedAt, errors, stopped } = run.facts();
  const count = await store.read((reader) => reader.countTargets({ id, where: 'not-ended' }));
  // With every target verified, a list of a whole user can still be missing.
  if (count === 0 && checkedAt !== null) return;
  run.steps.begin('verifying-sessions', count);
  run.setFacts({ checkedAt: null, errors: [] });
  await store.change((writer) => writer.verifyAgain({ id, where: 'not-ended' }));
  let isVerified = false;
  try {
    isVerified = await verify(run, 'not-verified');
  } catch (thrown) {
    if (!control.signal.aborted) noteError(run, toAppError(thrown));
  }
  if (control.isInterrupted()) return;
  if (!isVerified) run.setFacts({ checkedAt, errors: [...run.facts().errors, ...errors] });
  await giveUp(run, stopped);
  await run.commitEnd({ outcome: await outcomeOf(run, stopped) });
}
