import type { HandlersOf } from '../../contract/channels/contract.ts';
import type { Connection, ConnectionSettings, OAuthChoice } from '../../contract/domain/connection.ts';
import { failure } from '../../contract/failure.ts';
import type { CorePort, CoreWorkerOptions } from '../core/protocol.ts';
import { createChanges } from '../shared/changes.ts';
import { readAuthorities } from './authorities.ts';
import { checkedKey, checkedSettings, checkKeyMayGo } from './checked-settings.ts';
import { openCore, type SpawnCoreWorker } from './core-worker.ts';
import { type AskAboutConnection, createChangeGuard } from './guarded-changes.ts';
import { createKeyRing, type SecretStore } from './key-ring.ts';
import { createLiveConnection, type LiveConnection } from './live-connection.ts';
import { readOAuthPolicy } from './oauth-policy.ts';
import { openProfileRegistry } from './profile-registry.ts';
import {
  type CoreOptions,
  createSandboxConnection,
  type RunningSandbox,
  sandboxId,
} from './sandbox-connection.ts';
import { createTryLimit } from './try-limit.ts';

interface ConnectionsInput {
  readonly dataDirectory: string;
  readonly secretStore: SecretStore;
  readonly startSandbox: () => Promise<RunningSandbox>;
  readonly spawnCoreWorker: SpawnCoreWorker;
  readonly ask: AskAboutConnection;
  /** Of the settings. */
  readonly answerLimitMb: () => number;
  /** Names the lock of the console; null: there is none. */
  readonly lockPrint: () => string | null;
  /** Throws a `Failure` while a connection must not be removed. */
  readonly checkRemoval?: (connectionId: string) => void;
  /** It is removed: what nobody can open without it goes with it. Never rejects. */
  readonly onRemoved?: (connectionId: string) => Promise<void>;
  /** For tests: how often open connections are measured. */
  readonly healthCheckMs?: number | undefined;
}

export interface Connections {
  readonly handlers: HandlersOf<'connections'>;
  /** Throws a `Failure` when this connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  /** Throws a `Failure` when there is no such connection. */
  readonly settings: (connectionId: string) => ConnectionSettings;
  /** Of all that there are, the sandbox too. */
  readonly ids: () => readonly string[];
  /** Keeps what the operator answered about OAuth2 tokens, where the setting left it open. */
  readonly keepOAuthChoice: (connectionId: string, choice: OAuthChoice) => Promise<void>;
  /** The limit of answers has changed: what is open is opened again with it. */
  readonly answerLimitChanged: () => Promise<void>;
  /** Where a file of saved connections went that could not be read at this start. */
  readonly damagedFile: string | undefined;
  /** Binds the saved keys to these locks; null: to none. Rejects when a key cannot be read now. */
  readonly rebindKeys: (locks: readonly string[] | null) => Promise<void>;
  /** Ends all workers and the sandbox. */
  readonly close: () => Promise<void>;
}

/** The saved connections and the sandbox, each with at most one worker. */
export async function createConnections(input: ConnectionsInput): Promise<Connections> {
  const sandbox = createSandboxConnection(input.startSandbox);
  const keys = createKeyRing(input.secretStore, input.lockPrint);
  const registry = await openProfileRegistry(input.dataDirectory, keys, sandbox.settings().name);
  const changes = createChanges();
  const live = new Map<string, LiveConnection>();
  const guard = createChangeGuard({
    ask: input.ask,
    saved: () =>
      registry.ids().map((id) => ({
        settings: registry.settings(id),
        hasKey: registry.keyState(id) !== 'none',
      })),
  });
  const tries = createTryLimit();

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
    return id === sandboxId ? sandbox.settings() : registry.settings(id);
  }

  function ids(): readonly string[] {
    return [sandboxId, ...registry.ids()];
  }

  function show(id: string): Connection {
    const builtIn = id === sandboxId;
    const key = builtIn ? 'this-run-only' : registry.keyState(id);
    return { ...settings(id), id, builtIn, key, connection: liveOf(id).state() };
  }

  async function options(id: string): Promise<CoreWorkerOptions> {
    const reached =
      id === sandboxId ? await sandbox.options() : coreOptions(registry.settings(id), await registry.key(id));
    return { ...reached, answerLimitMb: input.answerLimitMb() };
  }

  /** What was open goes on with the new address and key. If it cannot, its state tells: it was saved all the same. */
  async function reopen(id: string): Promise<void> {
    const connection = liveOf(id);
    const { state } = connection.state();
    await connection.close();
    if (state === 'open' || state === 'away' || state === 'opening')
      await connection.open(() => options(id)).catch(() => undefined);
  }

  function core(id: string): CorePort {
    const { name } = settings(id);
    const port = live.get(id)?.port();
    if (port) return port;
    throw failure('unreachable', { reason: 'connection-closed', params: { name } });
  }

  const handlers: HandlersOf<'connections'> = {
    'connections.watch': (_, { emit, signal }) => changes.follow(() => emit([ids().map(show)]), signal),

    async 'connections.open'({ id }, { signal }) {
      settings(id);
      const connection = liveOf(id);
      const others = [...live.values()].filter((one) => one !== connection && hasWorker(one));
      if (others.length >= mostOpen) {
        throw failure('refused', { reason: 'too-many-open', params: { most: mostOpen } });
      }
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

    'connections.try': ({ id, settings: tried, key }, { signal }) =>
      tries.run(async () => {
        const saved =
          key === undefined && id !== undefined && id !== sandboxId ? await registry.key(id) : null;
        const after = checkedSettings(tried);
        const before = id === undefined || id === sandboxId ? undefined : registry.settings(id);
        if (saved !== null && before !== undefined) checkKeyMayGo(before.address, after.address);
        const entered = checkedKey(key);
        await guard.confirmTry({ before, after, sendsKey: typeof entered === 'string' });
        const core = openCore({
          spawn: input.spawnCoreWorker,
          options: { ...coreOptions(tried, entered ?? saved), answerLimitMb: input.answerLimitMb() },
        });
        try {
          return await core.port.facts(signal);
        } finally {
          await core.close();
        }
      }),

    'connections.readAuthorities': async ({ text }) => [...readAuthorities(text)],

    async 'connections.save'(wanted) {
      refuseBuiltIn(wanted.id);
      if (wanted.id === undefined && registry.ids().length >= mostSaved)
        throw failure('refused', { reason: 'too-many-saved', params: { most: mostSaved } });
      const after = checkedSettings(wanted.settings);
      // Before the operator is asked about an address to which the key may not go.
      if (wanted.id !== undefined && wanted.key === undefined && registry.keyState(wanted.id) !== 'none')
        checkKeyMayGo(registry.settings(wanted.id).address, after.address);
      const sendsKey = typeof checkedKey(wanted.key) === 'string';
      await guard.confirmSave(() => ({
        before: wanted.id === undefined ? undefined : registry.settings(wanted.id),
        after,
        sendsKey,
      }));
      const { id, before } = await registry.save(wanted);
      if (before && (wanted.key !== undefined || reachesOtherwise(before, registry.settings(id))))
        await reopen(id);
      changes.notify();
      return show(id);
    },

    'connections.oauthPolicy': ({ id }, { signal }) =>
      readOAuthPolicy(settings(id).oauthTokens, () => core(id), signal),

    async 'connections.remove'({ id }) {
      refuseBuiltIn(id);
      input.checkRemoval?.(id);
      await registry.remove(id);
      const ended = live.get(id);
      live.delete(id);
      await ended?.close();
      await input.onRemoved?.(id);
      changes.notify();
      return null;
    },
  };

  return {
    handlers,
    settings,
    ids,
    damagedFile: registry.damagedFile,
    rebindKeys: registry.rebindKeys,
    async answerLimitChanged() {
      await Promise.all([...live.keys()].map(reopen));
    },
    core,
    async keepOAuthChoice(id, choice) {
      if (id === sandboxId) return;
      await registry.keepOAuthChoice(id, choice);
      changes.notify();
    },
    async close() {
      await Promise.all([...live.values()].map((connection) => connection.close()));
      await sandbox.close();
    },
  };
}

/** Each open connection is a thread with a heap of its own. */
const mostOpen = 16;
const mostSaved = 200;

function hasWorker(connection: LiveConnection): boolean {
  return ['opening', 'open', 'away'].includes(connection.state().state);
}

function coreOptions(settings: ConnectionSettings, apiKey: string | null): CoreOptions {
  // Checked again: someone may have edited the file.
  const { address, authorities, connectTimeoutMs, requestTimeoutMs } = checkedSettings(settings);
  return {
    address,
    apiKey,
    authorities: authorities.map(({ pem }) => pem),
    connectTimeoutMs,
    requestTimeoutMs,
  };
}

function reachesOtherwise(before: ConnectionSettings, after: ConnectionSettings): boolean {
  return (
    before.address !== after.address ||
    before.connectTimeoutMs !== after.connectTimeoutMs ||
    JSON.stringify(before.authorities) !== JSON.stringify(after.authorities) ||
    before.requestTimeoutMs !== after.requestTimeoutMs
  );
}

function refuseBuiltIn(id: string | undefined): void {
  if (id !== sandboxId) return;
  throw failure('bad-input', { reason: 'sandbox-fixed' });
}
