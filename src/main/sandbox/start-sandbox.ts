import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { addSampleData } from './sample/add-sample-data.ts';
import { createCoreServer } from './server.ts';
import { createStore, type Store } from './store/store.ts';
import { createTokens, type Tokens } from './tokens/tokens.ts';

export interface SandboxOptions {
  /** A free one unless given. */
  readonly port?: number;
  /** At least 20 characters, as the core asks for; random unless given. */
  readonly apiKey?: string;
  /** Whether to begin with the sample users and sessions, or with nothing. */
  readonly sampleData: boolean;
  /** The same seed gives the same ids and handles. */
  readonly seed?: number;
  /** Epoch milliseconds that the sample data's ages count from; the time of the start unless given. */
  readonly now?: number;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly uri: string;
  readonly apiKey: string;
  /** What it remembers: tests and benchmarks put users and sessions there. */
  readonly store: Store;
  readonly tokens: Tokens;
  /** Stops, and ends open connections too. May be called twice. */
  readonly close: () => Promise<void>;
}

const DEFAULT_SEED = 1815;

/** Starts a core on this machine's loopback address. Rejects with the system's error when the port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port = 0, apiKey = randomBytes(24).toString('hex') } = options;
  if (apiKey.length < 20) throw new RangeError('The API key of a core has at least 20 characters.');
  const store = createStore();
  if (options.sampleData) addSampleData(store, options.seed ?? DEFAULT_SEED, options.now ?? Date.now());
  const tokens = createTokens();
  const server = createCoreServer({ store, tokens, apiKey });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey,
    store,
    tokens,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
