import { targetStates } from '../../../../contract/domain/revocation.ts';
import { tenantOfHandle } from '../../../identity/handle-tenant.ts';
import type { OpenFile } from '../open-file.ts';
import { role, targetFlag } from '../rows/codes.ts';
import type { TargetRow } from '../rows/target-row.ts';
import { type CountName, type Counts, createCounts } from './counts.ts';
import { createErrors, type Errors } from './errors.ts';
import { createTenants, type Tenants } from './tenants.ts';
import { createUsers, type Users } from './users.ts';

/**
 * What one transaction changes in a revocation. Rows of targets and lines are written at once; numbers, users, tenants
 * and errors by `flush`, once for all that changed.
 */
export interface Edit {
  readonly file: OpenFile;
  readonly rev: number;
  readonly counts: Counts;
  readonly users: Users;
  readonly tenants: Tenants;
  readonly errors: Errors;
}

/** Runs the work within the transaction that is open, then writes the numbers that it changed. */
export function edit<T>(file: OpenFile, rev: number, work: (edit: Edit) => T): T {
  const counts = createCounts(file, rev);
  const users = createUsers(file, rev, counts);
  const tenants = createTenants(file, rev, counts);
  const errors = createErrors(file, rev, counts);
  const result = work({ file, rev, counts, users, tenants, errors });
  users.flush();
  tenants.flush();
  errors.flush();
  counts.flush();
  return result;
}

/** The number of the tenant that the handle names. */
export function tenantIdOf({ tenants }: Edit, handle: string): number {
  return tenants.findOrAdd(tenantOfHandle(handle)).id;
}

/** Counts the row as it is now: 1 after it was added or changed, -1 before it is changed or removed. */
export function countTarget(edit: Edit, row: TargetRow, by: 1 | -1): void {
  const { counts, tenants, users } = edit;
  countState(edit, row, by);
  const user = row.user === null ? null : users.edit(users.get(row.user));
  if (row.role === role.newSession) {
    if (user) user.newSessions += by;
    return;
  }
  const tenant = tenants.edit(row.tenant);
  tenant.matches += by;
  counts.add('matches', by);
  if (user) user.matches += by;
  if (row.role !== role.excluded) {
    if (!user) counts.add('no-owner', by);
    return;
  }
  tenant.excluded += by;
  counts.add('excluded', by);
  if (user) user.excluded += by;
}

/** The part of `countTarget` that an event changes. */
export function countState({ counts, errors }: Edit, row: TargetRow, by: 1 | -1): void {
  if (row.error !== null) errors.count(row.error, by);
  if (row.role === role.excluded) return;
  const names = row.role === role.newSession ? newNames : planNames;
  const name =
    (row.flags & targetFlag.verified) === 0 ? names[row.state]?.notVerified : names[row.state]?.verified;
  if (name) counts.add(name, by);
}

const planNames = namesOf('plan');
const newNames = namesOf('new');

/** By the code of the state: most of the time of an event would go into making names. */
function namesOf(
  of: 'plan' | 'new',
): readonly { readonly verified: CountName; readonly notVerified: CountName }[] {
  return targetStates.map((state) => ({
    verified: `${of}.${state}.verified`,
    notVerified: `${of}.${state}.not-verified`,
  }));
}

/** The targets of the plan change: where its pages begin is not known until it is frozen again. */
export function thaw({ counts }: Edit): void {
  counts.set('plan-end', 0);
}
