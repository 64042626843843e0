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
 * Whether the core works at this moment. The list of tenants is asked for because it needs both the key and the
 * database: the core's greeting would also come from one whose database is down.
 */
export async function coreWorks(core: CorePort): Promise<boolean> {
  try {
    await core.tenants();
    return true;
  } catch (thrown) {
    const { code } = toAppError(thrown);
    return code !== 'core-error' && aboutWhatWasAsked.has(code);
  }
}
