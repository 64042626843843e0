import { check } from './checking/check.ts';
import type { RevocationRecord, RunTools } from './record.ts';
import { giveUpSurvivors } from './run.ts';

/**
 * Reads again what is unknown or was never looked at. Ends nothing, so what is still there now is `failed`. When it
 * cannot be read this time either, the record says what it said before.
 */
export async function recheck(record: RevocationRecord, tools: RunTools): Promise<void> {
  const { checkedAt, errors } = record;
  record.errors = [];
  if (!(await check(record, tools))) {
    record.checkedAt = checkedAt;
    record.errors.push(...errors);
  }
  giveUpSurvivors(record);
}
