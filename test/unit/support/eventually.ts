import { vi } from 'vitest';

/** Resolves with what the check gives, once it does not throw. The bound is for what never comes: other work may keep the machine busy. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 60_000, interval: 20 });
}
