import type { ErrorReason } from '../../../contract/error-reasons.ts';
import { Failure, failure } from '../../../contract/failure.ts';
import { stoppedFailure } from './call.ts';
import type { NoAnswer } from './exchange.ts';

export interface Limits {
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** Why no answer came, in words, and whether the request was sent. `host` is the name with its port. */
export function networkFailure(end: NoAnswer, host: string, limits: Limits): Failure {
  const { error } = reasonOf(end, host, limits);
  return new Failure({ ...error, sent: end.sent });
}

function reasonOf(end: NoAnswer, host: string, limits: Limits): Failure {
  if (end.cause === 'stopped') return stoppedFailure();
  if (end.cause === 'too-late') return noAnswerInTime(host, limits.requestTimeoutMs);
  const code = codeOf(end.error);
  const details = { host, cause: code };
  if (isTlsCode(code)) return tlsFailure(code, host);
  if (code.startsWith('HPE_')) {
    return failure('not-a-core', { reason: 'not-http', params: details });
  }
  switch (code) {
    case 'ECONNREFUSED':
      return failure('unreachable', { reason: 'nothing-listens', params: details });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failure('unreachable', { reason: 'host-not-found', params: details });
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return failure('unreachable', { reason: 'no-route', params: details });
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return failure('timeout', {
        reason: 'connect-timeout',
        params: { ...details, seconds: seconds(limits.connectTimeoutMs) },
      });
    default:
      return failure('unreachable', { reason: 'closed-without-answer', params: details });
  }
}

function noAnswerInTime(host: string, limitMs: number): Failure {
  return failure('timeout', { reason: 'request-timeout', params: { host, seconds: seconds(limitMs) } });
}

/** The code of the error, or of the first cause that has one. */
function codeOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
    // It has a code of its own only sometimes.
    if (cause.name === 'HTTPParserError') return 'HPE_INVALID';
  }
  return 'unknown';
}

/** In seconds, as texts say it. */
function seconds(ms: number): number {
  return ms / 1_000;
}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
]);

/** Whether a system error is about the encryption. */
function isTlsCode(code: string): boolean {
  return (
    untrusted.has(code) ||
    code.startsWith('CERT_') ||
    code.startsWith('ERR_TLS_') ||
    code.startsWith('ERR_SSL_') ||
    code === 'EPROTO'
  );
}

/** A refused encryption, told apart as far as the cause goes. There is no switch to go on without. */
function tlsFailure(code: string, host: string): Failure {
  return failure('tls', { reason: tlsReason(code), params: { host, cause: code } });
}

function tlsReason(code: string): ErrorReason {
  if (untrusted.has(code)) return 'certificate-untrusted';
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'certificate-expired';
    case 'CERT_NOT_YET_VALID':
      return 'certificate-not-yet-valid';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'certificate-of-other-name';
    default:
      return 'encryption-refused';
  }
}
