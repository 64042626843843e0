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

/**
 * Lets so many calls that end sessions pass, and holds back the answers to those after them until something else is decided.
 * Resolves when one is held back: the run stays as it is by then.
 */
export function holdEndings(slow: FaultProxy, passing = 0): Promise<void> {
  let left = passing;
  return new Promise((resolve) => {
    slow.decide((request) => {
      if (!isEnding(request)) return 'none';
      left -= 1;
      if (left >= 0) return 'none';
      resolve();
      return 'held';
    });
  });
}

/** The core of a file of specs as it is met on a slow day: answers are held back, or take so many milliseconds longer. */
export function slowCoreUnderTest(core: OwnCore, delayMs = 100): FaultProxy {
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
