import { toAppError } from '../../../contract/failure.ts';
import type { RevocationRecord, RunTools } from '../record.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { listAgain } from './list-again.ts';
import { readTargets } from './read-targets.ts';

/**
 * Looks again at everything that was sent. Of a person, by listing: that is one call for each id, and also shows what
 * began meanwhile. Of handles alone, by reading each, or by listing where it was found out in time whose they are.
 * Resolves with whether everything could be looked at; then `checkedAt` says when.
 */
export async function check(record: RevocationRecord, tools: RunTools): Promise<boolean> {
  const { scope } = record.plan.plan;
  record.checkedAt = null;
  if (scope.type === 'user') {
    tools.tell('listing-again');
    try {
      await listAgain(record, scope.userId, scope.tenantId, tools);
    } catch (thrown) {
      record.errors.push(toAppError(thrown));
      return false;
    }
  } else {
    tools.tell('reading-again');
    await askWitnesses(record, unchecked(record), tools);
    await readTargets(record, unchecked(record), tools);
    if (unchecked(record).length > 0) return false;
  }
  record.checkedAt = tools.now();
  return true;
}

function unchecked({ ledger }: RevocationRecord) {
  return ledger.where(
    ({ checked, standing: { state } }) => !checked && state !== 'planned' && state !== 'failed',
  );
}
