import { crc32 } from 'node:zlib';
import type { Failure } from '../../../../contract/failure.ts';
import { fileIsDamaged } from '../../files/store-failure.ts';

/** CRC-32 of values of a row, in the order of its columns. */
export function checksum(...values: readonly (string | number | null)[]): number {
  return crc32(values.join('\n'));
}

/** Of a row that has a wrong checksum, where nothing may go on with it. */
export function rowIsDamaged(): Failure {
  return fileIsDamaged('checksum');
}
