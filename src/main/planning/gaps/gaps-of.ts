import type { DraftSource } from '../draft-source.ts';

/** The revocation whose gaps are tried again. */
export interface GapsOf {
  readonly revocationId: string;
  readonly source: DraftSource;
}
