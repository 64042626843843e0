import { describe, expect, test } from 'vitest';
import type { Answer } from './exchange.ts';
import { networkFailure, statusFailure } from './failures.ts';

const core = { name: 'core:1', unreadAuthorities: null };
const limits = { connectTimeoutMs: 5_000, requestTimeoutMs: 30_000, answerLimitMb: 64 };

function codeAndReason(code: string) {
  const error = Object.assign(new Error('system text with a secret-path'), { code });
  const { error: told } = networkFailure(
    { type: 'no-answer', cause: 'error', error, sent: false },
    core,
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
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls', 'encryption-too-old'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', 'certificate-self-signed'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', 'certificate-untrusted'],
  ])('that fails with %s has the code %s and the reason %s', (cause, code, reason) => {
    expect(codeAndReason(cause)).toEqual([code, reason]);
  });

  test('finds the code of a cause', () => {
    const cause = Object.assign(new Error('inner'), { code: 'ECONNREFUSED' });
    const error = new Error('outer', { cause });
    const told = networkFailure({ type: 'no-answer', cause: 'error', error, sent: false }, core, limits);
    expect(told.error.reason).toBe('nothing-listens');
  });
});

const asked = { host: 'core:1', path: '/recipe/session', apiKey: null };

function failed(body: string, status = 400) {
  const answer: Answer = { type: 'answer', status, headers: { location: body }, body };
  return statusFailure(answer, asked).error;
}

// control: no-answer-text-in-errors
test.each([
  300, 302, 400, 401, 402, 403, 404, 429, 500, 502, 503,
])('an answer with status %i gives an error without a word of its body or of its headers', (status) => {
  const error = failed('https://elsewhere.example/planted-0123', status);
  expect(JSON.stringify(error)).not.toMatch(/planted|elsewhere/);
  expect(error.params).not.toHaveProperty('answer');
});

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
