import { crc32 } from 'node:zlib';
import type { Failure } from '../../../contract/failure.ts';
import { fileIsDamaged } from '../files/store-failure.ts';

/** CRC-32 of values of a row, in the order of its columns. */
export function checksum(...values: readonly (string | number | null)[]): number {
  return crc32(values.join('\n'));
}

/** Of a row that has a wrong checksum, where nothing may go on with it. */
export function rowIsDamaged(): Failure {
  return fileIsDamaged('checksum');
}

/**
 * CRC-32, by hand: of the small row of a target, it takes a fifth of the time that two calls of `zlib.crc32` and a text of
 * its numbers take, and a revocation takes some hundred thousand of them a second.
 */
const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

export const startOfCrc = -1;

export function endOfCrc(crc: number): number {
  return ~crc >>> 0;
}

export function crcOfBytes(crc: number, bytes: Uint8Array, from: number): number {
  let next = crc;
  for (let at = from; at < bytes.length; at += 1) next = step(next, bytes[at] as number);
  return next;
}

/** With its end, so that two texts do not get the checksum of two others with the border elsewhere. A damaged file can give anything. */
export function crcOfText(crc: number, text: unknown): number {
  if (typeof text !== 'string') return step(crc, text === null ? 0xfe : 0xfd);
  let next = crc;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // Nearly all of it is ASCII: a byte each.
    next = unit < 0x80 ? step(next, unit) : step(step(step(next, 0x80), unit & 0xff), unit >>> 8);
  }
  return step(next, 0xff);
}

function step(crc: number, byte: number): number {
  return (crcTable[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
}
