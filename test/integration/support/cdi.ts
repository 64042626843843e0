import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';

export type Json = Record<string, unknown>;

interface CdiRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly tenantId?: string;
  readonly query?: Record<string, string>;
  readonly body?: Json;
}

/** A core's interface without the code under test: plain HTTP. */
export type Cdi = (request: CdiRequest) => Promise<Json>;

/** The core answered 402: it has no licence for what was asked. */
export class LicenceMissing extends Error {}

/** Talks to the core at this address. Rejects with the status and the text of every answer other than 200. */
export function createCdi(uri: string, key: string | null): Cdi {
  const headers = {
    'cdi-version': '5.4',
    'content-type': 'application/json; charset=utf-8',
    ...(key === null ? {} : { 'api-key': key }),
  };

  async function once({ method, path, tenantId, query, body }: CdiRequest) {
    const prefix = tenantId === undefined || tenantId === 'public' ? '' : `/${tenantId}`;
    const answer = await request(`${uri}${prefix}${path}`, {
      method,
      headers: { ...headers, ...recipeHeader(path) },
      ...(query ? { query } : {}),
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  }

  return async (asked) => {
    let answer = await once(asked);
    // Concurrent writes to an in-memory core; the same call succeeds when repeated.
    for (let repeat = 1; answer.status === 500 && /SQLITE_/.test(answer.text) && repeat < 20; repeat++) {
      await wait(repeat * 10 + Math.random() * 20);
      answer = await once(asked);
    }
    const { status, text } = answer;
    if (status === 402) throw new LicenceMissing(text);
    if (status !== 200) throw new Error(`${asked.method} ${asked.path} was answered with ${status}: ${text}`);
    return JSON.parse(text) as Json;
  };
}

// Sign-up paths are shared by recipes: the core goes by this header, as the SDKs send it.
function recipeHeader(path: string): Record<string, string> {
  if (path === '/recipe/signup') return { rid: 'emailpassword' };
  if (path === '/recipe/signinup') return { rid: 'thirdparty' };
  if (path.startsWith('/recipe/signinup/code')) return { rid: 'passwordless' };
  return {};
}

/** The call's answer, which has to say OK. */
export async function okay(cdi: Cdi, asked: CdiRequest): Promise<Json> {
  const answer = await cdi(asked);
  if (answer.status !== 'OK')
    throw new Error(`${asked.method} ${asked.path} was answered: ${JSON.stringify(answer)}`);
  return answer;
}

/** How many handles one call removes at most. */
const mostInACall = 1_000;

/** Ends sessions beside the code under test; repeats what an in-memory core answers with `SQLITE_LOCKED` (fact 13). */
export async function removeSessions(cdi: Cdi, handles: readonly string[]): Promise<void> {
  for (let from = 0; from < handles.length; from += mostInACall) {
    const body = { sessionHandles: handles.slice(from, from + mostInACall) };
    await okay(cdi, { method: 'POST', path: '/recipe/session/remove', body });
  }
}

/** What the core has under this very id, in all tenants. */
export async function handlesUnder(cdi: Cdi, userId: string): Promise<Set<string>> {
  const query = { userId, fetchAcrossAllTenants: 'true', fetchSessionsForAllLinkedAccounts: 'false' };
  const { sessionHandles } = await okay(cdi, { method: 'GET', path: '/recipe/session/user', query });
  return new Set(sessionHandles as string[]);
}
