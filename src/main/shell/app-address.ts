/** The console's own scheme. Its pages are the only ones that ever load. */
export const APP_SCHEME = 'curfew';
export const APP_ORIGIN = 'curfew://app';

/** What a request for an address of ours gets. */
type AppTarget =
  | { readonly kind: 'asset'; readonly path: string }
  /** Every view has an address of its own (`/users/…`); all of them are the one page. */
  | { readonly kind: 'page' }
  | { readonly kind: 'refused'; readonly status: 400 | 404 };

const ASSET_FOLDER = 'assets/';

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/**
 * Finds what an address means. `assets` holds the relative paths of all files that may be served, with `/` between
 * folders: only what stands there is ever read, so that no spelling of an address leads out of the folder.
 */
export function resolveAppAddress(address: string, assets: ReadonlySet<string>): AppTarget {
  if (!URL.canParse(address)) return { kind: 'refused', status: 400 };
  const { protocol, host, pathname } = new URL(address);
  if (`${protocol}//${host}` !== APP_ORIGIN) return { kind: 'refused', status: 404 };
  const segments = pathname.slice(1).split('/').map(decoded);
  if (segments.some((segment) => segment === undefined || segment.includes('\0'))) {
    return { kind: 'refused', status: 400 };
  }
  const path = segments.join('/');
  if (assets.has(path)) return { kind: 'asset', path };
  // A missing script has to fail as such; the page in its place would be a puzzle.
  if (path.startsWith(ASSET_FOLDER)) return { kind: 'refused', status: 404 };
  return { kind: 'page' };
}
