import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';

/** How far a task is that the operator starts, and that takes a while. */
export type TaskState<Progress, Result> =
  | { readonly state: 'idle' }
  /** `progress` null: nothing is known of it yet. */
  | { readonly state: 'running'; readonly progress: Progress | null }
  | { readonly state: 'done'; readonly result: Result }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly error: AppError };

type Run<Progress, Result> = (
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
) => Promise<Result | null>;

interface TaskOptions {
  /** It goes on when the component goes. */
  readonly outlives?: boolean;
}

/** Does a task, and cancels it when the component goes. */
export function useTask<Progress, Result>({ outlives = false }: TaskOptions = {}) {
  const [task, setTask] = useState<TaskState<Progress, Result>>({ state: 'idle' });
  const running = useRef(new AbortController());
  const isThere = useRef(true);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
      if (!outlives) running.current.abort();
    };
  }, [outlives]);

  /** Resolves with how it ended. With the result null it is as if it had not been started. */
  async function start(run: Run<Progress, Result>): Promise<TaskState<Progress, Result>> {
    const controller = new AbortController();
    running.current = controller;
    setTask({ state: 'running', progress: null });
    const ended = await endOf(run, setTask, controller.signal);
    setTask(ended);
    return ended;
  }

  return { task, start, cancel: () => running.current.abort(), isThere: () => isThere.current };
}

async function endOf<Progress, Result>(
  run: Run<Progress, Result>,
  show: (task: TaskState<Progress, Result>) => void,
  signal: AbortSignal,
): Promise<TaskState<Progress, Result>> {
  try {
    const result = await run((progress) => {
      if (!signal.aborted) show({ state: 'running', progress });
    }, signal);
    return result === null ? { state: 'idle' } : { state: 'done', result };
  } catch (thrown) {
    return signal.aborted ? { state: 'cancelled' } : { state: 'failed', error: toAppError(thrown) };
  }
}
