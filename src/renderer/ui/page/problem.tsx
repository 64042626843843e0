import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type Coverage, gapsOf } from '../../../contract/domain/coverage.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { type FailedCall, formatError } from '../../messages/format-error.ts';
import {
  type GapTime,
  gapSentences,
  type ScanKind,
  scanLimits,
  shortGaps,
} from '../../messages/format-gaps.ts';
import { text } from '../../messages/text.ts';
import { keepFocus } from '../focus/keep-focus.ts';
import { Fold } from './fold.tsx';
import gapsNoteClasses from './gaps-note.module.css';
import classes from './problem.module.css';

interface ProblemProps {
  /** Whatever was thrown, or an `AppError`. */
  readonly error: AppError | unknown;
  readonly failedCall?: FailedCall;
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
export function Problem({ error, failedCall, meaning, onRetry, children }: ProblemProps) {
  const shown = isAppError(error) ? error : toAppError(error);
  const { facts, hint, message } = formatError(shown, failedCall);
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

interface GapsNoteProps extends ScanKind {
  readonly coverage: Coverage;
  readonly time: GapTime;
  /** Its name among the regions of a page, where a question over the page has another one. */
  readonly label?: string;
  /** Where given, the sentences can be folded away; it is remembered under this name. */
  readonly foldKey?: string;
  /** They are folded at first in every window: they appear above rows that must not move. */
  readonly isFoldedAtFirst?: boolean;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

/** What a plan does not cover. Nothing where it covers everything, but for the limits that every scan has. */
export function GapsNote({
  coverage,
  source,
  hasSecondScan,
  time,
  label = text('coverage.label'),
  foldKey,
  isFoldedAtFirst = false,
  children,
}: GapsNoteProps) {
  const limits = scanLimits({ source, hasSecondScan }, time);
  if (gapsOf(coverage).length === 0)
    return limits.length === 0 ? null : <p className={gapsNoteClasses.limit}>{limits.join(' ')}</p>;
  const title = (
    <span className={gapsNoteClasses.title}>
      <IconAlertTriangle size={16} aria-hidden="true" />
      <strong>{text(time === 'asked' ? 'coverage.asked' : 'coverage.started')}</strong>
    </span>
  );
  const sentences = (
    <ul className={gapsNoteClasses.sentences}>
      {gapSentences(coverage, time).map(({ gap, sentence }) => (
        <li key={gap}>{sentence}</li>
      ))}
      {limits.map((limit) => (
        <li key={limit}>{limit}</li>
      ))}
    </ul>
  );
  return (
    <section
      className={gapsNoteClasses.gaps}
      data-folds={foldKey !== undefined || undefined}
      aria-label={label}
    >
      {foldKey === undefined ? (
        <>
          <div className={gapsNoteClasses.heading}>
            {title}
            {children}
          </div>
          {sentences}
        </>
      ) : (
        <>
          <Fold
            stateKey={foldKey}
            openAtFirst={isFoldedAtFirst ? 'never' : 'in-high-window'}
            summary={
              <>
                {title}
                <span className={gapsNoteClasses.short}>{shortGaps(coverage)}</span>
              </>
            }
          >
            {sentences}
          </Fold>
          {children}
        </>
      )}
    </section>
  );
}
