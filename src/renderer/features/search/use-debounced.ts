import { useEffect, useMemo, useRef } from 'react';

/** `later` calls after a pause without further calls; `now` at once, and drops what was waiting. */
export function useDebounced<T>(call: (value: T) => void, pauseMs: number) {
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  }, [call]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useMemo(
    () => ({
      later: (value: T) => {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => latest.current(value), pauseMs);
      },
      now: (value: T) => {
        clearTimeout(timer.current);
        latest.current(value);
      },
    }),
    [pauseMs],
  );
}
