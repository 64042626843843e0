import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { temporaryFolder } from '../../../../test/unit/support/revocation-driver.ts';
import type { JournalEntry } from './entries.ts';
import { createJournalFile, type JournalHandle, openJournalFile } from './journal-file.ts';
import { toLine } from './line.ts';
import { readLines } from './read-lines.ts';

function entry(on: number): JournalEntry {
  return { e: 'event', at: on, event: { type: 'sent' }, on: [on] };
}

async function entriesOf(path: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  await readLines(path, (one) => entries.push(one));
  return entries;
}

it('what is appended comes back, in its order', async () => {
  const path = join(temporaryFolder(), 'journal');
  const file = await openJournalFile(path, 0);
  for (let on = 0; on < 500; on++) file.append(entry(on));
  await file.settle();
  await file.close();
  expect(await entriesOf(path)).toEqual(Array.from({ length: 500 }, (_, on) => entry(on)));
});

it('goes on behind the last whole line, and cuts off what stands behind it', async () => {
  const path = join(temporaryFolder(), 'journal');
  const whole = toLine(entry(1));
  writeFileSync(path, `${whole}${toLine(entry(2)).slice(0, 20)}`);
  const { length, rest } = await readLines(path, () => undefined);
  expect({ length, rest }).toEqual({ length: whole.length, rest: 20 });
  const file = await openJournalFile(path, length, rest > 0);
  file.append(entry(3));
  await file.settle();
  await file.close();
  expect(readFileSync(path, 'utf8')).toBe(whole + toLine(entry(3)));
});

it('a byte that changed ends it before that line', async () => {
  const path = join(temporaryFolder(), 'journal');
  const lines = [1, 2, 3].map((on) => toLine(entry(on)));
  const bytes = Buffer.from(lines.join(''));
  const at = (lines[0]?.length ?? 0) + 15;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  expect(await entriesOf(path)).toEqual([entry(1)]);
});

/** A disk with room for so many bytes, which takes what fits and then says that it is full. */
function smallDisk(room: number) {
  const disk = { content: Buffer.alloc(0), room };
  const full = () => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const handle = {
    write: async (bytes: Buffer, offset: number, length: number, position: number) => {
      const fits = Math.min(length, disk.room - position);
      if (fits <= 0) throw full();
      disk.content = Buffer.concat([
        disk.content.subarray(0, position),
        bytes.subarray(offset, offset + fits),
      ]);
      return { bytesWritten: fits, buffer: bytes };
    },
    truncate: async (length = 0) => {
      disk.content = disk.content.subarray(0, length);
    },
    datasync: async () => undefined,
    close: async () => undefined,
  };
  return { disk, handle: handle as unknown as JournalHandle };
}

it('on a full disk says so, keeps what it could not write, and writes it once there is room', async () => {
  const { disk, handle } = smallDisk(100);
  const file = createJournalFile(handle, 0);
  for (let on = 0; on < 5; on++) file.append(entry(on));
  expect(await errorOf(file.settle())).toMatchObject({
    code: 'store-unavailable',
    message: 'The disk is full: the journal of this revocation cannot be written.',
  });
  file.append(entry(5));
  expect(await errorOf(file.settle())).toMatchObject({ code: 'store-unavailable' });
  disk.room = 10_000;
  await file.settle();
  expect(disk.content.toString()).toBe(Array.from({ length: 6 }, (_, on) => toLine(entry(on))).join(''));
});
