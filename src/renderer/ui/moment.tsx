import { useSettings } from '../shared/settings-context.tsx';
import { exactMoment, relativeMoment } from '../messages/format-time.ts';
import { useNow } from './now.ts';

interface MomentProps {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `exact` where the very second matters, as in a report. */
  readonly as?: 'relative' | 'exact';
}

/** A point in time: "3 h ago", and exactly, with its zone, on hover. */
export function Moment({ at, as = 'relative' }: MomentProps) {
  const now = useNow();
  const { times } = useSettings();
  const exact = exactMoment(at, times);
  const iso = Number.isNaN(new Date(at).getTime()) ? undefined : new Date(at).toISOString();
  return (
    <time dateTime={iso} title={exact}>
      {as === 'exact' ? exact : relativeMoment(at, now)}
    </time>
  );
}
