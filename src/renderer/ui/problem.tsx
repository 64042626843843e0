import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AppError } from '../../contract/errors.ts';
import { toAppError } from '../../contract/failure.ts';
import { formatError } from '../messages/format-error.ts';
import { text } from '../messages/text.ts';
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
