import type { ListFormat, ListSample } from '../../../../contract/domain/planning.ts';
import { createDecoder } from './decoder.ts';
import { detectEncoding, detectedBytes } from './encoding.ts';
import { guessCsv, readTable } from './guess-csv.ts';
import { guessJsonLines } from './guess-json-lines.ts';

type Delimiter = Extract<ListFormat, { type: 'csv' }>['delimiter'];

/**
 * What the beginning of a list looks like. With a delimiter it is read as CSV, whatever it looks like. Throws a `Failure`
 * for what is no text.
 */
export function readSample(bytes: Uint8Array, delimiter: Delimiter | null): ListSample {
  const { encoding } = detectEncoding(bytes.subarray(0, detectedBytes), bytes.length <= detectedBytes);
  const decoder = createDecoder();
  const text = decoder.push(bytes) + decoder.end();
  const guessed = delimiter === null ? (guessJsonLines(text) ?? guessCsv(text)) : readTable(text, delimiter);
  return { encoding, ...(guessed ?? { format: { type: 'text' }, columns: [] }) };
}
