import { test } from '@playwright/test';
import { type FaultProxy, type SeenRequest, startFaultProxy } from '../../faults/fault-proxy.ts';
import type { OwnCore } from './own-core.ts';

/** A call that ends sessions. */
export function isEnding({ path }: SeenRequest): boolean {
  return path.startsWith('/recipe/session/remove');
}

/** A call that lists the sessions of a user. */
export function isListing({ path }: SeenRequest): boolean {
  return path.includes('/recipe/session/user');
}

/** The core of a file of specs as it is met on a slow day: what is asked for takes so many milliseconds longer. */
export function slowCoreUnderTest(core: OwnCore, delayMs: number): FaultProxy {
  let proxy: FaultProxy | undefined;

  test.beforeAll(async () => {
    proxy = await startFaultProxy(core.uri, { delayMs });
  });
  test.afterAll(async () => {
    await proxy?.close();
  });

  return new Proxy({} as FaultProxy, {
    get(_, name) {
      if (proxy === undefined) throw new Error('The core is there within specs only.');
      return Reflect.get(proxy, name);
    },
  });
}
