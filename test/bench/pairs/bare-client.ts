import { Agent, request } from 'undici';

const BARE_CONNECTIONS = 16;
const HANDLES_A_CALL = 250;
const CALLS_AT_ONCE = 4;

interface BareClient {
  /** Lists the handles of a user, then reads each of them: what the answers say, and nothing done with it. */
  readonly sessionDetails: (userId: string) => Promise<unknown[]>;
  readonly handlesOf: (userId: string) => Promise<readonly string[]>;
  readonly readSession: (handle: string) => Promise<unknown>;
  /** Ends sessions, some hundreds a call, and believes the answers. Gives how many the core says it ended. */
  readonly revoke: (handles: readonly string[]) => Promise<number>;
  /** Ends the OAuth2 tokens of each session, a call each, and believes the answers. Gives how many calls were answered. */
  readonly endTokens: (handles: readonly string[]) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** undici's `request` with 16 kept-alive connections, and no more around it than the work needs. */
export function createBareClient(uri: string, key: string | null): BareClient {
  const dispatcher = new Agent({ connections: BARE_CONNECTIONS });
  const headers = { 'cdi-version': '5.4', rid: 'session', ...(key === null ? {} : { 'api-key': key }) };

  async function get(path: string): Promise<unknown> {
    const { body } = await request(uri + path, { dispatcher, headers });
    return body.json();
  }

  async function handlesOf(userId: string): Promise<readonly string[]> {
    const query = `userId=${encodeURIComponent(userId)}&fetchSessionsForAllLinkedAccounts=false&fetchAcrossAllTenants=true`;
    const listed = (await get(`/recipe/session/user?${query}`)) as { sessionHandles: string[] };
    return listed.sessionHandles;
  }

  function readSession(handle: string): Promise<unknown> {
    return get(`/recipe/session?sessionHandle=${handle}`);
  }

  async function post(path: string, input: object): Promise<unknown> {
    const { body } = await request(uri + path, {
      dispatcher,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(input),
    });
    return body.json();
  }

  async function revokeSome(sessionHandles: readonly string[]): Promise<number> {
    const answer = (await post('/recipe/session/remove', { sessionHandles })) as {
      sessionHandlesRevoked: string[];
    };
    return answer.sessionHandlesRevoked.length;
  }

  return {
    handlesOf,
    readSession,
    async revoke(handles) {
      let next = 0;
      let revoked = 0;
      async function revokeOn(): Promise<void> {
        while (next < handles.length) {
          const from = next;
          next += HANDLES_A_CALL;
          const ended = await revokeSome(handles.slice(from, next));
          revoked += ended;
        }
      }
      await Promise.all(Array.from({ length: CALLS_AT_ONCE }, revokeOn));
      return revoked;
    },
    async endTokens(handles) {
      let next = 0;
      let ended = 0;
      async function endOn(): Promise<void> {
        for (let handle = handles[next++]; handle !== undefined; handle = handles[next++]) {
          const { status } = (await post('/recipe/oauth/session/revoke', { sessionHandle: handle })) as {
            status: string;
          };
          if (status === 'OK') ended += 1;
        }
      }
      await Promise.all(Array.from({ length: BARE_CONNECTIONS }, endOn));
      return ended;
    },
    async sessionDetails(userId) {
      const handles = await handlesOf(userId);
      const details: unknown[] = [];
      let next = 0;
      async function readOn(): Promise<void> {
        for (let handle = handles[next++]; handle !== undefined; handle = handles[next++]) {
          details.push(await readSession(handle));
        }
      }
      await Promise.all(Array.from({ length: BARE_CONNECTIONS }, readOn));
      return details;
    },
    close: () => dispatcher.close(),
  };
}
