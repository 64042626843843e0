import type { TestContext } from 'vitest';
import { LicenceMissing } from './cdi.ts';

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
