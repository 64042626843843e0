import type { Candidate } from '../../../../contract/domain/planning.ts';
import type { User } from '../../../../contract/domain/user.ts';
import { failure, toAppError } from '../../../../contract/failure.ts';
import type { AccountInfo } from '../../../core/protocol.ts';
import { likelyProviders } from '../../../identity/recognise/third-party.ts';
import type { CoreCaller } from '../steady-core.ts';
import { nameOf } from './found.ts';
import { createRecent } from './recent.ts';
import type { WordReading } from './wanted.ts';

export type AccountReading = Extract<WordReading, { as: 'email' | 'phone' | 'third-party-id' }>;

/** Finds the users with exactly this address, number or account, in all tenants. */
export type FindAccounts = (reading: AccountReading) => Promise<readonly Candidate[]>;

const answersKept = 20_000;
/** Above this many tenants, trying every provider in each would be hundreds of calls a line. */
const mostTenantsToGuessIn = 50;

export function createFindAccounts(
  core: CoreCaller,
  queue: <T>(work: () => Promise<T>) => Promise<T>,
): FindAccounts {
  const answers = createRecent<readonly Candidate[]>(answersKept);
  // Under one key: the tenants of the core, read once.
  const tenants = createRecent<readonly string[]>(1);

  async function readTenants(): Promise<readonly string[]> {
    const all = await core.call((port, signal) => port.tenants(signal));
    return all.map(({ tenantId }) => tenantId);
  }

  async function inTenant(tenantId: string, info: AccountInfo): Promise<readonly User[]> {
    try {
      return await queue(() =>
        core.call((port, signal) => port.usersByAccountInfo({ tenantId, info }, signal)),
      );
    } catch (thrown) {
      // It was removed since the tenants were listed, and its users with it.
      if (toAppError(thrown).code === 'tenant-unknown') return [];
      throw thrown;
    }
  }

  async function find(reading: AccountReading): Promise<readonly Candidate[]> {
    const tenantIds = await tenants.get('', readTenants);
    const infos = infosOf(reading);
    if (infos.length > 1 && tenantIds.length > mostTenantsToGuessIn) throw tooManyToGuess(tenantIds.length);
    const users = await Promise.all(
      tenantIds.flatMap((tenantId) => infos.map((info) => inTenant(tenantId, info))),
    );
    const distinct = new Map(users.flat().map((user) => [user.id, user]));
    return [...distinct.values()].map((user) => ({
      userId: user.id,
      name: nameOf(user),
      tenantIds: [...user.tenantIds],
    }));
  }

  return (reading) => answers.get(JSON.stringify(reading), () => find(reading));
}

function infosOf(reading: AccountReading): readonly AccountInfo[] {
  switch (reading.as) {
    case 'email':
      return [{ email: reading.email }];
    case 'phone':
      return [{ phoneNumber: reading.phone }];
    case 'third-party-id': {
      const { provider, id: userId } = reading;
      const providers = provider === null ? likelyProviders(userId) : [provider];
      return providers.map((id) => ({ thirdParty: { id, userId } }));
    }
  }
}

function tooManyToGuess(tenants: number) {
  return failure('bad-input', `Not every provider was tried in ${tenants.toLocaleString('en-US')} tenants.`, {
    hint: 'Write the provider before the id, as in google:1234.',
  });
}
