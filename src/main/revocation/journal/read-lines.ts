import { open } from 'node:fs/promises';
import type { JournalEntry } from './entries.ts';
import { fromLine } from './line.ts';

const blockBytes = 1 << 20;

export interface WholeLines {
  /** Where the last whole line ends. */
  readonly length: number;
  /** The bytes behind it. */
  readonly rest: number;
}

/**
 * Gives the entries of a journal one by one, up to the first line that is not whole, and says where that is. `take`
 * may refuse an entry by throwing: then the journal ends before it as well.
 */
export async function readLines(path: string, take: (entry: JournalEntry) => void): Promise<WholeLines> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let length = 0;
    let held = Buffer.alloc(0);
    const block = Buffer.alloc(blockBytes);
    for (let at = 0; ; ) {
      const { bytesRead } = await file.read(block, 0, blockBytes, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      const bytes = Buffer.concat([held, block.subarray(0, bytesRead)]);
      let from = 0;
      for (let end = bytes.indexOf(10, from); end >= 0; end = bytes.indexOf(10, from)) {
        const entry = fromLine(bytes.toString('utf8', from, end));
        if (!entry || !taken(take, entry)) return { length, rest: size - length };
        length += end + 1 - from;
        from = end + 1;
      }
      held = Buffer.from(bytes.subarray(from));
    }
    return { length, rest: size - length };
  } finally {
    await file.close();
  }
}

function taken(take: (entry: JournalEntry) => void, entry: JournalEntry): boolean {
  try {
    take(entry);
    return true;
  } catch {
    return false;
  }
}
