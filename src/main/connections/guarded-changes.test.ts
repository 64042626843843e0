import { describe, expect, test } from 'vitest';
import { type ConnectionSettings, defaultConnectionSettings } from '../../contract/domain/connection.ts';
import { type ConnectionQuestion, createChangeGuard } from './guarded-changes.ts';

function settings(more: Partial<ConnectionSettings> = {}): ConnectionSettings {
  return { ...defaultConnectionSettings, name: 'acme', address: 'https://core.example', ...more };
}

interface Given {
  readonly saved?: readonly { settings: ConnectionSettings; hasKey: boolean }[];
  readonly answer?: boolean;
}

function guardWith({ saved = [], answer = true }: Given) {
  const asked: ConnectionQuestion[] = [];
  let current = saved;
  const guard = createChangeGuard({
    ask: async (question) => {
      asked.push(question);
      return answer;
    },
    saved: () => current,
  });
  return {
    asked,
    changes: () => asked.map(({ changes }) => changes.map(({ type }) => type)),
    setSaved: (next: typeof saved) => {
      current = next;
    },
    save: (before: ConnectionSettings | undefined, after: ConnectionSettings, sendsKey = false) =>
      guard.confirmSave(() => ({ before, after, sendsKey })),
    tryIt: (after: ConnectionSettings, sendsKey = false, before?: ConnectionSettings) =>
      guard.confirmTry({ before, after, sendsKey }),
    guard,
  };
}

const keyed = (more: Partial<ConnectionSettings> = {}) => ({ settings: settings(more), hasKey: true });

describe('a save of a known connection', () => {
  // control: native-question
  test.each([
    ['lifts read-only', { readOnly: true }, { readOnly: false }, ['lift-read-only']],
    ['leaves production', { environment: 'production' }, { environment: 'staging' }, ['leave-production']],
    [
      'takes access tokens to expire earlier',
      { accessTokenLifetimeS: 3_600 },
      { accessTokenLifetimeS: 60 },
      ['shorten-token-lifetime'],
    ],
    ['leads elsewhere', {}, { address: 'https://other.example' }, ['change-address']],
    ['leads to another path', {}, { address: 'https://core.example/b' }, ['change-address']],
    [
      'does all of it',
      { readOnly: true, environment: 'production' },
      { readOnly: false, environment: 'development', address: 'http://other.example' },
      ['lift-read-only', 'leave-production', 'change-address', 'send-unencrypted'],
    ],
  ] as const)('that %s is asked about', async (_name, before, after, expected) => {
    const { save, changes } = guardWith({ saved: [keyed(before)] });
    await save(settings(before), settings({ ...before, ...after }));
    expect(changes()).toEqual([expected]);
  });

  test.each([
    ['sets read-only', {}, { readOnly: true }],
    ['takes access tokens to expire later', {}, { accessTokenLifetimeS: 7_200 }],
    ['becomes production', {}, { environment: 'production' }],
    ['changes its name and its time-outs', {}, { name: 'other', connectTimeoutMs: 1_000 }],
    ['stays as it is', { readOnly: true, environment: 'production' }, {}],
  ] as const)('that %s is not', async (_name, before, after) => {
    const { save, asked } = guardWith({ saved: [keyed(before)], answer: false });
    await save(settings(before), settings({ ...before, ...after }), true);
    expect(asked).toEqual([]);
  });

  // control: native-question
  test('names the connection as the operator knows it, not as the page wants to call it', async () => {
    const { save, asked } = guardWith({ saved: [keyed({ readOnly: true })] });
    await save(settings({ readOnly: true }), settings({ name: 'harmless' }));
    expect(asked).toMatchObject([{ name: 'acme', address: 'https://core.example' }]);
  });
});

// control: native-question
test('a test of a saved connection names it as the operator knows it, not as the page wants to call it', async () => {
  const { asked, tryIt } = guardWith({ saved: [keyed()] });
  await tryIt(settings({ name: 'harmless', address: 'https://evil.example' }), false, settings());
  expect(asked).toMatchObject([{ name: 'acme', address: 'https://evil.example' }]);
});

describe('a save of a new connection', () => {
  // control: native-question
  test('is asked about where no connection has led, with the key that goes there', async () => {
    const { save, asked } = guardWith({});
    await save(undefined, settings(), true);
    expect(asked[0]?.changes).toEqual([
      { type: 'new-address', address: 'https://core.example' },
      { type: 'send-key', address: 'https://core.example' },
    ]);
  });

  // control: native-question
  test('is asked about each address of several that is new', async () => {
    const { save, asked } = guardWith({ saved: [keyed()] });
    await save(undefined, settings({ address: 'https://core.example;https://evil.example' }));
    expect(asked[0]?.changes).toEqual([{ type: 'new-address', address: 'https://evil.example' }]);
  });

  // control: native-question
  test.each([
    [{ readOnly: true }, ['lift-read-only']],
    [{ environment: 'production' }, ['leave-production']],
    [{ accessTokenLifetimeS: 7_200 }, ['shorten-token-lifetime']],
  ] as const)('to the core of one that is %o is asked about', async (other, expected) => {
    const { save, changes } = guardWith({ saved: [keyed(other)] });
    await save(undefined, settings({ name: 'twin' }));
    expect(changes()).toEqual([expected]);
  });

  // control: native-question
  test('is asked about after the protected one was removed', async () => {
    const { save, changes, setSaved, tryIt } = guardWith({ saved: [keyed({ readOnly: true })] });
    await tryIt(settings());
    setSaved([]);
    await save(undefined, settings({ address: 'https://core.example/x' }));
    expect(changes()).toEqual([['lift-read-only', 'new-address']]);
  });

  test('that was tried before is not asked about again', async () => {
    const { save, tryIt, asked } = guardWith({});
    await tryIt(settings(), true);
    await save(undefined, settings(), true);
    await tryIt(settings(), true);
    expect(asked).toHaveLength(1);
  });

  // control: native-question
  test('is asked about for its key, when it was tried without one', async () => {
    const { save, tryIt, changes } = guardWith({});
    await tryIt(settings());
    await save(undefined, settings(), true);
    expect(changes()).toEqual([['new-address'], ['send-key']]);
  });
});

// control: native-question, no-plain-http
test('requests without encryption over a network are asked about once, also when the address stays', async () => {
  const address = 'http://core.example:3567';
  const saved = settings({ address });
  const plain = settings({ address, plainHttp: true });
  const { save, tryIt, asked } = guardWith({ saved: [{ settings: saved, hasKey: true }] });
  await tryIt(plain, false, saved);
  await save(saved, plain);
  await save(plain, settings({ address, plainHttp: true, name: 'other' }));
  expect(asked.map(({ changes }) => changes)).toEqual([
    [{ type: 'send-unencrypted', hosts: 'core.example:3567' }],
  ]);
});

// control: native-question
test('an authority for certificates that the connection did not trust is asked about, when trying and saving', async () => {
  const evil = { pem: 'x', subject: 'CN=Evil', fingerprint: 'EE:01', expiresAt: 0 };
  const saved = settings();
  const { save, tryIt, asked } = guardWith({ saved: [keyed()] });
  await tryIt(settings({ authorities: [evil] }), false, saved);
  await save(saved, settings({ authorities: [evil] }));
  expect(asked.map(({ changes }) => changes)).toEqual([
    [{ type: 'trust-authority', subject: 'CN=Evil', fingerprint: 'EE:01' }],
  ]);
  const other = guardWith({ saved: [keyed()], answer: false });
  await expect(other.save(saved, settings({ authorities: [evil] }))).rejects.toMatchObject({
    error: { reason: 'not-confirmed' },
  });
});

// control: native-question
test('what the operator does not confirm is refused, and asked again the next time', async () => {
  const { tryIt, asked } = guardWith({ answer: false });
  for (let time = 0; time < 2; time += 1)
    await expect(tryIt(settings())).rejects.toMatchObject({
      error: { code: 'refused', reason: 'not-confirmed' },
    });
  expect(asked).toHaveLength(2);
});

// control: native-question
test('an answer does not count for more than was asked, when the connection changed meanwhile', async () => {
  let before = settings();
  const guard = createChangeGuard({
    ask: async () => {
      before = settings({ readOnly: true });
      return true;
    },
    saved: () => [keyed()],
  });
  const after = settings({ address: 'https://other.example' });
  await expect(guard.confirmSave(() => ({ before, after, sendsKey: false }))).rejects.toMatchObject({
    error: { reason: 'not-confirmed' },
  });
});
