import { useCallback, useEffect, useRef, useState } from 'react';
import type { CurfewBridge } from '../../contract/channels/bridge.ts';
import type { ChannelName, ChannelNameOf, Input, Output } from '../../contract/channels/contract.ts';
import type { AppError } from '../../contract/errors.ts';
import { Failure, type Result, toAppError } from '../../contract/failure.ts';

declare global {
  interface Window {
    readonly curfew: CurfewBridge;
  }
}

type AnyCall = (input: unknown, id: string) => Promise<Result<unknown>>;
type AnyStream = (
  input: unknown,
  id: string,
  onItems: (items: unknown[]) => void,
  onEnd: (result: Result<null>) => void,
) => void;

/** The bridge's function of a channel. The one place where its types are put back together. */
function bridged(channel: ChannelName): unknown {
  const [area = '', verb = ''] = channel.split('.');
  const functions = (window.curfew as unknown as Record<string, Record<string, unknown>>)[area];
  return functions?.[verb];
}

function abortWith(id: string, signal: AbortSignal | undefined): () => void {
  if (signal === undefined) return () => undefined;
  const abort = () => window.curfew.abort(id);
  signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}

/** Calls main. Rejects with a `Failure` that carries the `AppError`. */
export async function call<C extends ChannelNameOf<'query' | 'command'>>(
  channel: C,
  input: Input<C>,
  signal?: AbortSignal,
): Promise<Output<C>> {
  const id = crypto.randomUUID();
  const release = abortWith(id, signal);
  try {
    const result = await (bridged(channel) as AnyCall)(input, id);
    if (!result.ok) throw new Failure(result.error);
    return result.value as Output<C>;
  } finally {
    release();
  }
}

/** Reads a stream to its end. Rejects with a `Failure`, `aborted` among them. */
export function readStream<C extends ChannelNameOf<'stream'>>(
  channel: C,
  input: Input<C>,
  onItems: (items: Output<C>[]) => void,
  signal?: AbortSignal,
): Promise<void> {
  const id = crypto.randomUUID();
  const release = abortWith(id, signal);
  return new Promise<void>((resolve, reject) => {
    (bridged(channel) as AnyStream)(
      input,
      id,
      (items) => onItems(items as Output<C>[]),
      (result) => {
        release();
        if (result.ok) resolve();
        else reject(new Failure(result.error));
      },
    );
  });
}

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

/**
 * Reads a stream for as long as the component is mounted; another input starts another stream, and so does another `since`.
 * Input null: none.
 */
export function useStream<C extends ChannelNameOf<'stream'>>(
  channel: C,
  input: Input<C> | null,
  handlers: StreamHandlers<Output<C>>,
  since: unknown = null,
): StreamState {
  const [error, setError] = useState<AppError | null>(null);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef({ input, handlers });
  latest.current = { input, handlers };
  const inputKey = JSON.stringify(input);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the input, which is a new object each time
  useEffect(() => {
    setError(null);
    if (latest.current.input === null) return;
    const { signal, abort } = withAbort();
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
  }, [channel, inputKey, attempt, since]);

  const restart = useCallback(() => setAttempt((before) => before + 1), []);
  return { error, restart };
}

function withAbort(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
