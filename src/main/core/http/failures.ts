import type { ErrorReason } from '../../../contract/error-reasons.ts';
import type { ErrorCode } from '../../../contract/error-traits.ts';
import { Failure, failure } from '../../../contract/failure.ts';
import {
  connectionFailure,
  type FailedHost,
  noAnswerInTime,
} from '../../shared/network/connection-failure.ts';
import { stoppedFailure } from './call.ts';
import type { Answer, NoAnswer } from './exchange.ts';

export interface Limits {
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly answerLimitMb: number;
}

/** Why no answer came, in words, and whether the request was sent. */
export function networkFailure(end: NoAnswer, host: FailedHost, limits: Limits): Failure {
  const { error } = reasonOf(end, host, limits);
  return new Failure({ ...error, sent: end.sent });
}

function reasonOf(end: NoAnswer, failed: FailedHost, limits: Limits): Failure {
  if (end.cause === 'stopped') return stoppedFailure();
  if (end.cause === 'too-late') return noAnswerInTime(failed.name, limits.requestTimeoutMs);
  if (end.cause === 'too-large') return tooLarge(failed.name, limits.answerLimitMb);
  return connectionFailure(end.error, failed, limits.connectTimeoutMs);
}

/** Asked again, it is as large again. */
function tooLarge(host: string, megabytes: number): Failure {
  return failure('core-error', { reason: 'answer-too-large', params: { host, megabytes }, retryable: false });
}

export interface Asked {
  readonly host: string;
  /** Its query can have what was searched for, so it is never part of a text. */
  readonly path: string;
  /** The key that was sent. */
  readonly apiKey: string | null;
}

/**
 * An answer with another status than 200. Nothing of its body is told: a server can repeat there what it was sent, a key
 * or a token, as it is or encoded.
 */
export function statusFailure(answer: Answer, asked: Asked): Failure {
  const { status } = answer;
  const params = { host: asked.host, path: asked.path.replace(/\?.*/s, ''), status: String(status) };
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

/** A core lists versions that it refuses when its setting for the lowest one forbids them (fact 23). */
function refusedVersion(answer: Answer, params: Params): Failure {
  const [, minimum] = /minimum allowed version\D{0,20}?(\d{1,3}\.\d{1,3})\b/i.exec(answer.body) ?? [];
  const [, wantedCdi] = /cdi-version\D{0,20}?(\d{1,3}\.\d{1,3})\b/i.exec(answer.body) ?? [];
  const versions = { ...params, ...(wantedCdi === undefined ? {} : { wantedCdi }) };
  return minimum === undefined
    ? answered('incompatible-core', 'cdi-refused', versions)
    : answered('incompatible-core', 'cdi-below-minimum', { ...versions, oldestCdi: minimum });
}

/** 401: the same text for a wrong and for a missing key. */
export function keyFailure({ host, apiKey }: Asked): Failure {
  return answered('bad-key', apiKey === null ? 'key-missing' : 'key-refused', { host });
}

/**
 * Something answered, but not as a core does. Where a redirect leads is not told: whoever answers would choose the address
 * that an operator types next, and the key with it.
 */
export function notACore(answer: Answer, { host }: Asked): Failure {
  const params = { host, status: String(answer.status) };
  const isRedirect = answer.status >= 300 && answer.status < 400;
  return answered('not-a-core', isRedirect ? 'redirected' : reasonOfAnswer(answer), params);
}

type Params = Readonly<Record<string, string>>;

/** A failure that came as an answer: the request was sent. */
function answered(code: ErrorCode, reason: ErrorReason, params: Params): Failure {
  return failure(code, { reason, params, sent: true });
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
