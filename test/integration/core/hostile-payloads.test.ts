import type { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { entriesOf } from '../../../src/contract/domain/text/json-text.ts';
import { openCore, type SpawnCoreWorker } from '../../../src/main/connections/core-worker.ts';
import type { SessionRead, SessionReadInFull } from '../../../src/main/core/protocol.ts';
import { coreWorkerSpawner } from '../support/consoles/spawn-core-worker.ts';
import { coreLike } from '../support/odd-servers.ts';

const keys = { ipKeys: ['ip', 'device.ip'], userAgentKeys: ['userAgent'] };
const poisoned = 'handle-7';
let spawn: SpawnCoreWorker;

beforeAll(async () => {
  spawn = await coreWorkerSpawner();
});

/** A core one of whose sessions, and whose metadata, have this JSON text in them. */
async function coreWith(text: string) {
  const address = await coreLike((path, _, url) => {
    if (path === '/recipe/user/metadata') return { body: `{"status":"OK","metadata":${text}}` };
    if (path !== '/recipe/session') return undefined;
    const handle = url.searchParams.get('sessionHandle') ?? '';
    return { body: sessionAnswer(handle, handle === poisoned ? text : '{"ip":"203.0.113.7"}') };
  });
  const workers: Worker[] = [];
  const core = openCore({
    spawn: (options) => {
      const worker = spawn(options);
      workers.push(worker);
      return worker;
    },
    options: { address, apiKey: null, connectTimeoutMs: 30_000, requestTimeoutMs: 30_000, answerLimitMb: 64 },
  });
  onTestFinished(() => core.close());
  return { port: core.port, workers };
}

function sessionAnswer(handle: string, payload: string): string {
  const ids = `"sessionHandle":${JSON.stringify(handle)},"tenantId":"public","userId":"ada","recipeUserId":"ada"`;
  const times = '"timeCreated":1763856000000,"expiry":1763859600000';
  return `{"status":"OK",${ids},${times},"userDataInDatabase":${payload},"userDataInJWT":${payload}}`;
}

function nested(depth: number, open: string, close: string): string {
  return open.repeat(depth) + (open === '[' ? '' : '1') + close.repeat(depth);
}

const handles = Array.from({ length: 40 }, (_, index) => `handle-${index}`);

describe.each([
  1_700, 4_000, 11_000, 1_000_000,
])('a payload of lists that are nested %d levels deep', (depth) => {
  const text = nested(depth, '[', ']');

  // control: text-across-borders
  test('costs no other session its row, and no worker', async () => {
    const { port, workers } = await coreWith(text);
    const reads: SessionRead[] = [];

    await port.sessions({ handles, keys }, (batch) => reads.push(...batch));

    expect(reads.map((read) => read.type === 'found' && read.row.handle).sort()).toEqual([...handles].sort());
    expect(workers).toHaveLength(1);
  });

  // control: text-across-borders
  test('crosses as text as far as the limit, in bulk and alone, and says how deep it is', async () => {
    const { port, workers } = await coreWith(text);
    const reads: SessionReadInFull[] = [];

    await port.sessionsInFull({ handles, keys }, (batch) => reads.push(...batch));
    const alone = await port.session({ handle: poisoned, keys });
    const metadata = await port.metadata({ userId: 'ada' });

    const cut = { text: text.slice(0, 1_000_000), size: text.length, depth };
    const found = reads.flatMap((read) => (read.type === 'found' ? read.session : []));
    expect(found).toHaveLength(handles.length);
    expect(found.find(({ handle }) => handle === poisoned)).toMatchObject({
      userDataInDatabase: cut,
      userDataInJWT: cut,
    });
    expect(alone).toMatchObject({ userDataInDatabase: cut, userDataInJWT: cut });
    expect(metadata).toEqual(cut);
    expect(workers).toHaveLength(1);
  });
});

// control: text-across-borders
test('a payload of objects that are nested a million levels deep costs its own details only', async () => {
  const { port, workers } = await coreWith(nested(1_000_000, '{"a":', '}'));
  const reads: SessionRead[] = [];

  await port.sessions({ handles, keys }, (batch) => reads.push(...batch));

  expect(reads.map(({ type }) => type)).toEqual(handles.map(() => 'found'));
  expect(workers).toHaveLength(1);
});

// control: text-across-borders
test('names that objects have by themselves, and names that occur twice, are in the text as the core sent them', async () => {
  const text = '{"__proto__":{"admin":true},"constructor":"c","ip":"1","ip":"2","toString":null}';
  const { port } = await coreWith(text);

  const session = await port.session({ handle: poisoned, keys });

  expect(session?.userDataInDatabase).toEqual({ text, size: text.length, depth: 2 });
  expect(entriesOf(text, 10).entries.map(({ name }) => name)).toEqual([
    '__proto__',
    'constructor',
    'ip',
    'ip',
    'toString',
  ]);
  // As every reader of JSON takes it.
  expect(session?.ip).toBe('2');
});

// control: text-across-borders
test('what the application recorded is found in a payload that is too large to cross', async () => {
  const { port } = await coreWith(`{"blob":"${'x'.repeat(3_000_000)}","device":{"ip":"198.51.100.4"}}`);
  const reads: SessionRead[] = [];

  await port.sessions({ handles: [poisoned], keys }, (batch) => reads.push(...batch));
  const session = await port.session({ handle: poisoned, keys });

  expect(reads).toMatchObject([{ type: 'found', row: { ip: '198.51.100.4' } }]);
  expect(session?.ip).toBe('198.51.100.4');
  expect(session?.userDataInDatabase.text).toHaveLength(1_000_000);
  expect(session?.userDataInDatabase.size).toBeGreaterThan(3_000_000);
});
