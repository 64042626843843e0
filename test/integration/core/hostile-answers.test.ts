import type { ServerResponse } from 'node:http';
import type { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openCore, type SpawnCoreWorker } from '../../../src/main/connections/core-worker.ts';
import type { CorePort, CoreWorkerOptions, SessionRead } from '../../../src/main/core/protocol.ts';
import { errorOf } from '../../unit/support/rejection.ts';
import { coreWorkerSpawner } from '../support/consoles/spawn-core-worker.ts';
import { httpServer } from '../support/odd-servers.ts';

const keys = { ipKeys: ['ip'], userAgentKeys: ['userAgent'] };
let spawn: SpawnCoreWorker;

beforeAll(async () => {
  spawn = await coreWorkerSpawner();
});

/** A core that speaks 5.4 and answers all other calls as it is told. */
async function coreAnswering(
  answer: (response: ServerResponse, url: URL) => void,
  more: Partial<CoreWorkerOptions> = {},
): Promise<{ readonly port: CorePort; readonly workers: Worker[] }> {
  const address = await httpServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://core');
    if (url.pathname === '/hello') return response.end('Hello');
    if (url.pathname === '/apiversion') return response.end('{"versions":["5.4"]}');
    return answer(response, url);
  });
  const workers: Worker[] = [];
  const core = openCore({
    spawn: (data) => {
      const worker = spawn(data);
      workers.push(worker);
      return worker;
    },
    options: {
      ...{ address, apiKey: null, connectTimeoutMs: 30_000, requestTimeoutMs: 30_000, answerLimitMb: 64 },
      ...more,
    },
  });
  onTestFinished(() => core.close());
  return { port: core.port, workers };
}

/** Sends this again and again until nobody takes it any more; gives the bytes that were sent. */
function sendForEver(response: ServerResponse, piece: string): { bytes: number } {
  const sent = { bytes: 0 };
  const send = (): void => {
    while (!response.destroyed) {
      sent.bytes += piece.length;
      if (!response.write(piece)) return;
    }
  };
  response.on('drain', send);
  send();
  return sent;
}

const user = (id: string) => ({
  ...{ id, isPrimaryUser: false, tenantIds: ['public'], timeJoined: 1, emails: [], phoneNumbers: [] },
  ...{ thirdParty: [], webauthn: { credentialIds: [] } },
  loginMethods: [
    { recipeId: 'emailpassword', recipeUserId: id, tenantIds: ['public'], timeJoined: 1, verified: true },
  ],
});

function answerJson(response: ServerResponse, body: unknown): void {
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

describe('an answer without an end', () => {
  // control: answer-size-limit
  test('is given up at the limit of the settings, which the error names, without a word of it', async () => {
    let sent = { bytes: 0 };
    const { port, workers } = await coreAnswering(
      (response) => {
        response.write('{"status":"OK","sessionHandles":["planted-text"');
        sent = sendForEver(response, `,"${'planted-text'.repeat(1_000)}"`);
      },
      { answerLimitMb: 2 },
    );

    const error = await errorOf(port.sessionHandles({ userId: 'ada', tenantId: null }));

    expect(error).toMatchObject({
      ...{ code: 'core-error', reason: 'answer-too-large', retryable: false, sent: true },
      params: { megabytes: 2 },
    });
    expect(JSON.stringify(error)).not.toContain('planted');
    // What is under way in the buffers of the system, too.
    expect(sent.bytes).toBeLessThan(30_000_000);
    expect(workers).toHaveLength(1);
  });

  // control: answer-size-limit
  test('that unfolds to more than the limit is given up as well', async () => {
    const zipped = gzipSync(`{"status":"OK","sessionHandles":["${' '.repeat(40_000_000)}"]}`);
    const { port } = await coreAnswering(
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped),
      { answerLimitMb: 2 },
    );

    expect(zipped.length).toBeLessThan(2_000_000);
    expect(await errorOf(port.sessionHandles({ userId: 'ada', tenantId: null }))).toMatchObject({
      reason: 'answer-too-large',
    });
  });

  test('that is zipped and small is read', async () => {
    const zipped = gzipSync('{"status":"OK","sessionHandles":["a"]}');
    const { port } = await coreAnswering((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped),
    );

    expect(await port.sessionHandles({ userId: 'ada', tenantId: null })).toEqual(['a']);
  });

  // control: answer-size-limit
  test('that comes a byte at a time ends by the time-out of the connection', async () => {
    const { port } = await coreAnswering(
      (response) => {
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
      { requestTimeoutMs: 500 },
    );

    expect(await errorOf(port.sessionHandles({ userId: 'ada', tenantId: null }))).toMatchObject({
      code: 'timeout',
    });
  });

  // control: answer-size-limit
  test('with another status than 200 is kept as far as a message goes, and ends at the limit', async () => {
    const { port } = await coreAnswering(
      (response) => {
        response.writeHead(400);
        sendForEver(response, 'cdi-version 1 '.repeat(1_000));
      },
      { answerLimitMb: 2 },
    );

    expect(await errorOf(port.userCount({ tenantId: null }))).toMatchObject({ reason: 'answer-too-large' });
  });

  // control: answer-size-limit
  test('costs one session of a bulk read its details, and the worker stays within its heap', async () => {
    const poisoned = new Set(['handle-3', 'handle-9', 'handle-15', 'handle-21']);
    const { port, workers } = await coreAnswering(
      (response, url) => {
        const handle = url.searchParams.get('sessionHandle') ?? '';
        if (!poisoned.has(handle)) return answerJson(response, { status: 'UNAUTHORISED' });
        response.write('{"status":"OK","userDataInDatabase":[');
        sendForEver(response, '{},'.repeat(10_000));
      },
      { answerLimitMb: 16 },
    );
    const handles = Array.from({ length: 40 }, (_, index) => `handle-${index}`);
    const reads: SessionRead[] = [];

    await port.sessions({ handles, keys }, (batch) => reads.push(...batch));

    expect(reads).toHaveLength(40);
    const failed = reads.flatMap((read) => (read.type === 'failed' ? [read] : []));
    expect(new Set(failed.map(({ handle }) => handle))).toEqual(poisoned);
    expect(new Set(failed.map(({ error }) => error.reason))).toEqual(new Set(['answer-too-large']));
    expect(workers).toHaveLength(1);
  });
});

describe('more than was asked for', () => {
  // control: rows-as-asked
  test('a page of 100,000 users where 10 were asked is refused', async () => {
    const { port } = await coreAnswering((response) =>
      answerJson(response, {
        status: 'OK',
        users: Array.from({ length: 100_000 }, (_, n) => user(`u-${n}`)),
      }),
    );

    expect(await errorOf(port.users({ tenantId: 'public', limit: 10 }))).toMatchObject({
      ...{ code: 'core-error', reason: 'answer-too-many-rows', retryable: false },
      params: { rows: 100_000, most: 10 },
    });
  });

  // control: rows-as-asked
  test('a page that leads to itself is refused', async () => {
    const { port } = await coreAnswering((response) =>
      answerJson(response, { status: 'OK', users: [user('u')], nextPaginationToken: 'again' }),
    );

    expect(await port.users({ tenantId: 'public', limit: 10 })).toMatchObject({ nextPageToken: 'again' });
    expect(await errorOf(port.users({ tenantId: 'public', limit: 10, pageToken: 'again' }))).toMatchObject({
      reason: 'answer-not-understood',
    });
  });

  // control: rows-as-asked
  test('more ended sessions than were named are no answer', async () => {
    const { port } = await coreAnswering((response) =>
      answerJson(response, { status: 'OK', sessionHandlesRevoked: ['a', 'b', 'c'] }),
    );

    expect(await errorOf(port.revokeHandles({ handles: ['a', 'b'] }))).toMatchObject({
      ...{ reason: 'answer-too-many-rows', sent: true },
    });
  });

  // control: rows-as-asked
  test('a session under another handle than the one asked for does not leave that one unread', async () => {
    const { port } = await coreAnswering((response) =>
      answerJson(response, {
        ...{ status: 'OK', sessionHandle: 'other', tenantId: 'public', userId: 'u', recipeUserId: 'u' },
        ...{ timeCreated: 1, expiry: 2, userDataInDatabase: {}, userDataInJWT: {} },
      }),
    );
    const reads: SessionRead[] = [];

    await port.sessions({ handles: ['asked'], keys }, (batch) => reads.push(...batch));

    expect(reads).toMatchObject([{ type: 'failed', handle: 'asked' }]);
  });
});

describe('an answer that would fill the heap of the worker', () => {
  // control: answer-size-limit
  test.each([
    ['lists within one another', () => `{"status":"OK","users":${'['.repeat(1_000_000)}`],
    ['empty objects', () => `{"status":"OK","users":[${'{},'.repeat(3_500_000)}{}]}`],
    ['numbers', () => `{"status":"OK","users":[${'.1,'.repeat(3_500_000)}1]}`],
    ['fields', () => `{"status":"OK",${'"a":1,'.repeat(3_500_000)}"users":[]}`],
  ])('of %s is refused before it is parsed', async (_, body) => {
    const { port, workers } = await coreAnswering((response) => answerJson(response, body()));

    expect(await errorOf(port.users({ tenantId: 'public', limit: 10 }))).toMatchObject({
      ...{ code: 'core-error', reason: 'answer-too-complex', retryable: false },
    });
    expect(workers).toHaveLength(1);
  });
});

describe('values of a wrong kind', () => {
  const session = {
    ...{ status: 'OK', sessionHandle: 'h', tenantId: 'public', userId: 'u', recipeUserId: 'u' },
    ...{ timeCreated: 1, expiry: 2, userDataInDatabase: {}, userDataInJWT: {} },
  };

  // control: checked-answers
  test.each([
    ['a time that is no date', '1e300', 'expiry'],
    ['a time without end', '1e999', 'expiry'],
    ['a time between two milliseconds', '1700000000000.5', 'timeCreated'],
    ['a time as text', '"2026"', 'timeCreated'],
    ['a tenant in lists', '[["public"]]', 'tenantId'],
    ['an id of two million characters', `"${'x'.repeat(2_000_000)}"`, 'userId'],
    ['an id that is null', 'null', 'recipeUserId'],
  ])('%s costs a session of a bulk read its details, and no other', async (_, value, field) => {
    const { port } = await coreAnswering((response, url) => {
      const handle = url.searchParams.get('sessionHandle') ?? '';
      const whole = JSON.stringify({ ...session, sessionHandle: handle });
      const broken = JSON.stringify({ ...session, sessionHandle: handle, [field]: '(value)' });
      answerJson(response, handle === 'bad' ? broken.replace('"(value)"', value) : whole);
    });
    const reads: SessionRead[] = [];

    await port.sessions({ handles: ['a', 'bad', 'b'], keys }, (batch) => reads.push(...batch));

    expect(reads.map(({ type }) => type).sort()).toEqual(['failed', 'found', 'found']);
    expect(reads.find(({ type }) => type === 'failed')).toMatchObject({ handle: 'bad' });
  });

  // control: checked-answers
  test.each([
    ['an id that is a number', { id: 7 }],
    ['an address in a list', { emails: [['a@b.example']] }],
    ['no login methods', { loginMethods: null }],
    ['100,000 login methods', { loginMethods: new Array(100_000).fill(user('u').loginMethods[0]) }],
    ['a time that is no date', { timeJoined: 1e300 }],
  ])('a user with %s is no answer', async (_, more) => {
    const { port } = await coreAnswering((response) =>
      answerJson(response, { status: 'OK', user: { ...user('u'), ...more } }),
    );

    expect(await errorOf(port.user({ userId: 'u' }))).toMatchObject({ reason: 'answer-not-understood' });
  });
});
