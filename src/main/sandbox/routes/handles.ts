import { Refusal } from '../refusal.ts';
import { PUBLIC_TENANT } from '../store/tenants.ts';

/** The tenant that a handle names: `UUID` is in `public`, `UUID_TENANT` elsewhere. */
export function tenantOfHandle(handle: string): string {
  const at = handle.indexOf('_');
  return at < 0 || at === handle.length - 1 ? PUBLIC_TENANT : handle.slice(at + 1);
}

/**
 * What PostgreSQL makes of a NUL byte: 500 for the whole call (fact 3). Here it is found before anything is removed;
 * of a real core a client must not expect that.
 */
export function refuseNul(handles: readonly string[]): void {
  if (handles.some((handle) => handle.includes('\0'))) {
    throw new Refusal(500, 'Internal Error: invalid byte sequence for encoding "UTF8": 0x00');
  }
}
