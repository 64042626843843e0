import { useCallback, useRef } from 'react';
import { call } from '../../../../shared/ipc-client.ts';
import type { SessionEntry } from './session-entry.ts';

/** As many as main takes at once; more rows never are on screen. */
const most = 500;

/**
 * Asks for the rows on screen first, as long as some of them were not read. The same rows are asked for once: the table
 * tells which ones are visible whenever its rows change, not only when it was scrolled.
 */
export function useReadFirst(
  readerId: () => string | null,
  entryOf: (handle: string) => SessionEntry | undefined,
): (handles: string[]) => void {
  const asked = useRef('');
  return useCallback(
    (handles) => {
      const reader = readerId();
      const wanted = handles.filter((handle) => entryOf(handle)?.state === 'listed').slice(0, most);
      if (reader === null || wanted.length === 0) return;
      const key = `${reader} ${wanted.join(' ')}`;
      if (key === asked.current) return;
      asked.current = key;
      // Only an order of reading: when it cannot be had, the rows come all the same.
      call('directory.readFirst', { readerId: reader, handles: wanted }).catch(() => undefined);
    },
    [readerId, entryOf],
  );
}
