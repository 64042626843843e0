import { randomUUID } from 'node:crypto';
import type { Connection, ConnectionSettings } from '../../contract/domain/connection.ts';
import { failure } from '../../contract/failure.ts';
import type { HandlersOf } from '../../contract/handlers.ts';
import type { CorePort, CoreWorkerOptions } from '../core/protocol.ts';
import { checkedAddress } from './address.ts';
import { createChanges } from './changes.ts';
import type { SpawnCoreWorker } from './core-worker.ts';
import { createKeyRing } from './key-ring.ts';
import { createLiveConnection, type LiveConnection } from './live-connection.ts';
import { openCore } from './open-core.ts';
import { openProfileFile, type Profile } from './profile-file.ts';
import { createSandboxConnection, type RunningSandbox, SANDBOX_ID } from './sandbox-connection.ts';
import type { SecretStore } from './secret-store.ts';

export interface ConnectionsInput {
  readonly dataDirectory: string;
  readonly secretStore: SecretStore;
  readonly startSandbox: () => Promise<RunningSandbox>;
  readonly spawnCoreWorker: SpawnCoreWorker;
}

export interface Connections {
  readonly handlers: HandlersOf<'connections'>;
  /** Throws a `Failure` when this connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  /** Throws a `Failure` when there is no such connection. */
  readonly settings: (connectionId: string) => ConnectionSettings;
  /** Where a file of saved connections went that could not be read at this start. */
  readonly damagedFile: string | undefined;
  /** Ends all workers and the sandbox. */
  readonly close: () => Promise<void>;
}

/** The saved connections and the sandbox, each with at most one worker. */
export async function createConnections(input: ConnectionsInput): Promise<Connections> {
  const file = await openProfileFile(input.dataDirectory);
  const keys = createKeyRing(input.secretStore);
  const changes = createChanges();
  const sandbox = createSandboxConnection(input.startSandbox);
  const profiles = new Map<string, Profile>(file.profiles.map((profile) => [profile.id, profile]));
  const live = new Map<string, LiveConnection>();

  function liveOf(id: string): LiveConnection {
    const known = live.get(id) ?? createLiveConnection(input.spawnCoreWorker, changes.notify);
    live.set(id, known);
    return known;
  }

  function profileOf(id: string): Profile {
    const profile = profiles.get(id);
    if (!profile) throw failure('not-found', 'There is no such connection any more.');
    return profile;
  }

  function settings(id: string): ConnectionSettings {
    return id === SANDBOX_ID ? sandbox.settings() : profileOf(id).settings;
  }

  function show(id: string): Connection {
    const builtIn = id === SANDBOX_ID;
    const key = builtIn ? 'this-run-only' : keys.state(id, profileOf(id).sealedKey);
    return { ...settings(id), id, builtIn, key, connection: liveOf(id).state() };
  }

  function savedOptions(id: string): CoreWorkerOptions {
    const { settings: saved, sealedKey } = profileOf(id);
    return workerOptions(saved, keys.read(id, sealedKey));
  }

  async function keep(next: readonly Profile[]): Promise<void> {
    await file.write(next);
    profiles.clear();
    for (const profile of next) profiles.set(profile.id, profile);
  }

  function checkName(id: string, name: string): void {
    const taken = [SANDBOX_ID, ...profiles.keys()].some(
      (other) => other !== id && settings(other).name.toLowerCase() === name.toLowerCase(),
    );
    if (taken)
      throw failure('bad-input', `There is a connection named ${name} already.`, {
        hint: 'Give it another name.',
      });
  }

  const handlers: HandlersOf<'connections'> = {
    'connections.watch': (_, { emit, signal }) =>
      changes.follow(() => emit([[SANDBOX_ID, ...profiles.keys()].map(show)]), signal),

    async 'connections.open'({ id }, { signal }) {
      settings(id);
      const connection = liveOf(id);
      const giveUp = (): void => {
        if (connection.state().state === 'opening') void connection.close();
      };
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        return await connection.open(id === SANDBOX_ID ? sandbox.options : async () => savedOptions(id));
      } finally {
        signal.removeEventListener('abort', giveUp);
      }
    },

    async 'connections.close'({ id }) {
      await live.get(id)?.close();
      return null;
    },

    async 'connections.try'({ id, settings: tried, key }, { signal }) {
      const address = checkedAddress(tried.address);
      const saved = id === undefined || id === SANDBOX_ID ? undefined : profileOf(id);
      const used = key === undefined && saved ? keys.read(saved.id, saved.sealedKey) : (key ?? null);
      const core = openCore({
        spawn: input.spawnCoreWorker,
        options: workerOptions({ ...tried, address }, used),
      });
      try {
        return await core.port.facts(signal);
      } finally {
        await core.close();
      }
    },

    async 'connections.save'({ id = randomUUID(), settings: wanted, key, keepKey }) {
      if (id === SANDBOX_ID) throw builtInStays();
      const before = profiles.get(id);
      checkName(id, wanted.name);
      const next: ConnectionSettings = { ...wanted, address: checkedAddress(wanted.address) };
      const sealedKey = sealedAfter(before?.sealedKey, key, keepKey);
      const profile: Profile = { id, settings: next, ...(sealedKey === undefined ? {} : { sealedKey }) };
      await keep(
        before
          ? [...profiles.values()].map((one) => (one.id === id ? profile : one))
          : [...profiles.values(), profile],
      );
      if (key !== undefined) keys.forget(id);
      if (key && keepKey === 'this-run-only') keys.keepForThisRun(id, key);
      const reopens = before && (key !== undefined || reachesOtherwise(before.settings, next));
      if (reopens) await reopen(id);
      changes.notify();
      return show(id);
    },

    async 'connections.remove'({ id }) {
      if (id === SANDBOX_ID) throw builtInStays();
      profileOf(id);
      await keep([...profiles.values()].filter((one) => one.id !== id));
      keys.forget(id);
      await live.get(id)?.close();
      live.delete(id);
      changes.notify();
      return null;
    },
  };

  function sealedAfter(
    before: string | undefined,
    key: string | null | undefined,
    keepKey: 'stored' | 'this-run-only',
  ): string | undefined {
    if (key === undefined) return before;
    return key !== null && keepKey === 'stored' ? keys.seal(key) : undefined;
  }

  /** What is open goes on with the new address and key. Saving succeeds even if that fails: the state tells. */
  async function reopen(id: string): Promise<void> {
    const connection = liveOf(id);
    const before = connection.state().state;
    await connection.close();
    if (before !== 'open' && before !== 'opening') return;
    await connection.open(async () => savedOptions(id)).catch(() => undefined);
  }

  return {
    handlers,
    settings,
    damagedFile: file.damagedFile,
    core(id) {
      const { name } = settings(id);
      const port = live.get(id)?.port();
      if (!port)
        throw failure('unreachable', `${name} is not open.`, {
          hint: 'Open the connection, then try again.',
        });
      return port;
    },
    async close() {
      await Promise.all([...live.values()].map((connection) => connection.close()));
      await sandbox.close();
    },
  };
}

function workerOptions(settings: ConnectionSettings, apiKey: string | null): CoreWorkerOptions {
  const { address, connectTimeoutMs, requestTimeoutMs } = settings;
  return { address, apiKey, connectTimeoutMs, requestTimeoutMs };
}

function reachesOtherwise(before: ConnectionSettings, after: ConnectionSettings): boolean {
  return (
    before.address !== after.address ||
    before.connectTimeoutMs !== after.connectTimeoutMs ||
    before.requestTimeoutMs !== after.requestTimeoutMs
  );
}

function builtInStays() {
  return failure('bad-input', 'The sandbox cannot be changed or removed.', {
    hint: 'Add a connection of your own.',
  });
}
