import { describe, expect, it } from 'vitest';
import { countsAtStart } from '../../../../../test/unit/support/revocations/revocation-examples.ts';
import type { TargetCounts } from '../../../../contract/domain/revocation/run.ts';
import { formatHistoryResult } from './format-history-result.ts';

describe('the result of a past revocation', () => {
  const resultOf = (some: Partial<TargetCounts>, endedBeside = 0) =>
    formatHistoryResult({
      counts: { ...countsAtStart(0), ...some },
      ...{ ended: 0, targets: 0, endedBeside },
    });

  it.each([
    [{ revoked: 23 }, '23 of 23 ended', '23 of 23 sessions ended'],
    [
      { revoked: 21, 'already-gone': 2 },
      '23 of 23 ended, 2 of them already gone',
      '23 of 23 sessions ended, 2 of them already gone',
    ],
    [{ 'already-gone': 4 }, '4 of 4 already gone', 'No session was ended: all 4 were already gone'],
    [{ revoked: 11, unknown: 12 }, '11 of 23 known to be ended', '11 of 23 sessions are known to be ended'],
    [{ planned: 5 }, '0 of 5 ended', '0 of 5 sessions ended'],
  ])('of %j tells apart what its report tells apart', (counts, label, title) => {
    expect(resultOf(counts)).toEqual({ label, title });
  });

  it('does not say that no session was ended where one was that is not of the plan', () => {
    expect(resultOf({ 'already-gone': 4 }, 1)).toEqual({
      label: '4 of 4 already gone',
      title: 'All 4 sessions of the plan were already gone',
    });
  });

  it('that an older version wrote says only how many sessions are gone', () => {
    const older = formatHistoryResult({ counts: null, ended: 4, endedBeside: 0, targets: 5 });
    expect(older.label).toBe('4 of 5 gone');
    expect(older.title).toContain('An older version of Curfew');
  });
});
