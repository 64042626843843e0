import { check } from '../checking/check.ts';
import { isGone } from '../targets/target-state.ts';
import { type Run, targetsWhere } from './run.ts';
import { giveUpSurvivors } from './run-revocation.ts';

/**
 * Reads again everything that is not known to be gone, what was never sent included. Ends nothing, so what is still
 * there now is `failed`. When it cannot be read this time either, the record says what it said before.
 */
export async function recheck(run: Run): Promise<void> {
  const { log, record } = run;
  const { checkedAt, errors, stopped } = record.facts;
  const { ledger } = record;
  const open = targetsWhere(
    run,
    (index) => !ledger.isChecked(index) || !isGone({ state: ledger.state(index) }),
  );
  if (open.length === 0) return;
  run.steps.begin('verifying-sessions', open.length);
  log.write({ e: 'look-again', on: [...open] });
  log.write({ e: 'facts', facts: { errors: [] } });
  if (!(await check(run, 'all'))) {
    const both = [...record.facts.errors, ...errors];
    log.write({ e: 'facts', facts: { checkedAt, errors: both } });
  }
  giveUpSurvivors(run, stopped);
}
