import { afterAll, beforeAll, type TestContext } from 'vitest';
import { type OpenCore, openCore, type SpawnCoreWorker } from '../../../src/main/connections/core-worker.ts';
import type { CorePort, CoreWorkerOptions } from '../../../src/main/core/protocol.ts';
import { type Sandbox, startSandbox } from '../../support/sandbox.ts';
import { type Cdi, createCdi, LicenceMissing } from './cdi.ts';
import { coreWorkerSpawner } from './consoles/spawn-core-worker.ts';
import { createFixtures, type Fixtures } from './fixtures.ts';

export interface CoreUnderTest {
  readonly uri: string;
  readonly key: string | null;
  /** Undefined when a core was given by the environment. */
  readonly sandbox: Sandbox | undefined;
  /** Through our worker: what the services get. */
  readonly port: CorePort;
  /** Beside our code: plain HTTP. */
  readonly cdi: Cdi;
  readonly make: Fixtures;
  readonly spawn: SpawnCoreWorker;
  /** One more worker, of this core unless told otherwise; ended after the file's last test. */
  open(options?: Partial<CoreWorkerOptions>): OpenCore;
}

/**
 * The core of a test file: the one in CURFEW_CORE_URI with CURFEW_CORE_KEY, or an empty sandbox of its own. Call it
 * once at the top of the file; use it in tests only. What `make` made is removed after the last test, also after
 * failures.
 */
export function coreUnderTest(): CoreUnderTest {
  let ready: CoreUnderTest | undefined;
  const opened: OpenCore[] = [];

  beforeAll(async () => {
    const given = process.env.CURFEW_CORE_URI;
    const sandbox = given ? undefined : await startSandbox({ sampleData: false });
    const uri = (given ?? sandbox?.uri ?? '').replace(/\/+$/, '');
    const key = sandbox?.apiKey ?? (process.env.CURFEW_CORE_KEY || null);
    const spawn = await coreWorkerSpawner();
    const cdi = createCdi(uri, key);
    const open = (options: Partial<CoreWorkerOptions> = {}): OpenCore => {
      const core = openCore({
        spawn,
        options: {
          address: uri,
          apiKey: key,
          connectTimeoutMs: 30_000,
          requestTimeoutMs: 30_000,
          answerLimitMb: 64,
          ...options,
        },
      });
      opened.push(core);
      return core;
    };
    ready = { uri, key, sandbox, cdi, spawn, open, port: open().port, make: createFixtures(cdi) };
  });

  afterAll(async () => {
    await Promise.all(opened.map((core) => core.close()));
    try {
      await ready?.make.cleanUp();
    } finally {
      await ready?.sandbox?.close();
    }
  });

  function core(): CoreUnderTest {
    if (!ready) throw new Error('The core is there within tests and hooks only.');
    return ready;
  }

  return {
    get uri() {
      return core().uri;
    },
    get key() {
      return core().key;
    },
    get sandbox() {
      return core().sandbox;
    },
    get port() {
      return core().port;
    },
    get cdi() {
      return core().cdi;
    },
    get make() {
      return core().make;
    },
    get spawn() {
      return core().spawn;
    },
    open: (options) => core().open(options),
  };
}

/**
 * The part of a test's preparation that a core without licence refuses (tenants, account linking). The test is then
 * skipped, and the reporter counts it and says why.
 */
export async function licensed<T>(context: TestContext, prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    if (error instanceof LicenceMissing) return context.skip(`no licence: ${error.message.slice(0, 120)}`);
    throw error;
  }
}
