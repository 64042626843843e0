import type { OperationProgress } from '../interface.ts';

const everyMs = 100;

/** Passes progress on often enough for a person to see that it moves, and no more often. */
export function throttleProgress(
  tell: (progress: OperationProgress) => void,
): (progress: OperationProgress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (now - last < everyMs) return;
    last = now;
    tell(progress);
  };
}
