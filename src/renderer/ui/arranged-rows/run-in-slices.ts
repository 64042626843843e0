/** So long a slice may take, in ms: a fraction of a frame, as the page has more to do in it. */
const sliceMs = 5;

/** Lets the browser answer and draw before it goes on. */
export type Pause = () => Promise<void>;

// Not `scheduler.yield`: what goes on after it goes before timers and frames.
export const pauseForBrowser: Pause = () => scheduler.postTask(() => undefined);

/**
 * Runs steps in slices of a few milliseconds. The first one runs at once, so that little work is done when this
 * returns. Resolves with the result; with undefined when `signal` was aborted before.
 */
export async function runInSlices<Result>(
  steps: Generator<void, Result>,
  pause: Pause,
  signal: AbortSignal,
): Promise<Result | undefined> {
  for (;;) {
    const end = performance.now() + sliceMs;
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() < end);
    await pause();
    if (signal.aborted) return undefined;
  }
}
