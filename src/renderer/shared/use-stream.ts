import { useCallback, useEffect, useRef, useState } from 'react';
import type { ChannelNameOf, Input, Output } from '../../contract/channels/contract.ts';
import type { AppError } from '../../contract/errors.ts';
import { toAppError } from '../../contract/failure.ts';
import { readStream } from './ipc-client.ts';

interface StreamHandlers<Item> {
  readonly onItems: (items: Item[]) => void;
  /** The stream ended by itself. */
  readonly onEnd?: (signal: AbortSignal) => void;
}

interface StreamState {
  /** Why the stream failed; null after a restart. */
  readonly error: AppError | null;
  /** Reads the stream again from its beginning. */
  readonly restart: () => void;
}

/** Reads a stream for as long as the component is mounted; another input starts another stream. */
export function useStream<C extends ChannelNameOf<'stream'>>(
  channel: C,
  input: Input<C>,
  handlers: StreamHandlers<Output<C>>,
): StreamState {
  const [error, setError] = useState<AppError | null>(null);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef({ input, handlers });
  latest.current = { input, handlers };
  const inputKey = JSON.stringify(input);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the input, which is a new object each time
  useEffect(() => {
    const { signal, abort } = withAbort();
    setError(null);
    const onItems = (items: Output<C>[]) => {
      if (!signal.aborted) latest.current.handlers.onItems(items);
    };
    readStream(channel, latest.current.input, onItems, signal).then(
      () => {
        if (!signal.aborted) latest.current.handlers.onEnd?.(signal);
      },
      (thrown: unknown) => {
        if (!signal.aborted) setError(toAppError(thrown));
      },
    );
    return abort;
  }, [channel, inputKey, attempt]);

  const restart = useCallback(() => setAttempt((before) => before + 1), []);
  return { error, restart };
}

function withAbort(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
