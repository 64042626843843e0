import { useEffect, useState } from 'react';

/** For how many seconds this has not changed, counted on while it does not. */
export function useIdleSeconds(progress: string): number {
  const [times, setTimes] = useState(timesNow);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is counted anew when this changes
  useEffect(() => {
    setTimes(timesNow());
    const timer = setInterval(() => setTimes(({ since }) => ({ since, now: Date.now() })), 1_000);
    return () => clearInterval(timer);
  }, [progress]);
  return Math.max(0, Math.floor((times.now - times.since) / 1_000));
}

function timesNow() {
  const now = Date.now();
  return { since: now, now };
}
