import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type Coverage, gapsOf } from '../../contract/domain/coverage.ts';
import type { PlanSource } from '../../contract/domain/revocation.ts';
import { formatScanLimit, type GapTime, gapSentences } from '../messages/format-gaps.ts';
import { text } from '../messages/text.ts';
import classes from './gaps-note.module.css';

interface GapsNoteProps {
  readonly coverage: Coverage;
  readonly source: Pick<PlanSource, 'type'>;
  readonly time: GapTime;
  /** Its name among the regions of a page, where a question over the page has another one. */
  readonly label?: string;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

/** What a plan does not cover. Nothing where it covers everything, but for the limit that every scan has. */
export function GapsNote({
  coverage,
  source,
  time,
  label = text('coverage.label'),
  children,
}: GapsNoteProps) {
  const limit = formatScanLimit(source, time);
  if (gapsOf(coverage).length === 0) return limit === null ? null : <p className={classes.limit}>{limit}</p>;
  return (
    <section className={classes.gaps} aria-label={label}>
      <div className={classes.heading}>
        <p>
          <IconAlertTriangle size={16} aria-hidden="true" />
          <strong>{text(time === 'asked' ? 'coverage.asked' : 'coverage.started')}</strong>
        </p>
        {children}
      </div>
      <ul className={classes.sentences}>
        {gapSentences(coverage, time).map(({ gap, sentence }) => (
          <li key={gap}>{sentence}</li>
        ))}
        {limit === null ? null : <li>{limit}</li>}
      </ul>
    </section>
  );
}
