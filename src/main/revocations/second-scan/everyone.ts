import type { RevocationPlan } from '../../../contract/domain/revocation.ts';
import { everyoneIn, type SelectsTenant, selectedTenants } from '../../scan/selected-tenants.ts';

/** Whom a plan for everyone covers. */
export interface Everyone {
  /** Tenants whose users are visited; null: all. */
  readonly chosen: readonly string[] | null;
  /** Tenants whose sessions are listed; null: all. */
  readonly tenants: ReadonlySet<string> | null;
  readonly selects: SelectsTenant;
}

/** Null: the plan is not for everyone, so its run has no second scan. */
export function everyoneOf({
  scope,
  secondScan,
}: Pick<RevocationPlan, 'scope' | 'secondScan'>): Everyone | null {
  if (secondScan === null || scope.type !== 'rule') return null;
  const selects = everyoneIn(scope.rule);
  const { rule, tenants: chosen } = scope;
  return selects && { chosen, tenants: selectedTenants(rule, chosen), selects };
}
