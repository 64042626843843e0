import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { onAnnouncement } from '../ui/announce.ts';
import classes from './frame.module.css';

interface Announced {
  readonly key: number;
  readonly text: string;
}

/** Long enough to be read aloud. What is announced within this time is added to what was announced before. */
const audibleMs = 1_500;
const visibleMs = 2_500;

/** Where announcements are read by screen readers; those that are meant for everybody are also shown, at the bottom. */
export function LiveRegion() {
  const [announced, setAnnounced] = useState<readonly Announced[]>([]);
  const [shown, setShown] = useState<Announced | null>(null);
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    let count = 0;
    const stop = onAnnouncement(({ text, shown: isShown }) => {
      count += 1;
      const key = count;
      setAnnounced((now) => (now.at(-1)?.text === text ? now : [...now, { key, text }]));
      timers.add(setTimeout(() => setAnnounced((now) => now.filter((each) => each.key >= key)), audibleMs));
      if (!isShown) return;
      setShown({ key, text });
      timers.add(setTimeout(() => setShown((now) => (now?.key === key ? null : now)), visibleMs));
    });
    return () => {
      stop();
      for (const timer of timers) clearTimeout(timer);
    };
  }, []);
  return (
    <>
      <VisuallyHidden role="status" aria-live="polite" aria-atomic="false">
        {announced.map(({ key, text }) => (
          <div key={key}>{text}</div>
        ))}
      </VisuallyHidden>
      {shown === null ? null : (
        <div key={shown.key} className={classes.confirmation} aria-hidden="true">
          {shown.text}
        </div>
      )}
    </>
  );
}
