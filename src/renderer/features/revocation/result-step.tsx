import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useConnection } from '../../shared/connection-context.tsx';
import { announce } from '../../ui/announce.ts';
import { summarise } from './count-summary.ts';
import classes from './end-dialog.module.css';
import type { EndFlow } from './end-flow.ts';
import { ResultSummary } from './result-summary.tsx';
import { endedAnnouncement } from './run-announcements.ts';
import type { EndFlowActions } from './use-end-flow.ts';

interface ResultStepProps {
  readonly flow: Extract<EndFlow, { step: 'ended' }>;
  readonly actions: EndFlowActions;
}

/** The answer. It stays until it is closed, and afterwards stands under Revocations. */
export function ResultStep({ flow, actions }: ResultStepProps) {
  const { request, report, again } = flow;
  const { name } = useConnection();
  const { failed, stillThere, untouched } = summarise(report.counts);
  // Asked anew: it lists again, and counts what is there by then.
  const left = failed + stillThere + untouched;
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  useEffect(() => announce(endedAnnouncement(report, name)), [report, name]);

  return (
    <>
      <ResultSummary
        report={report}
        actions={{
          again,
          onAgain: actions.again,
          place: 'dialog',
        }}
      />
      <div className={classes.buttons}>
        <Link
          to="/revocations/$id"
          params={{ id: report.id }}
          className={classes.reportLink}
          onClick={actions.close}
        >
          Open the report
        </Link>
        {left === 0 ? null : (
          <Button
            color="end"
            variant="outline"
            className={classes.endLeft ?? ''}
            onClick={() => actions.ask(request)}
          >
            End what is left …
          </Button>
        )}
        <Button variant="default" ref={close} data-autofocus onClick={actions.close}>
          Close
        </Button>
      </div>
    </>
  );
}
