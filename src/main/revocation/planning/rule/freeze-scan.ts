import type { DraftState } from '../../../../contract/domain/planning.ts';
import { failure } from '../../../../contract/failure.ts';
import type { FrozenHits } from '../draft-work.ts';
import type { Scan } from './scan.ts';

/** What the scan found, without what was taken out. Rejects with `bad-input` before its end, or when nothing is left. */
export async function freezeScan(scan: Scan, { state }: DraftState): Promise<FrozenHits> {
  const { rule, tenants } = scan.header;
  if (state !== 'ready' && state !== 'stopped') {
    throw failure('bad-input', 'Not all users were read yet.', {
      hint: 'Wait until it ends, or stop it: what was found until then can be used.',
    });
  }
  const { targets, people, excluded, own } = await scan.hits.copy();
  if (targets.size === 0) {
    throw failure('bad-input', 'There is nothing to end: the rule hits no session, or all were taken out.');
  }
  const [only] = tenants ?? [];
  return {
    scope: { type: 'rule', rule, tenants },
    targets,
    people,
    tenantId: tenants?.length === 1 ? (only ?? null) : null,
    duplicates: 0,
    excluded,
    own,
  };
}
