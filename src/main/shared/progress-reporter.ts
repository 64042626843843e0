interface ReporterOptions {
  /** At most one report in so many milliseconds. */
  readonly everyMs?: number;
  /** Milliseconds since some moment, never going back. */
  readonly elapsed?: () => number;
}

/**
 * Passes progress on often enough for a person to see that it moves, and no more often. While a report is still being taken,
 * others are left out: the latest is enough for whoever does not keep up.
 */
export function createProgressReporter<Progress>(
  report: (progress: Progress) => unknown,
  { everyMs = 100, elapsed = () => performance.now() }: ReporterOptions = {},
): (progress: Progress) => void {
  let reportedAt = Number.NEGATIVE_INFINITY;
  let isTaking = false;
  return (progress) => {
    if (isTaking || elapsed() - reportedAt < everyMs) return;
    reportedAt = elapsed();
    const taken = report(progress);
    if (!(taken instanceof Promise)) return;
    isTaking = true;
    taken.then(
      () => {
        isTaking = false;
      },
      // Nobody takes reports any more.
      () => undefined,
    );
  };
}
