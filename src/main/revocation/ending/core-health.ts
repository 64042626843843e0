import type { AppError, ErrorCode } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';

// Answers of a core that works: what was asked is wrong, or could not be done. Every other failure says nothing about
// the handles that were sent.
const aboutWhatWasAsked: ReadonlySet<ErrorCode> = new Set([
  'core-error',
  'bad-input',
  'tenant-unknown',
  'not-found',
  'feature-missing',
]);

/** Whether the core answered, and it is the handles or their number that it does not like. */
export function isAnswerOfCore(error: AppError): boolean {
  return aboutWhatWasAsked.has(error.code);
}

/**
 * Why the core does not work at this moment; null when it does. The list of tenants is asked for because it needs both
 * the key and the database: the core's greeting would also come from one whose database is down.
 */
export async function coreWorks(core: CorePort): Promise<AppError | null> {
  try {
    await core.tenants();
    return null;
  } catch (thrown) {
    const error = toAppError(thrown);
    return error.code !== 'core-error' && aboutWhatWasAsked.has(error.code) ? null : error;
  }
}

/**
 * Whether a failure comes of the core and not of what was asked: why it does not work; null when it does. An error of
 * the core can be either, so it is asked for something else.
 */
export async function troubleOf(core: () => CorePort, error: AppError): Promise<AppError | null> {
  if (isAnswerOfCore(error) && error.code !== 'core-error') return null;
  try {
    return await coreWorks(core());
  } catch (thrown) {
    return toAppError(thrown);
  }
}

// System errors that come before a connection stands: see `core/failures/network-failure.ts`.
const beforeConnecting = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether the core certainly did nothing: the call never reached it, or was refused unread (fact 14, 401). */
export function wasNotDone({ code, details }: AppError): boolean {
  return code === 'rate-limited' || code === 'bad-key' || beforeConnecting.has(details?.cause ?? '');
}
