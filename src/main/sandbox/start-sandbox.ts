import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contextRoutes, coreRoutes, interfaceVersions, tenantRoutes } from './routes/core-routes.ts';
import { type Exchange, Refusal, type Reply, type Route, text } from './routes/exchange.ts';
import { oauthRoutes } from './routes/oauth-routes.ts';
import { revokeRoutes, sessionRoutes, tokenRoutes } from './routes/session-routes.ts';
import { passwordlessRoutes, signUpRoutes } from './routes/sign-up-routes.ts';
import { linkingRoutes, mappingRoutes } from './routes/user-id-routes.ts';
import { accountInfoRoutes, removeUserRoutes, userRoutes } from './routes/user-routes.ts';
import { addSampleData } from './sample/add-sample-data.ts';
import { isObject, type Json, type JsonObject } from './store/json.ts';
import { createStore, type Store } from './store/store.ts';
import { publicTenant, unknownTenantMessage } from './store/tenants.ts';
import { createTokens, type Tokens } from './store/tokens.ts';

export interface SandboxOptions {
  /** A free one unless given. */
  readonly port?: number;
  /** At least 20 characters, as the core asks for; random unless given. */
  readonly apiKey?: string;
  /** Whether to begin with the sample users and sessions, or with nothing. */
  readonly sampleData: boolean;
  /** The same seed gives the same ids and handles. */
  readonly seed?: number;
  /** Epoch milliseconds that the sample data's ages count from; the time of the start unless given. */
  readonly now?: number;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly uri: string;
  readonly apiKey: string;
  /** What it remembers: tests and benchmarks put users and sessions there. */
  readonly store: Store;
  readonly tokens: Tokens;
  /** Stops, and ends open connections too. May be called twice. */
  readonly close: () => Promise<void>;
}

const defaultSeed = 1815;

/** Starts a core on this machine's loopback address. Rejects with the system's error when the port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port = 0, apiKey = randomBytes(24).toString('hex') } = options;
  if (apiKey.length < 20) throw new RangeError('The API key of a core has at least 20 characters.');
  const store = createStore();
  if (options.sampleData) addSampleData(store, options.seed ?? defaultSeed, options.now ?? Date.now());
  const tokens = createTokens();
  const server = createCoreServer({ store, tokens, apiKey });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey,
    store,
    tokens,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Core {
  readonly store: Store;
  readonly tokens: Tokens;
  readonly apiKey: string;
}

const versions: ReadonlySet<string> = new Set(interfaceVersions);

// A list of a million handles is about 40 MB.
const maxBodyBytes = 128 * 1024 * 1024;

// Node's 5 seconds are so short that a client's pooled connection is often closed just as it is used again.
const keepAliveMs = 60_000;

/** An HTTP server that answers as the core does. Plain node:http: a framework would cost more than the work itself. */
function createCoreServer(core: Core): Server {
  return createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    answer(core, request).then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, failure(error)),
    );
  });
}

async function answer(core: Core, request: IncomingMessage): Promise<Reply> {
  const { method = 'GET', url = '/' } = request;
  const mark = url.indexOf('?');
  const match = findRoute(method, mark < 0 ? url : url.slice(0, mark));
  if (match?.route.access !== 'open') checkHeaders(core, request);
  if (!match) throw new Refusal(404, 'Not found');
  const { route, tenantId } = match;
  if (!core.store.tenants.has(tenantId)) throw new Refusal(400, unknownTenantMessage(tenantId));
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const body = method === 'GET' ? {} : await readBody(request);
  const exchange: Exchange = { store: core.store, tokens: core.tokens, tenantId, query, body };
  return route.handle(exchange);
}

function checkHeaders(core: Core, { headers }: IncomingMessage): void {
  if (headers['api-key'] !== core.apiKey) throw new Refusal(401, 'Invalid API key');
  const version = headers['cdi-version'];
  if (version !== undefined && !versions.has(String(version))) {
    throw new Refusal(400, `cdi-version ${version} not supported`);
  }
}

async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Refusal(413, 'Payload Too Large');
    chunks.push(chunk);
  }
  const parsed = parse(Buffer.concat(chunks).toString());
  if (!isObject(parsed)) throw new Refusal(400, 'Invalid Json Input');
  return parsed;
}

function parse(body: string): Json | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function failure(error: unknown): Reply {
  if (error instanceof Refusal) return text(error.status, error.message);
  return text(500, `Internal Error: ${error instanceof Error ? error.message : String(error)}`);
}

function send(response: ServerResponse, reply: Reply): void {
  const headers: Record<string, string | number> = {
    'content-type': reply.contentType,
    'content-length': Buffer.byteLength(reply.body),
  };
  if (reply.cacheControl !== undefined) headers['cache-control'] = reply.cacheControl;
  response.writeHead(reply.status, headers).end(reply.body);
}

const routes: readonly Route[] = [
  ...coreRoutes,
  ...sessionRoutes,
  ...revokeRoutes,
  ...tokenRoutes,
  ...oauthRoutes,
  ...userRoutes,
  ...accountInfoRoutes,
  ...removeUserRoutes,
  ...signUpRoutes,
  ...passwordlessRoutes,
  ...linkingRoutes,
  ...mappingRoutes,
  ...tenantRoutes,
  ...contextRoutes,
];

const byPath = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));

interface Match {
  readonly route: Route;
  readonly tenantId: string;
}

/** The route of a path, with or without a tenant before it. Whether that tenant exists is not asked here. */
function findRoute(method: string, path: string): Match | undefined {
  const whole = byPath.get(`${method} ${path}`);
  if (whole) return { route: whole, tenantId: publicTenant };
  const slash = path.indexOf('/', 1);
  const rest = slash < 0 ? undefined : byPath.get(`${method} ${path.slice(slash)}`);
  return rest ? { route: rest, tenantId: path.slice(1, slash).toLowerCase() } : undefined;
}
