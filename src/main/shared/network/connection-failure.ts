import type { ErrorReason } from '../../../contract/error-reasons.ts';
import { type Failure, failure } from '../../../contract/failure.ts';
import type { UnreadAuthorities } from './authorities.ts';

/** As much of a host as its failures are about. */
export interface FailedHost {
  /** With its port. */
  readonly name: string;
  readonly unreadAuthorities: UnreadAuthorities | null;
}

/** Why a connection was not made, or ended too early, by what Node or undici threw. */
export function connectionFailure(error: unknown, failed: FailedHost, connectTimeoutMs: number): Failure {
  const host = failed.name;
  const code = codeOf(error);
  const details = { host, cause: code };
  if (isTlsCode(code)) return tlsFailure(code, failed);
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
        params: { ...details, seconds: connectTimeoutMs / 1_000 },
      });
    default:
      return failure('unreachable', { reason: 'closed-without-answer', params: details });
  }
}

/** A request that was not answered in its time, whatever was sent of it. */
export function noAnswerInTime(host: string, limitMs: number): Failure {
  return failure('timeout', { reason: 'request-timeout', params: { host, seconds: limitMs / 1_000 } });
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

const selfSigned = 'DEPTH_ZERO_SELF_SIGNED_CERT';
const untrusted = new Set([
  selfSigned,
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
function tlsFailure(code: string, { name, unreadAuthorities }: FailedHost): Failure {
  const reason =
    untrusted.has(code) && unreadAuthorities !== null ? unreadReasons[unreadAuthorities] : tlsReason(code);
  return failure('tls', { reason, params: { host: name, cause: code } });
}

const unreadReasons = {
  system: 'system-authorities-unread',
  file: 'extra-authorities-unread',
} as const satisfies Readonly<Record<UnreadAuthorities, ErrorReason>>;

/** What servers answer that only have versions of TLS that are not used any more. */
const tooOld = new Set([
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_VERSION_TOO_LOW',
]);

function tlsReason(code: string): ErrorReason {
  if (code === selfSigned) return 'certificate-self-signed';
  if (untrusted.has(code)) return 'certificate-untrusted';
  if (tooOld.has(code)) return 'encryption-too-old';
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
