import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { announce } from '../../ui/announce.ts';
import { summarise } from './count-summary.ts';
import classes from './end-dialog.module.css';
import type { EndFlow } from './end-flow.ts';
import { ResultSummary } from './result-summary.tsx';
import { resultHeadline } from './result-words.ts';
import type { EndFlowActions } from './use-end-flow.ts';

interface ResultStepProps {
  readonly flow: Extract<EndFlow, { step: 'ended' }>;
  readonly actions: EndFlowActions;
}

/** The answer. It stays until it is closed, and afterwards stands under Revocations. */
export function ResultStep({ flow, actions }: ResultStepProps) {
  const [report, setReport] = useState<RevocationReport>(flow.report);
  const { request } = flow;
  const { failed, stillThere, untouched } = summarise(report.counts);
  // Asked anew: it lists again, and counts what is there by then.
  const left = failed + stillThere + untouched;
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  useEffect(() => announce(resultHeadline(report.counts)), [report]);

  function takeReport(next: RevocationReport) {
    setReport(next);
    request.onDone?.();
  }

  return (
    <>
      <ResultSummary
        report={report}
        onReport={takeReport}
        onEndNewcomers={request.scope.type === 'user' ? () => actions.ask(request) : null}
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
