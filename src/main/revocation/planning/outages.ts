import type { AppError, ErrorCode } from '../../../contract/errors.ts';

/** Whatever is wrong here is wrong with every call. `aborted`: the connection was closed under it. */
const outages: ReadonlySet<ErrorCode> = new Set([
  'unreachable',
  'timeout',
  'tls',
  'bad-key',
  'not-a-core',
  'incompatible-core',
  'rate-limited',
  'aborted',
]);

export function isOutage({ code, retryable }: AppError): boolean {
  // The worker of the connection stopped, and is started again.
  return outages.has(code) || (code === 'internal' && retryable);
}

/** Whether it can be another time because of the core, and not of what it was asked. */
export function mayPass(error: AppError): boolean {
  return isOutage(error) || (error.code === 'core-error' && error.retryable);
}
