import { useEffect, useState } from 'react';
import type { ListCost, ListFormat } from '../../../../contract/domain/planning.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import type { ByteSource } from '../feeding/byte-source.ts';
import { sampleSize } from './use-sample.ts';

/** Asked again when the format was not changed for so long: each time the core is asked for its tenants. */
const pauseMs = 500;

/** What it takes to look the list up; null: not known. The list can be looked up all the same. */
export function useListCost(source: ByteSource | null, format: ListFormat | null): ListCost | null {
  const { id: connectionId } = useConnection();
  const [cost, setCost] = useState<ListCost | null>(null);

  useEffect(() => {
    setCost(null);
    if (source === null || format === null) return;
    const work = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const bytes = await source.read(0, Math.min(sampleSize, source.size));
        const next = await call(
          'planning.listCost',
          { connectionId, bytes, format, size: source.size },
          work.signal,
        );
        if (!work.signal.aborted) setCost(next);
      } catch {
        // A list that cannot be read, and a core that does not answer, are told where they matter.
      }
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      work.abort();
    };
  }, [connectionId, source, format]);

  return cost;
}
