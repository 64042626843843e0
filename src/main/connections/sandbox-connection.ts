import { type ConnectionSettings, defaultConnectionSettings } from '../../contract/domain/connection.ts';
import { failure } from '../../contract/failure.ts';
import type { CoreWorkerOptions } from '../core/protocol.ts';

/** What the connection itself says of reaching its core. */
export type CoreOptions = Omit<CoreWorkerOptions, 'answerLimitMb'>;

export const sandboxId = 'sandbox';

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
  readonly options: () => Promise<CoreOptions>;
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
    return {
      ...defaultConnectionSettings,
      name: 'Sandbox',
      environment: 'sandbox',
      // It does not tell whether there are clients, and its settings cannot be changed.
      oauthTokens: 'on',
      address,
    };
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
