import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { thrownError } from '../../../../test/unit/support/rejection.ts';
import { maxTextBytes } from '../records.ts';
import { checkId, crcOfIntegers, crcOfText, cutText, endOfCrc, startOfCrc } from './rows.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

test('text of any kind is cut at 4 KB between two characters, and marked', () => {
  const text = fc
    .array(fc.string({ unit: 'binary', maxLength: 400 }), { maxLength: 40 })
    .map((parts) => parts.join('é€𝄞'));
  fc.assert(
    fc.property(text, (whole) => {
      const short = cutText(whole);
      expect(bytesOf(short.text)).toBeLessThanOrEqual(maxTextBytes);
      expect(short.text.isWellFormed()).toBe(true);
      expect(short.isCut).toBe(bytesOf(whole.toWellFormed()) > maxTextBytes);
      if (short.isCut) {
        expect(short.text.endsWith('…')).toBe(true);
        expect(whole.toWellFormed().startsWith(short.text.slice(0, -1))).toBe(true);
        expect(bytesOf(short.text)).toBeGreaterThan(maxTextBytes - 4);
      } else expect(short.text).toBe(whole.toWellFormed());
    }),
  );
});

test('an id that would have to be changed is refused', () => {
  for (const id of ['a\0b', '\ud800', 'x'.repeat(maxTextBytes + 1)])
    expect(thrownError(() => checkId(id))).toMatchObject({ reason: 'id-not-storable' });
  checkId('x'.repeat(maxTextBytes));
  checkId('ünïcode 👩‍🚀');
});

test('the checksum of texts and numbers is the CRC-32 of their bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.float64Array(), (text, numbers) => {
      const bytes = Buffer.concat([
        Buffer.from(text, 'latin1'),
        Buffer.from([0xff]),
        new Uint8Array(numbers.buffer),
      ]);
      const crc = crcOfIntegers(crcOfText(startOfCrc, text), new Int32Array(numbers.buffer), 0);
      expect(endOfCrc(crc)).toBe(crc32(bytes));
    }),
  );
});
