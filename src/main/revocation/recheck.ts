import { check } from './checking/check.ts';
import type { RevocationRecord, RunTools } from './record.ts';
import { giveUpSurvivors } from './run.ts';
import { isGone } from './targets/target-state.ts';

/**
 * Reads again everything that is not known to be gone, what was never sent included. Ends nothing, so what is still
 * there now is `failed`. When it cannot be read this time either, the record says what it said before.
 */
export async function recheck(record: RevocationRecord, tools: RunTools): Promise<void> {
  const { checkedAt, errors, ledger } = record;
  const open = ledger.where(({ checked, standing }) => !checked || !isGone(standing));
  if (open.length === 0) return;
  for (const { handle } of open) ledger.lookAgain(handle);
  record.errors = [];
  if (!(await check(record, tools, 'all'))) {
    record.checkedAt = checkedAt;
    record.errors.push(...errors);
  }
  giveUpSurvivors(record);
}
