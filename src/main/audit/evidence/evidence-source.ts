import type { AuditConnection } from '../../../contract/domain/audit/record.ts';
import type { GapRow } from '../../../contract/domain/revocation/gap-rows.ts';
import type { ExportRow } from '../../shared/export/csv.ts';
import type { LongCall } from '../../store/long-call.ts';

/** What a bundle takes from a revocation. Rows are read anew each time they are asked for. */
export interface EvidenceSource {
  /** As it is now; null: it was removed. */
  readonly connection: AuditConnection | null;
  /** `interrupted`: the console ended before the revocation did. */
  readonly state: 'ended' | 'interrupted';
  readonly report: Readonly<Record<string, unknown>>;
  /** By the kind of gap; null: nobody knows how many. */
  readonly coverage: Readonly<Record<string, number | null>>;
  readonly targets: EvidenceRows;
  /** Of the list that the plan was made from; of other plans none. */
  readonly lines: EvidenceRows;
  /** What was not covered, one by one. */
  readonly gaps: () => AsyncIterable<GapRow>;
  /** For each target a line of JSON: the session before it was ended. */
  readonly sessionsBefore: () => AsyncIterable<string>;
  /** Whether nothing of it was changed since. */
  readonly isUnchanged: () => Promise<boolean>;
}

export interface EvidenceRows {
  readonly count: number;
  readonly columns: readonly string[];
  readonly rows: () => AsyncIterable<ExportRow>;
}

/** Rejects where the revocation is not known, or is at work. */
export type ReadEvidence = (id: string, call: LongCall) => Promise<EvidenceSource>;
