import { useEffect, useState } from 'react';
import { text } from '../../messages/text.ts';

/** When a core that does not answer is tried again, for the end of a sentence. */
export function NextAttempt({ at }: { readonly at: number }) {
  const seconds = useSecondsUntil(at);
  // Seen, not said: a screen reader would read the alert again each second.
  return (
    <span aria-hidden="true">
      {seconds === 0 ? text('frame.retry-now') : text('frame.retry-in', { seconds })}
    </span>
  );
}

/** Whole seconds until a moment, counted down each second. */
function useSecondsUntil(at: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((at - now) / 1_000));
}
