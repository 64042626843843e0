import { Failure, failure } from '../../../contract/failure.ts';

const reasons: Readonly<Record<string, { readonly why: string; readonly hint: string }>> = {
  ENOSPC: { why: 'the disk is full', hint: 'Make room on the disk, then try again.' },
  EDQUOT: { why: 'the disk quota is used up', hint: 'Make room on the disk, then try again.' },
  EACCES: { why: 'access is denied', hint: 'Choose another folder, or allow Curfew to write there.' },
  EPERM: { why: 'access is denied', hint: 'Choose another folder, or allow Curfew to write there.' },
  EROFS: { why: 'the disk is read-only', hint: 'Choose another folder.' },
  ENOENT: { why: 'the folder is not there any more', hint: 'Choose another folder.' },
  EISDIR: { why: 'there is a folder of this name', hint: 'Choose another name.' },
  EMFILE: { why: 'too many files are open', hint: 'Close other programs, then try again.' },
  EIO: { why: 'the disk reports an error', hint: 'Check the disk, or choose another one.' },
};

/** What went wrong on a disk, in words. `what` begins the sentence: "The preview could not be written". */
export function diskFailure(what: string, thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const code = thrown instanceof Error ? String(Reflect.get(thrown, 'code') ?? '') : '';
  const reason = reasons[code];
  if (!reason) return failure('internal', `${what}.`, { hint: 'Try again.', retryable: true });
  return failure('internal', `${what}: ${reason.why}.`, { hint: reason.hint, retryable: true });
}
