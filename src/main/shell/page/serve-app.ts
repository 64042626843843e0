import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** The console's own scheme. Its pages are the only ones that ever load. */
export const appScheme = 'curfew';
export const appOrigin = 'curfew://app';

/** What a request for an address of ours gets. */
type AppTarget =
  | { readonly type: 'asset'; readonly path: string }
  /** Every view has an address of its own (`/users/…`); all of them are the one page. */
  | { readonly type: 'page' }
  | { readonly type: 'refused'; readonly status: 400 | 404 };

const assetFolder = 'assets/';

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/**
 * Finds what an address means. `assets` holds the relative paths of all files that may be served, with `/` between
 * folders: only these files are ever read, so that no spelling of an address leads out of the folder.
 */
export function resolveAppAddress(address: string, assets: ReadonlySet<string>): AppTarget {
  if (!URL.canParse(address)) return { type: 'refused', status: 400 };
  const { protocol, host, pathname } = new URL(address);
  if (`${protocol}//${host}` !== appOrigin) return { type: 'refused', status: 404 };
  const segments = pathname.slice(1).split('/').map(decoded);
  if (segments.some((segment) => segment === undefined || segment.includes('\0'))) {
    return { type: 'refused', status: 400 };
  }
  const path = segments.join('/');
  if (assets.has(path)) return { type: 'asset', path };
  // A missing script has to fail as such; the page in its place would hide the error.
  if (path.startsWith(assetFolder)) return { type: 'refused', status: 404 };
  return { type: 'page' };
}

/** What a page of ours may load and do: itself, and styles that carry this document's nonce. No network at all. */
export function contentSecurityPolicy(styleNonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${styleNonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // Text becomes markup or script by one policy alone, which lets no markup through: see src/renderer/app/text-only.ts.
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
}

/** Headers of every answer. Scripts and styles have the policy too: it applies if one is opened as a document. */
export function answerHeaders(contentType: string, styleNonce: string): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': contentSecurityPolicy(styleNonce),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'X-DNS-Prefetch-Control': 'off',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const pageFile = 'index.html';
const nonceTag = /<meta name="csp-nonce" content="[^"]*"/;
const htmlTag = '<html lang="en">';

async function listAssets(root: string): Promise<Set<string>> {
  // By their endings and not by their types: inside an ASAR archive Electron takes folders for files here.
  const paths = (await readdir(root, { recursive: true })).filter((path) => extname(path) !== '');
  return new Set(paths.map((path) => path.split(sep).join('/')).filter((path) => path !== pageFile));
}

/**
 * Answers requests for pages and files of the console. `root` is the folder of the built renderer; `language` is the one
 * in which its page speaks.
 */
export async function createAppServer(
  root: string,
  language: 'en' | 'en-XA' = 'en',
): Promise<(request: Request) => Promise<Response>> {
  const assets = await listAssets(join(root));

  function answer(
    body: string | Uint8Array<ArrayBuffer> | null,
    contentType: string,
    nonce: string,
    status = 200,
  ): Response {
    return new Response(body, { status, headers: answerHeaders(contentType, nonce) });
  }

  return async (request) => {
    const nonce = randomBytes(16).toString('base64');
    if (request.method !== 'GET') return answer(null, 'text/plain', nonce, 405);
    const target = resolveAppAddress(request.url, assets);
    if (target.type === 'refused') return answer(null, 'text/plain', nonce, target.status);
    if (target.type === 'page') {
      const html = await readFile(join(root, pageFile), 'utf8');
      const page = html
        .replace(nonceTag, `<meta name="csp-nonce" content="${nonce}"`)
        .replace(htmlTag, `<html lang="${language}">`);
      return answer(page, 'text/html; charset=utf-8', nonce);
    }
    const contentType = contentTypes[extname(target.path)] ?? 'application/octet-stream';
    return answer(new Uint8Array(await readFile(join(root, target.path))), contentType, nonce);
  };
}
