import { useCallback, useEffect, useState } from 'react';
import type { Draft } from '../../../../contract/domain/planning.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { toAppError } from '../../../../contract/failure.ts';
import { readStream } from '../../../shared/ipc-client.ts';

export interface WatchedDraft {
  /** Null: not known yet. */
  readonly draft: Draft | null;
  /** Why it is not known, or not any more. */
  readonly error: AppError | null;
  readonly retry: () => void;
  /** What a command answered: newer than what was told before. */
  readonly take: (draft: Draft) => void;
}

/** A draft as it stands, told by main. Leaving changes nothing: it goes on. */
export function useDraft(draftId: string): WatchedDraft {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    void attempt;
    const watch = new AbortController();
    setError(null);
    readStream(
      'planning.watch',
      { draftId },
      (items) => {
        const newest = items.at(-1);
        if (newest !== undefined) setDraft(newest);
      },
      watch.signal,
    ).catch((thrown: unknown) => {
      if (!watch.signal.aborted) setError(toAppError(thrown));
    });
    return () => watch.abort();
  }, [draftId, attempt]);

  const retry = useCallback(() => setAttempt((before) => before + 1), []);
  return { draft, error, retry, take: setDraft };
}
