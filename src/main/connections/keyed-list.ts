import type { ErrorReason } from '../../contract/error-reasons.ts';
import { failure } from '../../contract/failure.ts';
import { createLimit } from '../shared/concurrency/limit.ts';
import type { KeyRing, KeyState } from './key-ring.ts';

/** What is saved of a place outside, with the key that is sent there. */
interface Keyed {
  readonly id: string;
  readonly settings: { readonly address: string };
  /** Base64 of the secret store; absent: no key is stored. */
  readonly sealedKey?: string | undefined;
}

interface SavedChange<Entry extends Keyed> {
  /** Without a sealed key: it gets the one that belongs to it. */
  readonly entry: Entry;
  /** Undefined: leave the key as it is; null: none. */
  readonly key: string | null | undefined;
  readonly keep: 'stored' | 'this-run-only';
}

/** The entries of a file with their keys. Writing is done one after the other: none overwrites another. */
interface KeyedList<Entry extends Keyed> {
  /** In the order in which they were added. */
  readonly all: () => readonly Entry[];
  /** Throws a `Failure` when it is not there. */
  readonly find: (id: string) => Entry;
  readonly keyState: (id: string) => KeyState;
  /** Null: none. Rejects with a `Failure` when it cannot be read, or does not belong to the address. */
  readonly key: (id: string, address: string) => Promise<string | null>;
  /** Binds all sealed keys to these locks; null: to none. Nothing has changed when it rejects. */
  readonly rebindKeys: (locks: readonly string[] | null) => Promise<void>;
  /** Adds an entry, or replaces the one with this id. Nothing has changed when it rejects, also with what `change` throws. */
  readonly save: (
    id: string | undefined,
    change: (before: Entry | undefined) => SavedChange<Entry>,
  ) => Promise<{ readonly before: Entry | undefined; readonly after: Entry }>;
  /** Replaces an entry, and leaves its key alone. */
  readonly change: (id: string, change: (before: Entry) => Entry) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
}

interface KeyedListParts<Entry extends Keyed> {
  readonly saved: readonly Entry[];
  /** Replaces all that is saved. */
  readonly writeAll: (entries: readonly Entry[]) => Promise<void>;
  readonly keys: KeyRing;
  /** What is said of an id that is not there. */
  readonly unknown: ErrorReason;
}

export function createKeyedList<Entry extends Keyed>(parts: KeyedListParts<Entry>): KeyedList<Entry> {
  const { saved, writeAll, keys, unknown } = parts;
  const oneByOne = createLimit(1);
  let entries = saved;

  function find(id: string): Entry {
    const entry = entries.find((one) => one.id === id);
    if (entry === undefined) throw failure('not-found', { reason: unknown });
    return entry;
  }

  async function write(next: readonly Entry[]): Promise<void> {
    await writeAll(next);
    entries = next;
  }

  function replace(before: Entry, after: Entry): Promise<void> {
    return write(entries.map((one) => (one === before ? after : one)));
  }

  /** Writes a key that the secret store has sealed anew. */
  async function replaceSealed(id: string, old: string, sealedKey: string): Promise<void> {
    const entry = entries.find((one) => one.id === id && one.sealedKey === old);
    if (entry !== undefined) await replace(entry, { ...entry, sealedKey });
  }

  async function save({ entry, key, keep }: SavedChange<Entry>, before: Entry | undefined): Promise<Entry> {
    const { id, settings } = entry;
    const sealedKey =
      key === undefined
        ? before?.sealedKey
        : key !== null && keep === 'stored'
          ? await keys.seal(key, settings.address)
          : undefined;
    const after: Entry = { ...entry, ...(sealedKey === undefined ? {} : { sealedKey }) };
    await (before === undefined ? write([...entries, after]) : replace(before, after));
    if (key !== undefined) keys.forget(id);
    if (typeof key === 'string' && keep === 'this-run-only') keys.keepForThisRun(id, key, settings.address);
    return after;
  }

  async function rebindKeys(locks: readonly string[] | null): Promise<void> {
    if (!entries.some(({ sealedKey }) => sealedKey !== undefined)) return;
    const next: Entry[] = [];
    for (const one of entries) {
      const sealedKey = one.sealedKey === undefined ? undefined : await keys.rebind(one.sealedKey, locks);
      next.push(sealedKey === undefined ? one : { ...one, sealedKey });
    }
    await write(next);
  }

  return {
    all: () => entries,
    find,
    keyState: (id) => keys.state(id, find(id).sealedKey),
    async key(id, address) {
      const { sealedKey } = find(id);
      const { key, resealed } = await keys.read(id, sealedKey, address);
      // Nothing is lost when it cannot be written: the old one is as good.
      if (sealedKey !== undefined && resealed !== undefined)
        await oneByOne.run(() => replaceSealed(id, sealedKey, resealed)).catch(() => undefined);
      return key;
    },
    rebindKeys: (locks) => oneByOne.run(() => rebindKeys(locks)),
    save: (id, change) =>
      oneByOne.run(async () => {
        const before = id === undefined ? undefined : find(id);
        return { before, after: await save(change(before), before) };
      }),
    change: (id, change) =>
      oneByOne.run(async () => {
        const before = find(id);
        const after = change(before);
        if (after !== before) await replace(before, after);
      }),
    remove: (id) =>
      oneByOne.run(async () => {
        const removed = find(id);
        await write(entries.filter((one) => one !== removed));
        keys.forget(id);
      }),
  };
}
