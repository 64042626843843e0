import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { createRandom, type Random } from '../../src/main/sandbox/sample/sample.ts';
import { createHostileSessions, type HostileSessions, handleOf } from './hostile-sessions.ts';
import { hostileJson, hostileText, spoil } from './hostile-values.ts';

export interface HostileCore {
  /** Behind it comes a seed, `/17`: each seed is a core of its own. */
  readonly uri: string;
  readonly close: () => Promise<void>;
}

/** Behind the address of a core: which of its sessions it said to be ended, or not there, as JSON. Always answered rightly. */
export const saidGonePath = '/said-gone';

/**
 * A server that greets as a core, and answers each call as its seed wants: rightly, with spoiled values, too much, too slowly,
 * for ever, half of it, or as something else than a core.
 */
export async function startHostileCore(): Promise<HostileCore> {
  const asked = new Map<string, number>();
  const sessionsOf = new Map<string, HostileSessions>();
  const server = createServer(async (request, response) => {
    const [, seed = '', call = ''] = /^\/(\d+)(\/.*)$/.exec(request.url ?? '') ?? [];
    // The same call is answered otherwise when it is repeated.
    const key = `${seed} ${request.method} ${call}`;
    const times = (asked.get(key) ?? 0) + 1;
    asked.set(key, times);
    const sessions = sessionsOf.get(seed) ?? createHostileSessions();
    sessionsOf.set(seed, sessions);
    if (call === saidGonePath) return void response.end(JSON.stringify(sessions.saidGone()));
    const body = await text(request).catch(() => '');
    const random = createRandom(hash(`${key} ${times}`));
    const url = new URL(call, 'http://core');
    deliver(deliveryOf(Number(seed), url.pathname, random), { url, body, sessions }, random, response);
  });
  server.on('connection', (socket) => socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function hash(text: string): number {
  let hashed = 7;
  for (let at = 0; at < text.length; at++) hashed = (Math.imul(hashed, 31) + text.charCodeAt(at)) | 0;
  return hashed;
}

const deliveries = [
  ...['endless', 'drip', 'silent', 'truncated', 'cut-off', 'page', 'other-type', 'invalid-utf-8'],
  ...['bomb', 'message', 'redirect', 'long-header', 'not-http', 'junk', 'too-many-rows'],
] as const;
type Delivery = (typeof deliveries)[number] | 'right' | 'spoiled';

const greetings = ['/hello', '/apiversion', '/.well-known/jwks.json'];

/** Most cores let themselves be opened: behind a greeting that is refused nothing is tried. */
function deliveryOf(seed: number, path: string, random: Random): Delivery {
  const isGreeting = greetings.includes(path);
  if (isGreeting && seed % 6 !== 0) return 'right';
  const share = random.next();
  if (share < (isGreeting ? 0.8 : 0.25)) return 'right';
  return share < 0.85 ? 'spoiled' : random.pick(deliveries);
}

interface Asked {
  readonly url: URL;
  readonly body: string;
  readonly sessions: HostileSessions;
}

function deliver(delivery: Delivery, asked: Asked, random: Random, response: ServerResponse): void {
  response.on('error', () => undefined);
  switch (delivery) {
    case 'right':
      response.end(answerTo(asked, random, 0));
      break;
    case 'spoiled':
      response.end(answerTo(asked, random, 0.1));
      break;
    case 'junk':
      response.end(hostileJson(random));
      break;
    case 'too-many-rows':
      response.end(tooManyRows(asked.url));
      break;
    case 'endless':
      sendForEver(response, random.pick(['{},', '"x",', '[', ' ', '\n']).repeat(20_000));
      break;
    case 'drip':
      drip(response);
      break;
    case 'silent':
      break;
    case 'truncated':
      response.writeHead(200, { 'content-length': 10_000 });
      response.write('{"status":"OK",');
      setTimeout(() => response.destroy(), 5);
      break;
    case 'cut-off':
      response.destroy();
      break;
    case 'page':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><script>top.x=1</script></html>');
      break;
    case 'other-type':
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(answerTo(asked, random, 0));
      break;
    case 'invalid-utf-8':
      response.end(Buffer.from(answerTo(asked, random, 0).replaceAll('a', '\u00e9'), 'latin1'));
      break;
    case 'bomb':
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb());
      break;
    case 'message':
      response.writeHead(random.pick([400, 401, 402, 403, 404, 429, 500, 502, 503]));
      response.end('cdi-version 1 is not '.repeat(random.int(1, 20_000)));
      break;
    case 'redirect':
      response.writeHead(302, { location: 'http://evil.example/recipe/session' }).end();
      break;
    case 'long-header':
      response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end(answerTo(asked, random, 0));
      break;
    case 'not-http':
      response.socket?.end('SSH-2.0-OpenSSH_9.9\r\n');
      break;
  }
}

let zipped: Buffer | undefined;

function bomb(): Buffer {
  zipped ??= gzipSync(Buffer.alloc(100_000_000, ' '));
  return zipped;
}

function sendForEver(response: ServerResponse, piece: string): void {
  const send = (): void => {
    while (!response.destroyed) if (!response.write(piece)) return;
  };
  response.on('drain', send);
  send();
}

function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

function answerTo(asked: Asked, random: Random, likelihood: number): string {
  const path = asked.url.pathname.replace(/^\/(acme|public)(?=\/)/, '');
  const answer = answerOf(path, asked, random, likelihood);
  asked.sessions.said(path === '/recipe/session' ? path + asked.url.search : path, answer, asked.body);
  return answer;
}

function answerOf(path: string, { body, sessions, url }: Asked, random: Random, likelihood: number): string {
  const spoiled = (answer: Readonly<Record<string, string>>): string => spoil(answer, random, likelihood);
  switch (path) {
    case '/hello':
      return likelihood === 0 ? 'Hello' : hostileJson(random);
    case '/apiversion':
      return spoiled({ versions: '["5.3","5.4"]' });
    case '/.well-known/jwks.json':
      return spoiled({
        keys: '[{"kty":"RSA","kid":"s-hostile","n":"AQAB","e":"AQAB","alg":"RS256","use":"sig"}]',
      });
    case '/recipe/multitenancy/tenant/list/v2':
      return spoiled({ status: '"OK"', tenants: '[{"tenantId":"public"},{"tenantId":"acme"}]' });
    case '/users':
    case '/users/by-accountinfo':
      return spoiled({ status: '"OK"', users: listOf(3, () => userJson(random, likelihood)) });
    case '/users/count':
      return spoiled({ status: '"OK"', count: '3' });
    case '/user/id':
      return spoiled({ status: '"OK"', user: userJson(random, likelihood) });
    case '/recipe/userid/map':
      return spoiled({ status: '"UNKNOWN_MAPPING_ERROR"' });
    case '/recipe/user/roles':
      return spoiled({ status: '"OK"', roles: '["admin"]' });
    case '/recipe/user/metadata':
      return spoiled({ status: '"OK"', metadata: likelihood === 0 ? '{"name":"Ada"}' : hostileJson(random) });
    case '/recipe/session':
      return sessionJson(url.searchParams.get('sessionHandle') ?? '', sessions, random, likelihood);
    case '/recipe/session/user':
      return spoiled({ status: '"OK"', sessionHandles: JSON.stringify(sessions.list(random.int(1, 120))) });
    case '/recipe/session/remove':
      return spoiled({
        status: '"OK"',
        sessionHandlesRevoked: JSON.stringify(sessions.end(handlesIn(body), random)),
      });
    default:
      return spoiled({ status: '"OK"' });
  }
}

function listOf(count: number, item: (n: number) => string): string {
  return `[${Array.from({ length: count }, (_, n) => item(n)).join(',')}]`;
}

function handlesIn(body: string): string[] {
  return body.match(/[0-9a-f-]{36}/g) ?? [];
}

function sessionJson(handle: string, sessions: HostileSessions, random: Random, likelihood: number): string {
  if (!sessions.isThere(handle))
    return spoil({ status: '"UNAUTHORISED"', message: '"Session does not exist."' }, random, likelihood);
  const payload = (): string =>
    likelihood === 0 ? '{"ip":"203.0.113.7","plan":"pro"}' : hostileJson(random);
  return spoil(
    {
      ...{ status: '"OK"', sessionHandle: JSON.stringify(handle), tenantId: '"public"' },
      ...{ userId: '"ada"', recipeUserId: '"ada"', timeCreated: '1763856000000', expiry: '4102444800000' },
      ...{ userDataInDatabase: payload(), userDataInJWT: payload() },
    },
    random,
    likelihood / 3,
  );
}

function userJson(random: Random, likelihood: number): string {
  const email = likelihood === 0 ? '"ada@alpha.example"' : hostileText(random);
  const method = spoil(
    {
      ...{ recipeId: '"emailpassword"', recipeUserId: '"ada"', tenantIds: '["public"]' },
      ...{ timeJoined: '1763856000000', verified: 'true', email },
    },
    random,
    likelihood / 5,
  );
  return spoil(
    {
      ...{ id: '"ada"', isPrimaryUser: 'false', tenantIds: '["public"]', timeJoined: '1763856000000' },
      ...{ emails: `[${email}]`, phoneNumbers: '[]', thirdParty: '[]' },
      ...{ webauthn: '{"credentialIds":[]}', loginMethods: `[${method}]` },
    },
    random,
    likelihood / 5,
  );
}

function tooManyRows(url: URL): string {
  const rows = 100_000;
  if (url.pathname.endsWith('/recipe/session/user'))
    return `{"status":"OK","sessionHandles":${listOf(rows, (n) => JSON.stringify(handleOf(n)))}}`;
  const field = /roles$/.test(url.pathname) ? 'roles' : /tenant/.test(url.pathname) ? 'tenants' : 'users';
  return `{"status":"OK","${field}":${listOf(rows, (n) => `{"id":"u-${n}","tenantId":"t-${n}","loginMethods":[]}`)}}`;
}
