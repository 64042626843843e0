/**
 * The tenant that a session handle names: `UUID` is in `public`, `UUID_TENANT` elsewhere. An underscore with nothing
 * after it counts as none, as in the core.
 */
export function tenantOfHandle(handle: string): string {
  const at = handle.indexOf('_');
  return at < 0 || at === handle.length - 1 ? 'public' : handle.slice(at + 1);
}
