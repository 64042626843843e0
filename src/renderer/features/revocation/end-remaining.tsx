import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { RevocationReport, RunProgress } from '../../../contract/domain/revocation.ts';
import { formatCount } from '../../messages/format-count.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { CountQuestion } from './count-question.tsx';
import { summarise } from './count-summary.ts';
import summaryClasses from './result-summary.module.css';

interface EndRemainingProps {
  readonly report: RevocationReport;
  /** The revocation is at work again. */
  readonly onBegun: (progress: RunProgress) => void;
}

/** What a revocation left over, and the offer to end it, after a question. */
export function EndRemaining({ report, onBegun }: EndRemainingProps) {
  const [isAsked, setAsked] = useState(false);
  const connection = useConnection();
  const { ended, total } = summarise(report.counts);
  const left = total - ended;
  if (left === 0) return null;
  return (
    <div className={summaryClasses.unknown}>
      <span>{remainingWords(left)}</span>
      <Button
        size="compact-sm"
        color="end"
        variant="outline"
        disabled={connection.readOnly}
        title={connection.readOnly ? `${connection.name} is read-only here` : undefined}
        onClick={() => setAsked(true)}
      >
        End the remaining {formatCount(left)} …
      </Button>
      <Modal
        withCloseButton={false}
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={left === 1 ? 'End the remaining session?' : `End the remaining ${formatCount(left)} sessions?`}
        size={520}
      >
        <CountQuestion
          count={left}
          send={(typedCount) => call('revocation.endRemaining', { planId: report.id, typedCount })}
          onBegun={onBegun}
          onClose={() => setAsked(false)}
        >
          <p>
            This revocation goes on with its reason (<bdi>{report.reason}</bdi>) and its options. Its report
            then counts these sessions too.
          </p>
        </CountQuestion>
      </Modal>
    </div>
  );
}

function remainingWords(left: number): string {
  return left === 1
    ? 'One session of this plan is not known to be ended. It can still be active.'
    : `${formatCount(left)} sessions of this plan are not known to be ended. They can still be active.`;
}
