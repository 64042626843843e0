import { type Run, targetsWhere } from '../runs/run.ts';
import { listPeople } from './list-people.ts';
import { readTargets } from './read-targets.ts';

/**
 * Looks again at everything that was sent, or at all that was not looked at. Of whole users by listing: that is one call
 * for each id, and also shows what began meanwhile. Of handles alone by reading each, or by listing where it was found
 * out in time whose they are. Resolves with whether everything could be looked at; then `checkedAt` says when.
 */
export async function check(run: Run, what: 'sent' | 'all' = 'sent'): Promise<boolean> {
  const { control, log, now, record, steps } = run;
  log.write({ e: 'facts', facts: { checkedAt: null } });
  await run.checkIdentity('now');
  const listed = await listPeople(run, (index) => isUnchecked(run, index, what));
  const left = targetsWhere(run, (index) => isUnchecked(run, index, what));
  if (left.length > 0) {
    steps.begin('verifying-sessions', left.length);
    await readTargets(run, left);
  }
  await run.checkIdentity('now');
  if (control.signal.aborted || !listed) return false;
  for (let index = 0; index < record.ledger.size; index++) if (isUnchecked(run, index, what)) return false;
  log.write({ e: 'facts', facts: { checkedAt: now() } });
  return true;
}

function isUnchecked({ record: { ledger } }: Run, index: number, what: 'sent' | 'all'): boolean {
  if (ledger.isChecked(index)) return false;
  const state = ledger.state(index);
  return what === 'all' || (state !== 'planned' && state !== 'failed');
}
