import { targetStates } from '../../../contract/domain/stored-names.ts';
import { tenantOfHandle } from '../../identity/session-handles.ts';
import type { OpenFile } from '../files/connection.ts';
import { oauthStateOf, role, targetFlag } from '../tables/codes.ts';
import {
  type CountName,
  type CountRepository,
  createCountRepository,
  type TargetGroupName,
} from '../tables/counts.ts';
import { createErrorRepository, type ErrorRepository } from '../tables/errors.ts';
import { createLoginMethodRepository, type LoginMethodRepository } from '../tables/login-methods.ts';
import { hasIndex } from '../tables/schema.ts';
import type { TargetRow } from '../tables/targets.ts';
import { createTenantRepository, type TenantRepository } from '../tables/tenants.ts';
import { isOwn, type UserRow } from '../tables/users.ts';
import { createUserRepository, type UserRepository } from './users.ts';

/**
 * What one transaction changes in a revocation. Rows of targets and lines are written at once; numbers, users, tenants
 * and errors by `flush`, once for all that changed.
 */
export interface Edit {
  readonly file: OpenFile;
  readonly rev: number;
  readonly counts: CountRepository;
  readonly users: UserRepository;
  readonly tenants: TenantRepository;
  readonly loginMethods: LoginMethodRepository;
  readonly errors: ErrorRepository;
  /** Whether the revocation is a list that is still being loaded: its users are counted later. */
  readonly isLoading: () => boolean;
}

/** Runs the work within the transaction that is open, then writes the numbers that it changed. */
export function editRevocation<T>(file: OpenFile, rev: number, work: (edit: Edit) => T): T {
  const counts = createCountRepository(file, rev);
  const users = createUserRepository(file, rev, counts);
  const tenants = createTenantRepository(file, rev, counts);
  const loginMethods = createLoginMethodRepository(file, rev, counts);
  const errors = createErrorRepository(file, rev, counts);
  let loading: boolean | undefined;
  const isLoading = (): boolean => {
    loading ??=
      counts.get('is-list') === 1 &&
      (counts.get('users-to-count') === 1 || !hasIndex(file.db, 'target_by_handle'));
    return loading;
  };
  const result = work({ file, rev, counts, users, tenants, loginMethods, errors, isLoading });
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
  const { counts, tenants } = edit;
  countState(edit, row, by);
  countOwner(edit, row, by);
  if (row.role === role.newSession) return;
  const tenant = tenants.edit(row.tenant);
  tenant.matches += by;
  counts.add('matches', by);
  if (row.role !== role.excluded) return;
  tenant.excluded += by;
  counts.add('excluded', by);
}

/** The part of `countTarget` that depends on the owner, for so many rows with the same values. */
export function countOwner(edit: Edit, row: Pick<TargetRow, 'role' | 'user'>, by: number): void {
  if (row.user === null) {
    if (row.role === role.target) edit.counts.add('no-owner', by);
    return;
  }
  const user = userToCount(edit, row.user, row.role);
  if (!user) return;
  if (row.role === role.newSession) {
    user.newSessions += by;
    return;
  }
  user.matches += by;
  if (row.role === role.excluded) user.excluded += by;
}

/**
 * The user of the row, to be changed. Null where that is left to `countUsers`: in a list of sessions, each commit has
 * sessions of hundreds of users, all over their table, and would write as many pages for users as it has sessions.
 */
function userToCount({ counts, isLoading, users }: Edit, id: number, rowRole: number): UserRow | null {
  const user = users.get(id);
  const isLater = rowRole === role.target && !isOwn(user) && !users.isAdded(user) && isLoading();
  if (!isLater) return users.edit(user);
  counts.set('users-to-count', 1);
  return null;
}

/** The part of `countTarget` that an event changes, for so many rows with the same values. */
export function countState(
  { counts, errors }: Edit,
  row: Pick<TargetRow, 'error' | 'flags' | 'oauth' | 'role' | 'state'>,
  by: number,
): void {
  if (row.error !== null) errors.addTargets(row.error, by);
  if (row.role === role.excluded) return;
  const group = groupOf(row);
  const asked = oauthStateOf(row.oauth);
  if (asked !== 'not-asked') counts.add(`${group}.oauth.${asked}`, by);
  const isVerified = (row.flags & targetFlag.verified) !== 0;
  if (isVerified && (row.flags & targetFlag.signalled) !== 0) counts.add(`${group}.signalled`, by);
  const names = namesByGroup[group];
  const name = isVerified ? names[row.state]?.verified : names[row.state]?.notVerified;
  if (name) counts.add(name, by);
}

/** What the target is counted among. */
export function groupOf({ flags, role: of }: Pick<TargetRow, 'flags' | 'role'>): TargetGroupName {
  if (of !== role.newSession) return 'plan';
  return (flags & targetFlag.linked) === 0 ? 'new' : 'linked';
}

/** By the code of the state: most of the time of an event would go into making names. */
function namesOf(
  of: TargetGroupName,
): readonly { readonly verified: CountName; readonly notVerified: CountName }[] {
  return targetStates.map((state) => ({
    verified: `${of}.${state}.verified`,
    notVerified: `${of}.${state}.not-verified`,
  }));
}

const namesByGroup = { plan: namesOf('plan'), new: namesOf('new'), linked: namesOf('linked') };

/** The targets of the plan change: where its pages begin is not known until it is frozen again. */
export function thaw({ counts }: Edit): void {
  counts.set('plan-end', 0);
}
