import type { Candidate } from '../../../../contract/domain/planning.ts';
import type { User } from '../../../../contract/domain/user.ts';
import { toAppError } from '../../../../contract/failure.ts';
import type { AccountInfo, CorePort } from '../../../core/protocol.ts';
import { nameOf } from '../../../identity/user-ids.ts';
import type { Limit } from '../../../shared/concurrency/limit.ts';
import type { CoreCaller } from '../../../shared/retry/core-caller.ts';
import type { Lookup } from '../classify/classify-line.ts';
import { checkId } from './check-answer.ts';
import { createRecentAnswers } from './recent-answers.ts';

export type AccountLookup = Extract<Lookup, { as: 'email' | 'phone' | 'third-party-id' }>;

/** Finds the users with exactly this address, number or account, in all tenants. */
export type FindAccounts = (lookup: AccountLookup) => Promise<readonly Candidate[]>;

const mostAnswers = 20_000;

export function createFindAccounts(caller: CoreCaller<CorePort>, limit: Limit): FindAccounts {
  const answers = createRecentAnswers<readonly Candidate[]>(mostAnswers);
  // Under one key: the tenants of the core, read once.
  const tenants = createRecentAnswers<readonly string[]>(1);

  async function readTenants(): Promise<readonly string[]> {
    const all = await caller.call((port, signal) => port.tenants(signal));
    return all.map(({ tenantId }) => tenantId);
  }

  async function findInTenant(tenantId: string, info: AccountInfo): Promise<readonly User[]> {
    try {
      return await limit.run(() =>
        caller.call((port, signal) => port.usersByAccountInfo({ tenantId, info }, signal)),
      );
    } catch (thrown) {
      // It was removed since the tenants were listed, and its users with it.
      if (toAppError(thrown).code === 'tenant-unknown') return [];
      throw thrown;
    }
  }

  async function find(lookup: AccountLookup): Promise<readonly Candidate[]> {
    const tenantIds = await tenants.get('', readTenants);
    const info = infoOf(lookup);
    const users = await Promise.all(tenantIds.map((tenantId) => findInTenant(tenantId, info)));
    const distinct = new Map(users.flat().map((user) => [user.id, user]));
    for (const id of distinct.keys()) checkId(id);
    return [...distinct.values()].map(toCandidate);
  }

  return (lookup) => answers.get(JSON.stringify(lookup), () => find(lookup));
}

export function toCandidate(user: User): Candidate {
  return { userId: user.id, name: nameOf(user), tenantIds: [...user.tenantIds] };
}

function infoOf(lookup: AccountLookup): AccountInfo {
  switch (lookup.as) {
    case 'email':
      return { email: lookup.email };
    case 'phone':
      return { phoneNumber: lookup.phone };
    case 'third-party-id':
      return { thirdParty: { id: lookup.provider, userId: lookup.id } };
  }
}
