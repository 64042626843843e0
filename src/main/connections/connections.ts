import type { HandlersOf } from '../../contract/channels/contract.ts';
import {
  type Connection,
  type ConnectionSettings,
  defaultConnectionSettings,
} from '../../contract/domain/connection.ts';
import { failure } from '../../contract/failure.ts';
import type { CorePort, CoreWorkerOptions } from '../core/protocol.ts';
import { createChanges } from '../shared/changes.ts';
import { openCore, type SpawnCoreWorker } from './core-worker.ts';
import { createKeyRing, type SecretStore } from './key-ring.ts';
import { createLiveConnection, type LiveConnection } from './live-connection.ts';
import { checkedAddress, checkedKey, checkKeyMayGo, openProfileRegistry } from './profile-registry.ts';

interface ConnectionsInput {
  readonly dataDirectory: string;
  readonly secretStore: SecretStore;
  readonly startSandbox: () => Promise<RunningSandbox>;
  readonly spawnCoreWorker: SpawnCoreWorker;
  /** For tests: how often open connections are measured. */
  readonly healthCheckMs?: number;
}

export interface Connections {
  readonly handlers: HandlersOf<'connections'>;
  /** Throws a `Failure` when this connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  /** Throws a `Failure` when there is no such connection. */
  readonly settings: (connectionId: string) => ConnectionSettings;
  /** Of all that there are, the sandbox too. */
  readonly ids: () => readonly string[];
  /** Where a file of saved connections went that could not be read at this start. */
  readonly damagedFile: string | undefined;
  /** Ends all workers and the sandbox. */
  readonly close: () => Promise<void>;
}

/** The saved connections and the sandbox, each with at most one worker. */
export async function createConnections(input: ConnectionsInput): Promise<Connections> {
  const sandbox = createSandboxConnection(input.startSandbox);
  const keys = createKeyRing(input.secretStore);
  const registry = await openProfileRegistry(input.dataDirectory, keys, sandbox.settings().name);
  const changes = createChanges();
  const live = new Map<string, LiveConnection>();

  function liveOf(id: string): LiveConnection {
    const known =
      live.get(id) ??
      createLiveConnection({
        spawn: input.spawnCoreWorker,
        onChange: changes.notify,
        healthCheckMs: input.healthCheckMs,
      });
    live.set(id, known);
    return known;
  }

  function settings(id: string): ConnectionSettings {
    return id === SANDBOX_ID ? sandbox.settings() : registry.settings(id);
  }

  function ids(): readonly string[] {
    return [SANDBOX_ID, ...registry.ids()];
  }

  function show(id: string): Connection {
    const builtIn = id === SANDBOX_ID;
    const key = builtIn ? 'this-run-only' : registry.keyState(id);
    return { ...settings(id), id, builtIn, key, connection: liveOf(id).state() };
  }

  async function options(id: string): Promise<CoreWorkerOptions> {
    return id === SANDBOX_ID ? sandbox.options() : workerOptions(registry.settings(id), registry.key(id));
  }

  /** What was open goes on with the new address and key. If it cannot, its state tells: it was saved all the same. */
  async function reopen(id: string): Promise<void> {
    const connection = liveOf(id);
    const { state } = connection.state();
    await connection.close();
    if (state === 'open' || state === 'away' || state === 'opening')
      await connection.open(() => options(id)).catch(() => undefined);
  }

  const handlers: HandlersOf<'connections'> = {
    'connections.watch': (_, { emit, signal }) => changes.follow(() => emit([ids().map(show)]), signal),

    async 'connections.open'({ id }, { signal }) {
      settings(id);
      const connection = liveOf(id);
      const giveUp = (): void => {
        if (connection.state().state === 'opening') void connection.close();
      };
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        return await connection.open(() => options(id));
      } finally {
        signal.removeEventListener('abort', giveUp);
      }
    },

    async 'connections.close'({ id }) {
      await live.get(id)?.close();
      return null;
    },

    async 'connections.try'({ id, settings: tried, key }, { signal }) {
      const saved = key === undefined && id !== undefined && id !== SANDBOX_ID ? registry.key(id) : null;
      if (saved !== null && id !== undefined)
        checkKeyMayGo(registry.settings(id).address, checkedAddress(tried.address));
      const core = openCore({
        spawn: input.spawnCoreWorker,
        options: workerOptions(tried, checkedKey(key) ?? saved),
      });
      try {
        return await core.port.facts(signal);
      } finally {
        await core.close();
      }
    },

    async 'connections.save'(wanted) {
      refuseBuiltIn(wanted.id);
      if (wanted.id !== undefined && wanted.key === undefined && registry.keyState(wanted.id) !== 'none')
        checkKeyMayGo(registry.settings(wanted.id).address, checkedAddress(wanted.settings.address));
      const { id, before } = await registry.save(wanted);
      if (before && (wanted.key !== undefined || reachesOtherwise(before, registry.settings(id))))
        await reopen(id);
      changes.notify();
      return show(id);
    },

    async 'connections.remove'({ id }) {
      refuseBuiltIn(id);
      await registry.remove(id);
      const ended = live.get(id);
      live.delete(id);
      await ended?.close();
      changes.notify();
      return null;
    },
  };

  return {
    handlers,
    settings,
    ids,
    damagedFile: registry.damagedFile,
    core(id) {
      const { name } = settings(id);
      const port = live.get(id)?.port();
      if (port) return port;
      throw failure('unreachable', { reason: 'connection-closed', params: { name } });
    },
    async close() {
      await Promise.all([...live.values()].map((connection) => connection.close()));
      await sandbox.close();
    },
  };
}

function workerOptions(settings: ConnectionSettings, apiKey: string | null): CoreWorkerOptions {
  const { connectTimeoutMs, requestTimeoutMs } = settings;
  // Checked again: someone may have edited the file.
  return { address: checkedAddress(settings.address), apiKey, connectTimeoutMs, requestTimeoutMs };
}

function reachesOtherwise(before: ConnectionSettings, after: ConnectionSettings): boolean {
  return (
    before.address !== after.address ||
    before.connectTimeoutMs !== after.connectTimeoutMs ||
    before.requestTimeoutMs !== after.requestTimeoutMs
  );
}

function refuseBuiltIn(id: string | undefined): void {
  if (id !== SANDBOX_ID) return;
  throw failure('bad-input', { reason: 'sandbox-fixed' });
}

export const SANDBOX_ID = 'sandbox';

/** As much of the embedded core as a connection needs. */
export interface RunningSandbox {
  readonly uri: string;
  readonly apiKey: string;
  /** Resolves when it is gone, for whatever reason. */
  readonly ended?: Promise<void>;
  readonly close: () => Promise<void>;
}

interface SandboxConnection {
  readonly settings: () => ConnectionSettings;
  /** Starts the sandbox when it is not running yet. */
  readonly options: () => Promise<CoreWorkerOptions>;
  readonly close: () => Promise<void>;
}

/** The built-in connection. Its core starts when it is first opened, and runs on until the console ends. */
export function createSandboxConnection(start: () => Promise<RunningSandbox>): SandboxConnection {
  let starting: Promise<RunningSandbox> | undefined;
  let address = 'http://127.0.0.1';

  async function startOnce(): Promise<RunningSandbox> {
    try {
      const sandbox = await start();
      address = sandbox.uri;
      // The next opening starts another one.
      const mine = starting;
      void sandbox.ended?.then(() => {
        if (starting === mine) starting = undefined;
      });
      return sandbox;
    } catch {
      starting = undefined;
      throw failure('unreachable', { reason: 'sandbox-not-started' });
    }
  }

  function settings(): ConnectionSettings {
    return { ...defaultConnectionSettings, name: 'Sandbox', environment: 'sandbox', address };
  }

  return {
    settings,
    async options() {
      starting ??= startOnce();
      const { uri, apiKey } = await starting;
      const { connectTimeoutMs, requestTimeoutMs } = settings();
      return { address: uri, apiKey, connectTimeoutMs, requestTimeoutMs };
    },
    async close() {
      const running = starting;
      starting = undefined;
      await (await running?.catch(() => undefined))?.close();
    },
  };
}
