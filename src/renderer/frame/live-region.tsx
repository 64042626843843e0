import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { onAnnouncement } from '../ui/announce.ts';

interface Said {
  readonly key: number;
  readonly text: string;
}

/** Long enough to be heard. What is said within it stands beside what was said before, and does not take its place. */
const heardMs = 1_500;

/** Where `announce` is heard. */
export function LiveRegion() {
  const [said, setSaid] = useState<readonly Said[]>([]);
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    let count = 0;
    const forget = (key: number) => setSaid((now) => now.filter((each) => each.key >= key));
    const stop = onAnnouncement((text) => {
      count += 1;
      const key = count;
      setSaid((now) => (now.at(-1)?.text === text ? now : [...now, { key, text }]));
      timers.add(setTimeout(() => forget(key), heardMs));
    });
    return () => {
      stop();
      for (const timer of timers) clearTimeout(timer);
    };
  }, []);
  return (
    <VisuallyHidden role="status" aria-live="polite" aria-atomic="false">
      {said.map(({ key, text }) => (
        <div key={key}>{text}</div>
      ))}
    </VisuallyHidden>
  );
}
