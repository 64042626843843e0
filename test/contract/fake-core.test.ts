import { describe, expect, it } from 'vitest';
import { toAppError } from '../../src/contract/failure.ts';
import type { AccountInfo } from '../../src/main/core/protocol.ts';
import { FakeCore } from '../unit/support/cores/fake-core.ts';
import { type Bindings, difference, fill } from './bindings.ts';
import { readTranscripts, type Step } from './transcript.ts';

// The fake of the unit tests answers the calls of a connection, not HTTP. So each step of a transcript is turned into the
// call that sends this request, and its answer into what a connection makes of it.

type Json = Readonly<Record<string, unknown>>;

interface Request {
  readonly tenantId: string;
  /** Without the tenant. */
  readonly route: string;
  readonly input: Json;
}

function requestOf({ request }: Step, bindings: Bindings): Request {
  const [, tenantId = 'public', path = ''] =
    /^(?:\/(acme|ghost|north|o1|pager))?(\/.*)$/.exec(request.path) ?? [];
  const input = { ...(request.query ?? {}), ...((request.body as Json | undefined) ?? {}) };
  return { tenantId, route: `${request.method} ${path}`, input: fill(input, bindings) as Json };
}

/** What a transcript does to prepare. Not compared: the fake is prepared by methods of its own. */
const preparations: Readonly<
  Record<string, (core: FakeCore, request: Request, step: Step, bindings: Bindings) => void>
> = {
  'PUT /recipe/multitenancy/tenant/v2': (core, { input }) => void core.tenants.add(String(input.tenantId)),
  // In the transcripts nothing depends on it but sessions, which can be in any tenant.
  'POST /recipe/multitenancy/tenant/user': () => undefined,
  'POST /recipe/signinup': signUp,
  'POST /recipe/signup': signUp,
  'POST /recipe/signinup/code': () => undefined,
  'POST /recipe/signinup/code/consume': signUp,
  'POST /recipe/session': (core, { tenantId, input }, { response }, bindings) => {
    const { userDataInDatabase, userDataInJWT } = input as { userDataInDatabase: Json; userDataInJWT: Json };
    const handle = core.addSession(String(input.userId), tenantId, { userDataInDatabase, userDataInJWT });
    bindings.set((response.body as { session: { handle: string } }).session.handle, handle);
  },
  // A fake user is primary when it has several login methods.
  'POST /recipe/accountlinking/user/primary': () => undefined,
  'POST /recipe/accountlinking/user/link': (core, { input }) =>
    core.link(String(input.primaryUserId), String(input.recipeUserId)),
  'POST /recipe/userid/map': (core, { input }) =>
    core.map(String(input.superTokensUserId), String(input.externalUserId)),
};

interface RecordedUser {
  readonly id: string;
  readonly loginMethods: readonly {
    readonly tenantIds: readonly string[];
    readonly verified: boolean;
    readonly email?: string;
    readonly phoneNumber?: string;
    readonly thirdParty?: { readonly id: string; readonly userId: string };
  }[];
}

function signUp(core: FakeCore, _: Request, { response }: Step, bindings: Bindings): void {
  const { user } = response.body as { user: RecordedUser };
  if (bindings.has(user.id)) return;
  for (const { email, phoneNumber, thirdParty, tenantIds, verified } of user.loginMethods) {
    const method = {
      ...{ tenantIds, verified },
      ...(email === undefined ? {} : { email }),
      ...(phoneNumber === undefined ? {} : { phoneNumber }),
      ...(thirdParty === undefined ? {} : { thirdParty }),
    };
    const [id] = core.addUser(method);
    bindings.set(user.id, id);
  }
}

/** The call of a connection for a request; its answer is as the core's JSON has it. */
const calls: Readonly<Record<string, (core: FakeCore, request: Request) => Promise<unknown>>> = {
  'GET /users': async ({ port }, { tenantId, input }) => {
    const { email, phone, limit, paginationToken } = input;
    const [field, text] = email === undefined ? (['phone', phone] as const) : (['email', email] as const);
    if (text !== undefined) {
      return { status: 'OK', users: await port.searchUsers({ tenantId, field, text: String(text) }) };
    }
    const pageToken = paginationToken === undefined ? {} : { pageToken: String(paginationToken) };
    const page = await port.users({ tenantId, limit: Number(limit ?? 100), ...pageToken });
    const next = page.nextPageToken === undefined ? {} : { nextPaginationToken: page.nextPageToken };
    return { status: 'OK', users: page.users, ...next };
  },
  'GET /users/by-accountinfo': async ({ port }, { tenantId, input }) => {
    const { email, phoneNumber, thirdPartyId, thirdPartyUserId } = input;
    const info = (
      thirdPartyId === undefined
        ? { ...(email === undefined ? { phoneNumber } : { email }) }
        : { thirdParty: { id: thirdPartyId, userId: thirdPartyUserId } }
    ) as AccountInfo;
    return { status: 'OK', users: await port.usersByAccountInfo({ tenantId, info }) };
  },
  'GET /users/count': async ({ port }, { tenantId, input }) => ({
    status: 'OK',
    count: await port.userCount({ tenantId: String(input.includeAllTenants) === 'true' ? null : tenantId }),
  }),
  'GET /user/id': async ({ port }, { input }) => {
    const user = await port.user({ userId: String(input.userId) });
    return user ? { status: 'OK', user } : { status: 'UNKNOWN_USER_ID_ERROR' };
  },
  'GET /recipe/userid/map': async ({ port }, { input }) => {
    const mapping = await port.idMapping({ userId: String(input.userId) });
    if (!mapping) return { status: 'UNKNOWN_MAPPING_ERROR' };
    return { status: 'OK', superTokensUserId: mapping.internal, externalUserId: mapping.external };
  },
  'GET /recipe/session/user': async ({ port }, { tenantId, input }) => ({
    status: 'OK',
    sessionHandles: await port.sessionHandles({
      userId: String(input.userId),
      tenantId: String(input.fetchAcrossAllTenants) === 'false' ? tenantId : null,
    }),
  }),
  'GET /recipe/session': async ({ port }, { input }) => {
    const session = await port.session({
      handle: String(input.sessionHandle),
      keys: { ipKeys: [], userAgentKeys: [] },
    });
    if (!session) return { status: 'UNAUTHORISED', message: 'Session does not exist.' };
    const { handle, ip: _ip, userAgent: _userAgent, ...rest } = session;
    const [userDataInDatabase, userDataInJWT] = [rest.userDataInDatabase, rest.userDataInJWT].map(
      ({ text }) => JSON.parse(text),
    );
    return { status: 'OK', sessionHandle: handle, ...rest, userDataInDatabase, userDataInJWT };
  },
  'POST /recipe/session/remove': async ({ port }, { tenantId, input }) => {
    const { sessionHandles, userId, revokeAcrossAllTenants } = input;
    const sessionHandlesRevoked = Array.isArray(sessionHandles)
      ? await port.revokeHandles({ handles: sessionHandles as string[] })
      : await port.revokeUser({
          userId: String(userId),
          tenantId: revokeAcrossAllTenants === false ? tenantId : null,
        });
    return { status: 'OK', sessionHandlesRevoked };
  },
  'POST /recipe/oauth/session/revoke': async ({ port }, { input }) => {
    // A list with one handle is the same; a connection sends no list.
    const handles = [input.sessionHandle].flat().map(String);
    await port.endOAuthTokens({ handles }, ([end]) => {
      if (end?.error !== null) throw new Error('The fake core ends tokens of every handle.');
    });
    return { status: 'OK' };
  },
};

/** What a connection makes of an answer: a handle that was ended is named once, and a user has no `webauthn`. */
function withoutLeftOut(value: unknown): unknown {
  if (Array.isArray(value)) {
    const all = value.map(withoutLeftOut);
    return all.every((item) => typeof item === 'string') ? [...new Set(all)] : all;
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => name !== 'webauthn');
  return Object.fromEntries(fields.map(([name, item]) => [name, withoutLeftOut(item)]));
}

/** Requests that no call of a connection sends. */
function isNeverSent({ request, response }: Step, scenario: string): boolean {
  const query = { ...(request.query ?? {}), ...((request.body as Json | undefined) ?? {}) };
  if (response.status === 400) return !/tenantId not found/.test(String(response.body));
  if (response.status !== 200) return true;
  // Linked accounts are asked one by one (fact 11).
  const isWithLinked =
    /\/recipe\/session\/(user|remove)$/.test(request.path) && scenario.startsWith('linked');
  if (isWithLinked && 'userId' in query) {
    return (query.fetchSessionsForAllLinkedAccounts ?? query.revokeSessionsForLinkedAccounts) !== false;
  }
  return query.timeJoinedOrder === 'ASC';
}

/** Ends the sessions that a call ended which a connection does not make. */
function endAsRecorded(core: FakeCore, { response }: Step, bindings: Bindings): void {
  const { sessionHandlesRevoked } = fill(response.body, bindings) as { sessionHandlesRevoked: string[] };
  for (const handle of sessionHandlesRevoked) core.sessions.delete(handle);
}

describe.each(readTranscripts())('the fake core of the unit tests in transcript $scenario', (transcript) => {
  const { scenario, steps } = transcript;
  const bindings: Bindings = new Map();
  const core = new FakeCore();

  it.each(
    steps.map((step, index) => ({ ...step, index })),
  )('answers step $index as recorded: $about', async (step) => {
    const request = requestOf(step, bindings);
    const isDone = step.response.status === 200;
    const prepare = preparations[request.route];
    if (prepare) {
      if (isDone) prepare(core, request, step, bindings);
      return;
    }
    const call = calls[request.route];
    if (!call) return;
    if (isNeverSent(step, scenario)) {
      if (isDone && request.route === 'POST /recipe/session/remove') endAsRecorded(core, step, bindings);
      return;
    }
    if (!isDone) {
      expect(await call(core, request).catch(toAppError)).toMatchObject({ code: 'tenant-unknown' });
      return;
    }
    const expected = withoutLeftOut(step.response.body);
    expect(difference(expected, await call(core, request), bindings)).toBeUndefined();
  });
});

it('the fake core is asked in most steps of the transcripts that are no preparation', () => {
  const steps = readTranscripts().flatMap(({ scenario, steps: all }) =>
    all.map((step) => ({ scenario, step, route: requestOf(step, new Map()).route })),
  );
  const compared = steps.filter(
    ({ route, scenario, step }) => calls[route] !== undefined && !isNeverSent(step, scenario),
  );
  expect(compared.length).toBeGreaterThan(60);
});
