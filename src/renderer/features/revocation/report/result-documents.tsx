import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../../contract/domain/revocation/run.ts';
import { CopyForTicket } from './copy-for-ticket.tsx';
import { EvidenceButton } from './evidence-button.tsx';

interface ResultDocumentsProps {
  readonly report: RevocationReport;
  readonly connection: string;
  /** What is done with it at present; null: nothing. While a revocation watches on, there is no evidence of it yet. */
  readonly activity: RunProgress | null;
}

/** What an operator takes along from a result. A file of its own, which the first page of a console does not read. */
export function ResultDocuments({ activity, connection, report }: ResultDocumentsProps) {
  return (
    <>
      <CopyForTicket report={report} activity={activity} connection={connection} />
      {activity === null ? <EvidenceButton revocation={report.id} isInterrupted={false} /> : null}
    </>
  );
}
