import type { ErrorReason } from '../../../contract/error-reasons.ts';
import type { ErrorCode } from '../../../contract/error-traits.ts';
import { Failure, failure } from '../../../contract/failure.ts';
import { stoppedFailure } from './call.ts';
import type { Answer, NoAnswer } from './exchange.ts';

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

export interface Asked {
  readonly host: string;
  /** Its query can have what was searched for, so it is never part of a text. */
  readonly path: string;
  /** The key that was sent, to keep it out of texts. */
  readonly apiKey: string | null;
}

const LONGEST_QUOTE = 300;

/** An answer with another status than 200, in words. */
export function statusFailure(answer: Answer, asked: Asked): Failure {
  const { status } = answer;
  const text = quote(answer, asked);
  const params = {
    host: asked.host,
    path: asked.path.replace(/\?.*/s, ''),
    status: String(status),
    ...(text && { answer: text }),
  };
  switch (status) {
    case 401:
      return keyFailure(asked);
    case 402:
      return answered('feature-missing', 'no-licence', params);
    case 429:
      return answered('rate-limited', 'kept-rate-limited', params);
  }
  if (status === 400 && /AppId or tenantId not found/i.test(answer.body))
    return answered('tenant-unknown', 'tenant-removed', params);
  if (status === 400 && /cdi-version .* (not supported|lower than the minimum)/i.test(answer.body))
    return refusedVersion(answer, params);
  if (isPage(answer) || (status >= 300 && status < 400)) return notACore(answer, asked);
  const isRetryable = status >= 500;
  const reason = isRetryable ? 'server-error' : 'status-error';
  return failure('core-error', { reason, params, retryable: isRetryable, sent: true });
}

/** A core lists versions that it refuses when its setting for the lowest one forbids them (fact 24). */
function refusedVersion(answer: Answer, params: Params): Failure {
  const [, minimum] = /minimum allowed version\D{0,20}?(\d+(?:\.\d+)*)/i.exec(answer.body) ?? [];
  const [, wantedCdi] = /cdi-version\D{0,20}?(\d+(?:\.\d+)*)/i.exec(answer.body) ?? [];
  const versions = { ...params, ...(wantedCdi === undefined ? {} : { wantedCdi }) };
  return minimum === undefined
    ? answered('incompatible-core', 'cdi-refused', versions)
    : answered('incompatible-core', 'cdi-below-minimum', { ...versions, oldestCdi: minimum });
}

/** 401: the same text for a wrong and for a missing key. */
export function keyFailure({ host, apiKey }: Asked): Failure {
  return answered('bad-key', apiKey === null ? 'key-missing' : 'key-refused', { host });
}

/** Something answered, but not as a core does. */
export function notACore(answer: Answer, { host }: Asked): Failure {
  const params = { host, status: String(answer.status) };
  const isRedirect = answer.status >= 300 && answer.status < 400;
  if (isRedirect) {
    const target = originOf(answer.headers.location);
    return target === null
      ? answered('not-a-core', 'redirected', params)
      : answered('not-a-core', 'redirected-to', { ...params, target });
  }
  return answered('not-a-core', reasonOfAnswer(answer), params);
}

type Params = Readonly<Record<string, string>>;

/** A failure that came as an answer: the request was sent. */
function answered(code: ErrorCode, reason: ErrorReason, params: Params): Failure {
  return failure(code, { reason, params, sent: true });
}

function originOf(location: unknown): string | null {
  return typeof location === 'string' && URL.canParse(location) ? new URL(location).origin : null;
}

function reasonOfAnswer(answer: Answer): ErrorReason {
  if (answer.body.trim() === '') return 'empty-answer';
  if (isPage(answer)) return 'web-page';
  return /^\s*[[{]/.test(answer.body) ? 'other-json' : 'other-answer';
}

// The core sends its plain texts as text/html too: only the content shows what it is.
function isPage(answer: Answer): boolean {
  return /^\s*<(!doctype|html|head|body|\?xml)/i.test(answer.body);
}

function quote(answer: Answer, { apiKey }: Asked): string | undefined {
  if (isPage(answer) || answer.body.trim() === '') return undefined;
  const text = apiKey === null ? answer.body : answer.body.replaceAll(apiKey, '(API key)');
  return text.trim().slice(0, LONGEST_QUOTE);
}
