import { useEffect, useState } from 'react';
import type { ListCost as Cost, ListFormat } from '../../../../contract/domain/planning.ts';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import type { ByteSource } from './byte-source.ts';
import classes from './new-list.module.css';
import { sampleSize } from './use-list-format.ts';

/** The cost is read after the format did not change for this time: each time, the core is asked for its tenants. */
const pauseMs = 500;

interface ListCostProps {
  readonly source: ByteSource | null;
  readonly format: ListFormat | null;
}

/** How many calls the look-up of the list takes. Nothing is shown until this is known. */
export function ListCost({ source, format }: ListCostProps) {
  const cost = useListCost(source, format);
  return cost === null ? null : (
    <section aria-label={text('list.cost.title')} className={classes.quiet}>
      {costSentences(cost).join(' ')}
    </section>
  );
}

/** Null: not known. The list can be looked up all the same. */
function useListCost(source: ByteSource | null, format: ListFormat | null): Cost | null {
  const { id: connectionId } = useConnection();
  const [cost, setCost] = useState<Cost | null>(null);

  useEffect(() => {
    setCost(null);
    if (source === null || format === null) return;
    const reading = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const bytes = await source.read(0, Math.min(sampleSize, source.size));
        const request = { connectionId, bytes, format, size: source.size };
        const next = await call('planning.listCost', request, reading.signal);
        if (!reading.signal.aborted) setCost(next);
      } catch {
        // The form shows a list that cannot be read, and the look-up shows a core that does not answer.
      }
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      reading.abort();
    };
  }, [connectionId, source, format]);

  return cost;
}

/** What the look-up of a list takes, one sentence for each fact. */
export function costSentences(cost: Cost): readonly string[] {
  const { isWhole, leastCalls, leastMs, lines, mostCalls, mostMs, tenants } = cost;
  const size = text(isWhole ? 'list.cost.lines' : 'list.cost.about-lines', { lines });
  const [least, most] = [formatEstimate(leastMs), formatEstimate(mostMs)];
  const perTenant = tenants > 1 ? [text('list.cost.tenants', { tenants })] : [];
  if (mostCalls === 0) return [size, text('list.cost.none'), ...perTenant];
  return [
    size,
    leastCalls === mostCalls
      ? text('list.cost.calls', { calls: mostCalls })
      : text('list.cost.calls-range', { least: leastCalls, most: mostCalls }),
    least === most
      ? text('list.cost.duration', { duration: most })
      : text('list.cost.duration-range', { least, most }),
    text('list.cost.sessions'),
    ...perTenant,
  ];
}

/** "5 s", "12 min", "2.5 h": never less than a second. */
function formatEstimate(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.round(minutes / 6) / 10} h`;
}
