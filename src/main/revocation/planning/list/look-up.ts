import PQueue from 'p-queue';
import type { LineKind } from '../../../../contract/domain/planning.ts';
import { toAppError } from '../../../../contract/failure.ts';
import type { CoreCaller } from '../steady-core.ts';
import { type AccountReading, createFindAccounts } from './accounts.ts';
import type { Found, WholeUser } from './found.ts';
import type { ListPorts } from './list-ports.ts';
import { createSessionLoader } from './session-loader.ts';
import { createReadToken } from './tokens.ts';
import type { Wanted, WordReading } from './wanted.ts';
import { createWholeUsers } from './whole-users.ts';

/** What lines before brought in, so that it is not read again. -1: nothing. */
export interface Known {
  readonly session: (handle: string) => number;
  readonly user: (id: string) => number;
}

export interface LookUp {
  /** Rejects only when it was aborted. */
  readonly line: (wanted: Wanted) => Promise<Found>;
  /** Null: there is no such user any more. */
  readonly user: (userId: string) => Promise<WholeUser | null>;
  /** It is among the hits now: known from here on. */
  readonly taken: (user: WholeUser) => void;
}

interface Tools {
  readonly ports: ListPorts;
  readonly core: CoreCaller;
  readonly known: Known;
  readonly signal: AbortSignal;
}

/** More calls at once gain nothing at a core. */
const callsAtOnce = 16;

/** Looks lines up at the core. */
export function createLookUp({ ports, core, known, signal }: Tools): LookUp {
  const { recordedKeys: keys, signingKeys, now = Date.now } = ports;
  const calls = new PQueue({ concurrency: callsAtOnce });
  const queue = <T>(work: () => Promise<T>): Promise<T> => calls.add(work);
  const load = createSessionLoader(core, keys);
  const isHit = (handle: string) => known.session(handle) >= 0;
  const users = createWholeUsers({ core, load, keys, queue, isHit });
  const findAccounts = createFindAccounts(core, queue);
  const readToken = createReadToken(core, signingKeys, now);

  async function session(handle: string, kind: LineKind): Promise<Found | null> {
    const index = known.session(handle);
    if (index >= 0) return { is: 'known-session', kind, index };
    const read = await load(handle);
    if (read.outcome === 'absent') return null;
    if (read.outcome === 'failed') {
      // There can be no session in a tenant that is not there.
      return read.error.code === 'tenant-unknown' ? null : { is: 'unread', kind, error: read.error };
    }
    const { tenantId, userId, timeCreated } = read.row;
    return { is: 'session', kind, handle: read.row.handle, tenantId, userId, createdAt: timeCreated };
  }

  async function user(id: string, kind: LineKind): Promise<Found | null> {
    const number = known.user(id);
    if (number >= 0) return { is: 'known-user', kind, user: number };
    const read = await users.read(id);
    return read && { is: 'user', kind, user: read };
  }

  async function account(reading: AccountReading): Promise<Found | null> {
    const [first, ...others] = await findAccounts(reading);
    if (!first) return null;
    if (others.length > 0) return { is: 'ambiguous', kind: reading.as, candidates: [first, ...others] };
    return user(first.userId, reading.as);
  }

  function word(reading: WordReading): Promise<Found | null> {
    switch (reading.as) {
      case 'session-handle':
        return session(reading.handle, reading.as);
      case 'user-id':
        return user(reading.id, reading.as);
      default:
        return account(reading);
    }
  }

  async function token(text: string): Promise<Found> {
    const read = await readToken(text);
    if (read.is !== 'handle') return read;
    return (await session(read.handle, 'access-token')) ?? { is: 'unknown', kind: 'access-token' };
  }

  async function find(wanted: Wanted): Promise<Found> {
    if (wanted.is === 'malformed') return { is: 'malformed', kind: null, why: wanted.why };
    if (wanted.is === 'token') return token(wanted.token);
    for (const reading of wanted.readings) {
      const found = await word(reading);
      if (found) return found;
    }
    return { is: 'unknown', kind: kindOf(wanted) };
  }

  return {
    user: users.read,
    taken: users.forget,
    line: async (wanted) => {
      try {
        return await find(wanted);
      } catch (thrown) {
        signal.throwIfAborted();
        return { is: 'unread', kind: kindOf(wanted), error: toAppError(thrown) };
      }
    },
  };
}

function kindOf(wanted: Wanted): LineKind {
  if (wanted.is !== 'word') return 'access-token';
  return wanted.readings[0]?.as ?? 'user-id';
}
