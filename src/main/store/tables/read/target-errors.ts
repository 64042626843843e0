import type { AppError } from '../../../../contract/errors.ts';
import { firstErrors } from '../change/errors.ts';
import type { OpenFile } from '../open-file.ts';
import { toId } from '../rows/ids.ts';
import { readNumbers } from './counts.ts';

/** The first error of each code of targets that are unknown, failed or still active. */
export function readTargetErrors(file: OpenFile, rev: number): AppError[] {
  const last = readNumbers(file, rev)('last.error');
  return firstErrors(
    file,
    Array.from({ length: last }, (_, at) => toId(rev, at + 1)),
  );
}
