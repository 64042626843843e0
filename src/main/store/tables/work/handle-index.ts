import { readCount } from '../change/counts.ts';
import type { OpenFile } from '../open-file.ts';
import { hasIndex } from '../schema.ts';

/** Whether the revocation is a list in whose file handles cannot be looked up yet. */
export function needsHandleIndex(file: OpenFile, rev: number): boolean {
  return readCount(file, rev, 'is-list') === 1 && !hasIndex(file.db, 'target_by_handle');
}
