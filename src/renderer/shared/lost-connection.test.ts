import { expect, it } from 'vitest';
import type { Connection } from '../../contract/domain/connection.ts';
import type { ErrorCode } from '../../contract/error-traits.ts';
import { formatAway, needsSetUp } from './lost-connection.ts';

function lost(code: ErrorCode, builtIn = false): Connection {
  const core = { cdi: '5.4', newestCdi: '5.4', release: '11.3 to 11.4', latencyMs: 1 };
  return {
    ...{ id: 'c', builtIn, name: 'acme', address: 'http://core.example', environment: 'staging' },
    ...{
      readOnly: false,
      plainHttp: false,
      authorities: [],
      connectTimeoutMs: 5_000,
      requestTimeoutMs: 30_000,
      accessTokenLifetimeS: 3_600,
      oauthTokens: 'automatic',
    },
    ...{
      key: 'stored',
      connection: { state: 'away', core, error: { code, retryable: false } },
    },
  };
}

it.each([
  ['bad-key', true, 'The core refused the API key.'],
  ['not-a-core', true, 'Something else than a SuperTokens core answered.'],
  ['tls', true, 'not reached: The certificate of the core was not accepted.'],
  ['unreachable', false, 'not reached: The core could not be reached.'],
  ['timeout', false, 'not reached: The core did not answer in time.'],
] as const)('a connection that is away with %s has to be changed: %s; it is said with "%s"', (code, change, shown) => {
  expect(needsSetUp(lost(code))).toBe(change);
  expect(formatAway({ code })).toBe(shown);
});

it('the sandbox, which has no form, never has to be changed', () => {
  expect(needsSetUp(lost('bad-key', true))).toBe(false);
});
