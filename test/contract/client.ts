import type { Sandbox } from '../support/sandbox.ts';

export interface Answer {
  readonly status: number;
  /** Parsed JSON, or the text of any other answer. */
  readonly body: Record<string, unknown>;
  readonly text: string;
}

export interface Client {
  readonly get: (path: string, query?: Record<string, string>) => Promise<Answer>;
  readonly post: (path: string, body: object) => Promise<Answer>;
  readonly put: (path: string, body: object) => Promise<Answer>;
}

/** Bare calls to a core with its key and CDI 5.4. */
export function createClient({ uri, apiKey }: Pick<Sandbox, 'uri' | 'apiKey'>): Client {
  const headers = {
    'api-key': apiKey,
    'cdi-version': '5.4',
    'content-type': 'application/json; charset=utf-8',
  };

  async function call(method: string, path: string, body: object | null): Promise<Answer> {
    const answer = await fetch(uri + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
    return { status: answer.status, body: isJson ? JSON.parse(text) : {}, text };
  }

  return {
    get: (path, query = {}) => call('GET', `${path}?${new URLSearchParams(query)}`, null),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
  };
}

/** Signs someone up by password, and gives their id. */
export async function signUp(client: Client, email: string, tenant = ''): Promise<string> {
  const { body } = await client.post(`${tenant}/recipe/signup`, { email, password: 's3cret-enough' });
  return String((body.user as { id: string }).id);
}

/** Addresses of the users that a search in a tenant finds, in alphabetical order. */
export async function searchEmails(
  client: Client,
  query: Record<string, string>,
  tenant = '',
): Promise<string[]> {
  const { body } = await client.get(`${tenant}/users`, query);
  return (body.users as { emails: string[] }[]).flatMap(({ emails }) => emails).sort();
}

/** Handles that an id reaches in all tenants. */
export async function handlesOf(client: Client, userId: string, linked = true): Promise<string[]> {
  const query = { userId, fetchSessionsForAllLinkedAccounts: String(linked), fetchAcrossAllTenants: 'true' };
  return (await client.get('/recipe/session/user', query)).body.sessionHandles as string[];
}
