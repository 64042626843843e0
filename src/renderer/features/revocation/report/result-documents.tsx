import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import { CopyForTicket } from './copy-for-ticket.tsx';
import { EvidenceButton } from './evidence-button.tsx';

interface ResultDocumentsProps {
  readonly report: RevocationReport;
  readonly connection: string;
  /** While a revocation watches on, there is no evidence of it yet. */
  readonly hasEvidence: boolean;
}

/** What an operator takes along from a result. A file of its own, which the first page of a console does not read. */
export function ResultDocuments({ connection, hasEvidence, report }: ResultDocumentsProps) {
  return (
    <>
      <CopyForTicket report={report} connection={connection} />
      {hasEvidence ? <EvidenceButton revocation={report.id} isInterrupted={false} /> : null}
    </>
  );
}
