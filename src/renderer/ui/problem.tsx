import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type Coverage, gapsOf } from '../../contract/domain/coverage.ts';
import type { PlanSource } from '../../contract/domain/revocation.ts';
import type { AppError } from '../../contract/errors.ts';
import { toAppError } from '../../contract/failure.ts';
import { formatError } from '../messages/format-error.ts';
import { formatScanLimit, type GapTime, gapSentences } from '../messages/format-gaps.ts';
import { text } from '../messages/text.ts';
import gapsNoteClasses from './gaps-note.module.css';
import { keepFocus } from './keep-focus.ts';
import classes from './problem.module.css';

interface ProblemProps {
  /** Whatever was thrown, or an `AppError`. */
  readonly error: AppError | unknown;
  /** What it means for the sessions: "Nothing was ended." */
  readonly meaning?: ReactNode;
  readonly onRetry?: () => void;
  /** A next step of another kind: a link to the connection. */
  readonly children?: ReactNode;
}

function isAppError(error: unknown): error is AppError {
  return (
    typeof error === 'object' &&
    error !== null &&
    !(error instanceof Error) &&
    'code' in error &&
    'retryable' in error
  );
}

/** A failure in three parts: what happened, what it means, what to do. */
export function Problem({ error, meaning, onRetry, children }: ProblemProps) {
  const shown = isAppError(error) ? error : toAppError(error);
  const { facts, hint, message } = formatError(shown);
  return (
    <div ref={keepFocus} className={classes.problem} role="alert" data-code={shown.code}>
      <div className={classes.text}>
        <p className={classes.message}>{message}</p>
        {meaning === undefined ? null : <p className={classes.meaning}>{meaning}</p>}
        {hint === null ? null : <p className={classes.hint}>{hint}</p>}
        {facts.length === 0 ? null : (
          <dl className={classes.details}>
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <div className={classes.steps}>
        {onRetry === undefined ? null : (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            {text('frame.try-again')}
          </Button>
        )}
        {children}
      </div>
    </div>
  );
}

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
  if (gapsOf(coverage).length === 0)
    return limit === null ? null : <p className={gapsNoteClasses.limit}>{limit}</p>;
  return (
    <section className={gapsNoteClasses.gaps} aria-label={label}>
      <div className={gapsNoteClasses.heading}>
        <p>
          <IconAlertTriangle size={16} aria-hidden="true" />
          <strong>{text(time === 'asked' ? 'coverage.asked' : 'coverage.started')}</strong>
        </p>
        {children}
      </div>
      <ul className={gapsNoteClasses.sentences}>
        {gapSentences(coverage, time).map(({ gap, sentence }) => (
          <li key={gap}>{sentence}</li>
        ))}
        {limit === null ? null : <li>{limit}</li>}
      </ul>
    </section>
  );
}
