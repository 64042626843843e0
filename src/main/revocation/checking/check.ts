import { toAppError } from '../../../contract/failure.ts';
import type { RevocationRecord, RunTools } from '../record.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { listAgain } from './list-again.ts';
import { readTargets } from './read-targets.ts';

/**
 * Looks again at everything that was sent, or at all that was not looked at. Of a person, by listing: that is one call for each id, and also shows what
 * began meanwhile. Of handles alone, by reading each, or by listing where it was found out in time whose they are.
 * Resolves with whether everything could be looked at; then `checkedAt` says when.
 */
export async function check(
  record: RevocationRecord,
  tools: RunTools,
  what: 'sent' | 'all' = 'sent',
): Promise<boolean> {
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
    await askWitnesses(record, unchecked(record, what), tools);
    await readTargets(record, unchecked(record, what), tools);
    if (unchecked(record, what).length > 0) return false;
  }
  record.checkedAt = tools.now();
  return true;
}

function unchecked({ ledger }: RevocationRecord, what: 'sent' | 'all') {
  return ledger.where(
    ({ checked, standing: { state } }) =>
      !checked && (what === 'all' || (state !== 'planned' && state !== 'failed')),
  );
}
