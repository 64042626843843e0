import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LightCore, startLightCore } from '../bench/light/light-core.ts';
import { ACME } from '../bench/light/light-sessions.ts';
import type { Bindings } from './bindings.ts';
import { replayStep } from './replay.ts';
import { readTranscripts, type Step } from './transcript.ts';

// The core of the benchmark has its users and sessions from the beginning, and can make none. So the steps of a transcript
// that make some are not sent: what they made stands for something that is there.
const replayed = ['handshake', 'revoke-many', 'revoke-user'] as const;

/** By the sentence of a step, why the light core answers otherwise. */
const knownDifferences: Readonly<Record<string, string>> = {
  'no API key': 'It asks for no key.',
  'wrong API key': 'It asks for no key.',
  'supported interface versions': 'It speaks the version of the console and the one before.',
  'interface version that the core does not speak': 'It does not look at the version.',
  'public signing keys': 'It has the fixed key alone, by which it is recognised.',
  'enabled features': 'The console does not ask for them.',
  'a number among the handles': 'The console does not send this.',
  both: 'The console does not send this.',
  'a flag of userId with handles': 'The console does not send this.',
  'not JSON': 'The console does not send this.',
  'missing parameter': 'The console does not send this.',
  'missing userId': 'The console does not send this.',
};

const transcripts = readTranscripts();

function transcriptOf(scenario: string): readonly Step[] {
  const found = transcripts.find((one) => one.scenario === scenario);
  if (!found) throw new Error(`There is no transcript ${scenario}.`);
  return found.steps;
}

/** Users with as many sessions as the transcript makes for its first one; the others are in tenant `acme`. */
function shapeFor(steps: readonly Step[]) {
  const made = steps.filter(({ request }) => request.path === '/recipe/session' && request.method === 'POST');
  return {
    sessions: 4 * Math.max(1, made.length),
    sessionsPerUser: Math.max(1, made.length),
    shareInAcme: 0.5,
  };
}

/** Lets the placeholders of a step that makes something stand for what is there. Returns false for other steps. */
function bindMade({ request, response }: Step, core: LightCore, bindings: Bindings): boolean {
  const { sessions } = core;
  const body = response.body as {
    readonly user?: { readonly id: string };
    readonly session?: { readonly handle: string };
  };
  if (request.method === 'PUT') return true;
  const isInAcme = request.path.startsWith(`/${ACME}/`);
  const user = isInAcme ? sessions.usersInPublic : 0;
  if (request.path.endsWith('/signinup') && body.user) {
    bindings.set(body.user.id, sessions.userId(user));
    return true;
  }
  if (request.method === 'POST' && request.path.endsWith('/recipe/session') && body.session) {
    const handles = sessions.aliveOf(user).map(sessions.handleOf);
    const bound = new Set(bindings.values());
    bindings.set(
      body.session.handle,
      handles.find((handle) => !bound.has(handle)),
    );
    return true;
  }
  return false;
}

describe.each(replayed)('the light core of the benchmark in transcript %s', (scenario) => {
  const steps = transcriptOf(scenario);
  const bindings: Bindings = new Map([['$apiKey', 'any']]);
  let core: LightCore;

  beforeAll(async () => {
    core = await startLightCore(shapeFor(steps));
  });
  afterAll(() => core.close());

  it.each(
    steps.map((step, index) => ({ ...step, index })),
  )('answers step $index as recorded: $about', async (step) => {
    if (bindMade(step, core, bindings)) return;
    const difference = await replayStep(core.uri, step, bindings);
    if (knownDifferences[step.about] === undefined) expect(difference).toBeUndefined();
    // One that is mended has to leave the list.
    else expect(difference).toBeTypeOf('string');
  });
});

type Json = Readonly<Record<string, unknown>>;

/** The types of all values in an answer; users apart, because those of the light core have one login method. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value === 'number' || value === '$time') return 'number';
  if (typeof value !== 'object' || value === null) return typeof value;
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(
    fields.map(([name, item]) => [name, name === 'user' || name === 'users' ? 'users' : shapeOf(item)]),
  );
}

/** The first step with this request and this state of its answer. */
function recorded(path: RegExp, status: string): Step {
  const all = transcripts.flatMap(({ steps }) => steps);
  const found = all.find(
    ({ request, response }) =>
      path.test(`${request.method} ${request.path}`) && (response.body as Json).status === status,
  );
  if (!found) throw new Error(`No step has ${path} with ${status}.`);
  return found;
}

describe('an answer of the light core of the benchmark', () => {
  let core: LightCore;

  beforeAll(async () => {
    core = await startLightCore({ sessions: 30, sessionsPerUser: 3, shareInAcme: 0 });
  });
  afterAll(() => core.close());

  async function ask(path: string, query: Readonly<Record<string, string>>): Promise<Json> {
    const answer = await fetch(`${core.uri}${path}?${new URLSearchParams(query)}`);
    return (await answer.json()) as Json;
  }

  it.each<[string, string, string, () => Readonly<Record<string, string>>]>([
    ['/users', 'a page that is not the last', 'OK', () => ({ limit: '2', timeJoinedOrder: 'DESC' })],
    ['/users/count', 'the number of users', 'OK', () => ({})],
    ['/users/by-accountinfo', 'users by address', 'OK', () => ({ email: 'user-1@light.example' })],
    ['/user/id', 'a user', 'OK', () => ({ userId: core.sessions.userId(1) })],
    ['/user/id', 'no user', 'UNKNOWN_USER_ID_ERROR', () => ({ userId: 'nobody' })],
    [
      '/recipe/userid/map',
      'no mapping',
      'UNKNOWN_MAPPING_ERROR',
      () => ({ userId: 'nobody', userIdType: 'ANY' }),
    ],
    ['/recipe/session', 'a session', 'OK', () => ({ sessionHandle: core.sessions.handleOf(0) })],
    ['/recipe/session/user', 'handles', 'OK', () => ({ userId: core.sessions.userId(1) })],
  ])('to %s with %s has the fields of the recorded one', async (path, _, status, query) => {
    const inTenant = path === '/users' ? '/pager' : '';
    const step = recorded(new RegExp(`^GET ${inTenant}${path}$`), status);
    expect(shapeOf(await ask(path, query()))).toEqual(shapeOf(step.response.body));
  });

  it('has the recorded fields of a user with an address and a password, too', async () => {
    const { user } = (await ask('/user/id', { userId: core.sessions.userId(1) })) as { user: unknown };
    const signUp = recorded(/^POST \/recipe\/signup$/, 'OK').response.body as { user: unknown };
    expect(shapeOf(user)).toEqual(shapeOf(signUp.user));
  });
});
