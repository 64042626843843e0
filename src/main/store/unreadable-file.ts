import type { AppError } from '../../contract/errors.ts';

/** Whether the store cannot do something because the file of the revocation is not there. */
export function isFileMissing({ code, params }: AppError): boolean {
  return code === 'store-unavailable' && params?.cause === 'ENOENT';
}

/** Whether nothing of the file of the revocation can be read, now or later, unless somebody puts it right: damaged, newer or missing. */
export function isFileUnreadable(error: AppError): boolean {
  return error.code === 'store-damaged' || error.code === 'store-newer' || isFileMissing(error);
}
