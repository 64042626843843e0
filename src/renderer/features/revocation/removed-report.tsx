import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { ReportRows } from './coverage/report-rows.tsx';
import { ReportFacts } from './report-facts.tsx';
import { ResultSummary } from './result-summary.tsx';
import classes from './revocation-page.module.css';
import { TargetsPanel } from './targets-panel.tsx';
import { NoUserLinks } from './user-link.tsx';

/** The report of a revocation whose connection was removed: it can be read, and nothing can be done about it. */
export function RemovedReport({ report }: { readonly report: RevocationReport }) {
  return (
    <NoUserLinks>
      <p className={classes.removed}>
        The connection of this revocation was removed. Its report can be read, exported and copied. To verify
        or end sessions there, add the connection again.
      </p>
      <div className={classes.columns}>
        <ResultSummary report={report} actions={null} />
        <ReportFacts report={report} />
      </div>
      <ReportRows report={report}>
        <TargetsPanel id={report.id} told={report} live={false} />
      </ReportRows>
    </NoUserLinks>
  );
}
