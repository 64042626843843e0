import { useCallback, useEffect, useState } from 'react';
import type { ListFormat, ListSample } from '../../../../contract/domain/planning.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { toAppError } from '../../../../contract/failure.ts';
import { call } from '../../../shared/ipc-client.ts';
import type { ByteSource } from '../feeding/byte-source.ts';
import { changedWhileRead } from '../feeding/feed-pieces.ts';

/** How much of the beginning is looked at. */
export const sampleSize = 64 * 1_024;
/** While someone types, the text is looked at when they pause this long. */
const pauseMs = 300;

export type Delimiter = Extract<ListFormat, { type: 'csv' }>['delimiter'];

export type SampleState =
  | { readonly state: 'none' | 'reading' }
  | { readonly state: 'read'; readonly sample: ListSample }
  | { readonly state: 'failed'; readonly error: AppError };

async function readSample(
  source: ByteSource,
  delimiter: Delimiter | null,
  signal: AbortSignal,
): Promise<SampleState> {
  try {
    const bytes = await source.read(0, Math.min(sampleSize, source.size));
    return { state: 'read', sample: await call('planning.sample', { bytes, delimiter }, signal) };
  } catch (thrown) {
    return { state: 'failed', error: sampleError(thrown) };
  }
}

function sampleError(thrown: unknown): AppError {
  // Of what the browser cannot read it says no more than that.
  if (thrown instanceof DOMException && thrown.name !== 'AbortError')
    return { code: 'bad-input', message: changedWhileRead, hint: 'Choose it again.', retryable: false };
  return toAppError(thrown);
}

/** What the beginning of a list looks like. With a delimiter it is taken for a CSV. Bytes are kept nowhere. */
export function useSample(source: ByteSource | null, delimiter: Delimiter | null) {
  const [sample, setSample] = useState<SampleState>({ state: 'none' });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    void attempt;
    if (source === null) return setSample({ state: 'none' });
    // What is on screen stays while the list is written on: it would blink at every pause.
    setSample((before) => (before.state === 'read' ? before : { state: 'reading' }));
    const work = new AbortController();
    const timer = setTimeout(async () => {
      const read = await readSample(source, delimiter, work.signal);
      if (!work.signal.aborted) setSample(read);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      work.abort();
    };
  }, [source, delimiter, attempt]);

  const again = useCallback(() => setAttempt((before) => before + 1), []);
  return { sample, again };
}
