import { describe, expect, test } from 'vitest';
import { networkFailure } from './network-failure.ts';

const limits = { connectTimeoutMs: 5_000, requestTimeoutMs: 30_000 };

function codeAndMessage(code: string) {
  const error = Object.assign(new Error('system text with a secret-path'), { code });
  const { error: told } = networkFailure(
    { type: 'no-answer', cause: 'error', error, sent: false },
    'core:1',
    limits,
  );
  expect(JSON.stringify(told)).not.toContain('secret-path');
  return [told.code, told.message];
}

describe('a call without an answer', () => {
  test.each([
    ['ECONNREFUSED', 'unreachable', 'Nothing listens at core:1.'],
    ['ENOTFOUND', 'unreachable', 'The name core:1 was not found.'],
    ['EAI_AGAIN', 'unreachable', 'The name core:1 was not found.'],
    ['ENETUNREACH', 'unreachable', 'There is no way to core:1 from this network.'],
    ['ECONNRESET', 'unreachable', 'core:1 closed the connection without an answer.'],
    ['UND_ERR_SOCKET', 'unreachable', 'core:1 closed the connection without an answer.'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', 'core:1 did not take the connection within 5 s.'],
    ['HPE_INVALID_CONSTANT', 'not-a-core', 'core:1 does not answer in HTTP.'],
    ['CERT_HAS_EXPIRED', 'tls', 'The certificate of core:1 has expired.'],
    ['CERT_NOT_YET_VALID', 'tls', 'The certificate of core:1 is not valid yet.'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'The certificate of core:1 was made for another name.'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', 'core:1 refused the encrypted connection.'],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'tls',
      'The certificate of core:1 is not signed by an authority that Curfew trusts.',
    ],
  ])('%s is %s', (cause, code, message) => {
    expect(codeAndMessage(cause)).toEqual([code, message]);
  });

  test('finds the code of a cause', () => {
    const cause = Object.assign(new Error('inner'), { code: 'ECONNREFUSED' });
    const error = new Error('outer', { cause });
    const told = networkFailure({ type: 'no-answer', cause: 'error', error, sent: false }, 'core:1', limits);
    expect(told.error.message).toBe('Nothing listens at core:1.');
  });
});
