import type { AppError } from '../../contract/errors.ts';

/** Whether the store cannot do something because the file of the revocation is not there. */
export function isFileMissing({ code, params }: AppError): boolean {
  return code === 'store-unavailable' && params?.cause === 'ENOENT';
}
