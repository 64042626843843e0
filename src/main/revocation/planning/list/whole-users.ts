import type { RecordedKeys } from '../../../core/protocol.ts';
import { readPerson } from '../../../identity/person.ts';
import { readRows } from '../read-rows.ts';
import type { CoreCaller } from '../steady-core.ts';
import { nameOf, type WholeUser } from './found.ts';
import type { SessionLoader } from './session-loader.ts';

export interface WholeUsers {
  /** Null: the core knows neither a user nor sessions by this id. Who asks meanwhile gets the same answer. */
  readonly read: (userId: string) => Promise<WholeUser | null>;
  /** The next one who asks gets a fresh answer. */
  readonly forget: (user: WholeUser) => void;
}

interface Tools {
  readonly core: CoreCaller;
  readonly load: SessionLoader;
  readonly keys: () => RecordedKeys;
  /** Runs a few at a time. */
  readonly queue: <T>(work: () => Promise<T>) => Promise<T>;
  /** Whether this session is among the hits already: then nothing of it has to be read. */
  readonly isHit: (handle: string) => boolean;
}

/** Ids of nobody that are remembered, so that a list full of the same one asks once. */
const nobodiesKept = 20_000;
/** More sessions than this are read in a call of their own. */
const mostWithOthers = 64;

/** Reads users with everything that is open of them, under all ids of all their login methods. */
export function createWholeUsers({ core, load, keys, queue, isHit }: Tools): WholeUsers {
  const underWay = new Map<string, Promise<WholeUser | null>>();
  const nobodies = new Set<string>();

  async function readNow(userId: string): Promise<WholeUser | null> {
    const { user, identities } = await queue(() =>
      core.call((port, signal) => readPerson(port, userId, signal)),
    );
    const lists = await Promise.all(
      identities.map(({ id }) =>
        queue(() => core.call((port, signal) => port.sessionHandles({ userId: id, tenantId: null }, signal))),
      ),
    );
    const handles = [...new Set(lists.flat())];
    if (!user && handles.length === 0) return null;
    return {
      userId: user?.id ?? userId,
      name: user ? nameOf(user) : userId,
      identities,
      sessions: await readCreated(handles),
    };
  }

  /** When they began; those that ended since they were listed are left out. */
  async function readCreated(handles: readonly string[]): Promise<WholeUser['sessions']> {
    const fresh = handles.filter((handle) => !isHit(handle));
    const many = fresh.length > mostWithOthers ? await readRows(core, fresh, keys()) : null;
    const read = await Promise.all(
      handles.map(async (handle) => {
        if (isHit(handle)) return [{ handle, createdAt: null }];
        const answer = many?.get(handle) ?? (await load(handle));
        if (answer.outcome === 'absent') return [];
        return [{ handle, createdAt: answer.outcome === 'found' ? answer.row.timeCreated : null }];
      }),
    );
    return read.flat();
  }

  async function readOrNobody(userId: string): Promise<WholeUser | null> {
    const user = await readNow(userId);
    if (user) return user;
    if (nobodies.size === nobodiesKept) nobodies.clear();
    nobodies.add(userId);
    return null;
  }

  return {
    read: async (userId) => {
      if (nobodies.has(userId)) return null;
      const known = underWay.get(userId);
      if (known) return known;
      const answer = readOrNobody(userId);
      underWay.set(userId, answer);
      const forget = () => void underWay.delete(userId);
      answer.then((user) => user ?? forget(), forget);
      return answer;
    },
    forget: ({ userId, identities }) => {
      underWay.delete(userId);
      for (const { id } of identities) underWay.delete(id);
    },
  };
}
