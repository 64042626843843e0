import { describe, expect, test } from 'vitest';
import type { Answer } from './exchange.ts';
import { networkFailure, statusFailure } from './failures.ts';

const limits = { connectTimeoutMs: 5_000, requestTimeoutMs: 30_000 };

function codeAndReason(code: string) {
  const error = Object.assign(new Error('system text with a secret-path'), { code });
  const { error: told } = networkFailure(
    { type: 'no-answer', cause: 'error', error, sent: false },
    'core:1',
    limits,
  );
  expect(JSON.stringify(told)).not.toContain('secret-path');
  expect(told.params?.host).toBe('core:1');
  return [told.code, told.reason];
}

describe('a call without an answer', () => {
  test.each([
    ['ECONNREFUSED', 'unreachable', 'nothing-listens'],
    ['ENOTFOUND', 'unreachable', 'host-not-found'],
    ['EAI_AGAIN', 'unreachable', 'host-not-found'],
    ['ENETUNREACH', 'unreachable', 'no-route'],
    ['ECONNRESET', 'unreachable', 'closed-without-answer'],
    ['UND_ERR_SOCKET', 'unreachable', 'closed-without-answer'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', 'connect-timeout'],
    ['HPE_INVALID_CONSTANT', 'not-a-core', 'not-http'],
    ['CERT_HAS_EXPIRED', 'tls', 'certificate-expired'],
    ['CERT_NOT_YET_VALID', 'tls', 'certificate-not-yet-valid'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'certificate-of-other-name'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', 'encryption-refused'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', 'certificate-untrusted'],
  ])('%s is %s', (cause, code, reason) => {
    expect(codeAndReason(cause)).toEqual([code, reason]);
  });

  test('finds the code of a cause', () => {
    const cause = Object.assign(new Error('inner'), { code: 'ECONNREFUSED' });
    const error = new Error('outer', { cause });
    const told = networkFailure({ type: 'no-answer', cause: 'error', error, sent: false }, 'core:1', limits);
    expect(told.error.reason).toBe('nothing-listens');
  });
});

const asked = { host: 'core:1', path: '/recipe/session', apiKey: null };

function failed(body: string) {
  const answer: Answer = { type: 'answer', status: 400, headers: {}, body };
  return statusFailure(answer, asked).error;
}

test('a core that takes newer interface versions only is incompatible, and both versions are named', () => {
  expect(failed('cdi-version 5.4 is lower than the minimum allowed version 5.5')).toMatchObject({
    code: 'incompatible-core',
    reason: 'cdi-below-minimum',
    params: { host: 'core:1', oldestCdi: '5.5', wantedCdi: '5.4' },
    sent: true,
  });
});

test('a core that does not know our interface version any more is incompatible', () => {
  expect(failed('cdi-version 5.4 not supported')).toMatchObject({
    code: 'incompatible-core',
    reason: 'cdi-refused',
    params: { host: 'core:1', wantedCdi: '5.4' },
  });
});

test('another answer with status 400 is an error of the core', () => {
  expect(failed("Field name 'cdi' is missing")).toMatchObject({ code: 'core-error', retryable: false });
});
