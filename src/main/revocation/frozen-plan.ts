import type { RevocationPlan } from '../../contract/domain/revocation.ts';
import type { PeopleTable } from './targets/people-table.ts';
import type { TargetTable } from './targets/target-table.ts';

/** A plan with what stays in this process: handles and users. Belongs to whoever runs it; nothing else changes it. */
export interface FrozenPlan {
  readonly plan: RevocationPlan;
  /** Of the core that was listed: a connection can be changed to lead to another one. */
  readonly address: string;
  /** Ids of the keys of the core that was listed; null: they could not be read. */
  readonly coreKeys: readonly string[] | null;
  readonly targets: TargetTable;
  readonly people: PeopleTable;
  /** Where whole users are ended: in this tenant, or in all (null). */
  readonly tenantId: string | null;
}
