import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { resolveAppAddress } from './app-address.ts';
import { answerHeaders } from './page-policy.ts';

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

const PAGE = 'index.html';
const NONCE_TAG = /<meta name="csp-nonce" content="[^"]*"/;
const HTML_TAG = '<html lang="en">';

async function listAssets(root: string): Promise<Set<string>> {
  // By their endings and not by their types: inside an ASAR archive Electron takes folders for files here.
  const paths = (await readdir(root, { recursive: true })).filter((path) => extname(path) !== '');
  return new Set(paths.map((path) => path.split(sep).join('/')).filter((path) => path !== PAGE));
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
    if (target.kind === 'refused') return answer(null, 'text/plain', nonce, target.status);
    if (target.kind === 'page') {
      const html = await readFile(join(root, PAGE), 'utf8');
      const page = html
        .replace(NONCE_TAG, `<meta name="csp-nonce" content="${nonce}"`)
        .replace(HTML_TAG, `<html lang="${language}">`);
      return answer(page, 'text/html; charset=utf-8', nonce);
    }
    const contentType = contentTypes[extname(target.path)] ?? 'application/octet-stream';
    return answer(new Uint8Array(await readFile(join(root, target.path))), contentType, nonce);
  };
}
