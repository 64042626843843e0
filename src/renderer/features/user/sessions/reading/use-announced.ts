import { useEffect, useRef } from 'react';
import { plural } from '../../../../messages/format-count.ts';
import { standing } from './session-list.ts';
import type { SessionsSnapshot } from './session-store.ts';

/** Says once how a reading ended. Each batch would be noise. */
export function useAnnounced({ reading, counts }: SessionsSnapshot, announce: (text: string) => void): void {
  const before = useRef(reading.state);
  useEffect(() => {
    if (before.current === reading.state) return;
    before.current = reading.state;
    if (reading.state === 'done') announce(`${plural(standing(counts), 'session')} read`);
    if (reading.state === 'failed') announce('The sessions could not be read');
  }, [reading, counts, announce]);
}
