import type { TargetCounts } from '../../../contract/domain/revocation.ts';

/** The eight numbers of a revocation, in the groups that an operator thinks in. They add up to `total`. */
export interface CountSummary {
  readonly total: number;
  /** Known to be gone: revoked by this run, gone before it, or gone when read again though the core never said so. */
  readonly ended: number;
  /** Sent, and nobody knows yet. Never counted as failed. */
  readonly unknown: number;
  readonly failed: number;
  readonly stillThere: number;
  /** Not sent at all. */
  readonly untouched: number;
}

export function summarise(counts: TargetCounts): CountSummary {
  const ended = counts.revoked + counts['already-gone'] + counts['revoked-unconfirmed'];
  const unknown = counts.unknown + counts.sent;
  const stillThere = counts['still-active'];
  const { failed, planned: untouched } = counts;
  return {
    total: ended + unknown + failed + stillThere + untouched,
    ended,
    unknown,
    failed,
    stillThere,
    untouched,
  };
}

/** All targets of a plan before anything was sent. */
export function countsAtStart(targets: number): TargetCounts {
  return {
    ...{ planned: targets, sent: 0, revoked: 0, 'already-gone': 0, unknown: 0 },
    ...{ 'revoked-unconfirmed': 0, 'still-active': 0, failed: 0 },
  };
}
