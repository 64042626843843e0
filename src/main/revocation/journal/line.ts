import { crc32 } from 'node:zlib';
import type { JournalEntry } from './entries.ts';
import { fromRanges, toRanges } from './ranges.ts';

/** One entry as a line: checksum, space, JSON, line feed. */
export function toLine(entry: JournalEntry): string {
  const json = JSON.stringify('on' in entry ? { ...entry, on: toRanges(entry.on) } : entry);
  return `${checksum(json)} ${json}\n`;
}

/** The entry of a line, without its line feed; undefined when it is not whole. */
export function fromLine(line: string): JournalEntry | undefined {
  const json = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== checksum(json)) return undefined;
  try {
    const entry: unknown = JSON.parse(json);
    if (typeof entry !== 'object' || entry === null) return undefined;
    // Its checksum is right, so it is as it was written.
    if (!('on' in entry)) return entry as JournalEntry;
    return { ...entry, on: fromRanges(String(entry.on)) } as unknown as JournalEntry;
  } catch {
    return undefined;
  }
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
