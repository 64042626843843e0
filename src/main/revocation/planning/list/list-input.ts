import { type ListFormat, mostBytes, mostLines } from '../../../../contract/domain/planning.ts';
import { failure } from '../../../../contract/failure.ts';
import { createDecoder } from './decoder.ts';
import { createListReader, type ListItem } from './list-reader.ts';

export type ReadItem = Exclude<ListItem, { is: 'blank' }>;

/** The bytes of a list on their way to its items. */
export interface ListInput {
  /** Resolves when `take` took everything that was in them. Rejects with what ends the list. */
  readonly feed: (bytes: Uint8Array) => Promise<void>;
  readonly end: () => Promise<void>;
  readonly counts: () => { readonly bytes: number; readonly lines: number; readonly blank: number };
}

export interface ListLimits {
  readonly lines: number;
  readonly bytes: number;
}

const defaultLimits: ListLimits = { lines: mostLines, bytes: mostBytes };

/** `take` gets one item after another, and sets the pace. */
export function createListInput(
  format: ListFormat,
  take: (item: ReadItem) => Promise<void>,
  limits = defaultLimits,
): ListInput {
  const decoder = createDecoder();
  const reader = createListReader(format);
  let bytes = 0;
  let lines = 0;
  let blank = 0;

  async function takeAll(items: Iterable<ListItem>): Promise<void> {
    for (const item of items) {
      if (item.is === 'blank') {
        blank += 1;
        continue;
      }
      if (lines === limits.lines) throw tooLarge(`${limits.lines.toLocaleString('en-US')} lines`);
      lines += 1;
      await take(item);
    }
  }

  return {
    counts: () => ({ bytes, lines, blank }),
    feed: async (piece) => {
      bytes += piece.byteLength;
      checkBytes(bytes, limits);
      await takeAll(reader.push(decoder.push(piece)));
    },
    end: async () => {
      await takeAll(reader.push(decoder.end()));
      await takeAll(reader.end());
      if (lines === 0) {
        throw failure('bad-input', 'There is nothing in this list: every line is blank.', {
          hint: 'Choose another file, or paste the list again.',
        });
      }
    },
  };
}

export function checkBytes(bytes: number, limits: Pick<ListLimits, 'bytes'> = defaultLimits): void {
  if (bytes > limits.bytes) throw tooLarge(`${(limits.bytes / 1_024 / 1_024).toLocaleString('en-US')} MB`);
}

function tooLarge(limit: string) {
  return failure('bad-input', `The list is larger than what one plan can hold: ${limit}.`, {
    hint: 'Divide it into several lists. Nothing of it was ended.',
  });
}
