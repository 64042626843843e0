import { Button } from '@mantine/core';
import type { RevocationReport, RunProgress } from '../../../contract/domain/revocation.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { Problem } from '../../ui/problem.tsx';
import classes from './result-summary.module.css';
import { useCommand } from './use-command.ts';

interface ContinueSecondScanProps {
  readonly report: RevocationReport;
  /** The revocation is at work again. */
  readonly onBegun: (progress: RunProgress) => void;
}

/** The offer to visit the users to whom the second scan did not come. It belongs to the order, so nothing is asked. */
export function ContinueSecondScan({ report, onBegun }: ContinueSecondScanProps) {
  const { name, readOnly } = useConnection();
  const scan = useCommand(() => call('revocation.continueSecondScan', { planId: report.id }), onBegun);
  if (report.coverage['users-not-scanned-again'] === 0) return null;
  return (
    <>
      <div className={classes.newSessions}>
        <span>The second scan did not visit all users.</span>
        <Button
          size="compact-sm"
          variant="default"
          disabled={readOnly}
          title={readOnly ? `${name} is read-only here` : undefined}
          loading={scan.isPending}
          onClick={() => scan.mutate()}
        >
          Continue the second scan
        </Button>
      </div>
      {scan.error === null ? null : <Problem error={scan.error} meaning="Nothing more was ended." />}
    </>
  );
}
