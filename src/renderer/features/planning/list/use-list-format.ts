import { useCallback, useEffect, useState } from 'react';
import type { ListFormat, ListSample } from '../../../../contract/domain/planning/list-format.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { failure, toAppError } from '../../../../contract/failure.ts';
import { text } from '../../../messages/text.ts';
import { call } from '../../../shared/ipc-client.ts';
import type { ByteSource } from './upload-list.ts';

/** Bytes of the beginning of a list that main reads. */
export const sampleSize = 64 * 1_024;
/** While the operator types, the text is read after a pause of this length. */
const pauseMs = 300;

export type Delimiter = Extract<ListFormat, { type: 'csv' }>['delimiter'];

/** The format of the list: as main recognised it, unless the operator chose another one. */
export function useListFormat(source: ByteSource | null) {
  const [chosen, setChosen] = useState<ListFormat | null>(null);
  const [delimiter, setDelimiter] = useState<Delimiter | null>(null);
  const { sample, again } = useSample(source, delimiter);
  const read = sample.state === 'read' ? sample.sample : null;
  const isOfThisList = sample.state === 'read' && sample.of === source && sample.delimiter === delimiter;

  function readAsCsv(next: Delimiter | null) {
    setChosen(null);
    setDelimiter(next);
  }

  return {
    sample: read,
    error: sample.state === 'failed' ? sample.error : null,
    again,
    format: read === null ? null : (chosen ?? read.format),
    /** The format is of this list, and not of the one before, which stays on screen until this one was read. */
    isOfThisList,
    choose: setChosen,
    /** The columns depend on it, so the sample is read again. */
    chooseDelimiter: readAsCsv,
    chooseType: (type: FormatType) => {
      if (read === null) return;
      if (type === 'csv' && read.format.type !== 'csv') return readAsCsv(',');
      setDelimiter(type === 'csv' ? delimiter : null);
      setChosen(formatOf(type, read));
    },
    /** For another list: it begins without the choices that were made for the list before. */
    reset: () => readAsCsv(null),
  };
}

type SampleState =
  | { readonly state: 'none' | 'reading' }
  | {
      readonly state: 'read';
      readonly sample: ListSample;
      readonly of: ByteSource;
      readonly delimiter: Delimiter | null;
    }
  | { readonly state: 'failed'; readonly error: AppError };

/** The beginning of a list, as main reads it. With a delimiter it is read as a CSV. Main stores no bytes of it. */
function useSample(source: ByteSource | null, delimiter: Delimiter | null) {
  const [sample, setSample] = useState<SampleState>({ state: 'none' });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    void attempt;
    if (source === null) return setSample({ state: 'none' });
    // The sample stays on screen while the operator types: it would blink at every pause.
    setSample((before) => (before.state === 'read' ? before : { state: 'reading' }));
    const reading = new AbortController();
    const timer = setTimeout(async () => {
      const next = await readSample(source, delimiter, reading.signal);
      if (!reading.signal.aborted) setSample(next);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      reading.abort();
    };
  }, [source, delimiter, attempt]);

  const again = useCallback(() => setAttempt((before) => before + 1), []);
  return { sample, again };
}

async function readSample(
  source: ByteSource,
  delimiter: Delimiter | null,
  signal: AbortSignal,
): Promise<SampleState> {
  try {
    const bytes = await source.read(0, Math.min(sampleSize, source.size));
    const sample = await call('planning.sample', { bytes, delimiter }, signal);
    return { state: 'read', sample, of: source, delimiter };
  } catch (thrown) {
    return { state: 'failed', error: sampleError(thrown) };
  }
}

function sampleError(thrown: unknown): AppError {
  // The browser gives no reason why it cannot read a file.
  if (thrown instanceof DOMException && thrown.name !== 'AbortError')
    return failure('bad-input', { reason: 'list-changed' }).error;
  return toAppError(thrown);
}

export type FormatType = ListFormat['type'];

/** A column that can be chosen. `value` is its name in the format. */
export interface ColumnChoice {
  readonly value: string;
  readonly name: string;
  readonly examples: string;
}

/** The columns of the beginning of the list, with their first values. */
export function columnChoices({ columns }: ListSample): readonly ColumnChoice[] {
  return columns.map(({ key, name, examples }) => ({
    value: key,
    name: name === '' ? key : name,
    examples: examples.length === 0 ? text('list.format.no-examples') : examples.join(', '),
  }));
}

/** The same list in another format; columns come from the sample where it has columns. */
export function formatOf(type: FormatType, sample: ListSample): ListFormat {
  if (sample.format.type === type) return sample.format;
  switch (type) {
    case 'text':
      return { type: 'text' };
    case 'csv':
      return { type: 'csv', delimiter: ',', header: false, column: 0 };
    case 'json-lines':
      return { type: 'json-lines', path: '' };
  }
}

/** The chosen column, as the `value` of a `ColumnChoice`. */
export function columnOf(format: ListFormat): string | null {
  if (format.type === 'csv') return String(format.column);
  return format.type === 'json-lines' ? format.path : null;
}

/** The format with another column. */
export function withColumn(format: ListFormat, value: string): ListFormat {
  if (format.type === 'csv') return { ...format, column: Number(value) };
  return format.type === 'json-lines' ? { ...format, path: value } : format;
}
