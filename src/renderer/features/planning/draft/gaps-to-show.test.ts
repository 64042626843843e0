import { describe, expect, it } from 'vitest';
import { fullCoverage } from '../../../../contract/domain/coverage.ts';
import { gapsToShow } from './gaps-to-show.ts';

describe('the gaps of a draft', () => {
  const coverage = { ...fullCoverage, 'unknown-lines': 2, 'users-not-scanned': null };

  it.each(['ready', 'stopped'] as const)('are told when it is %s', (state) => {
    expect(gapsToShow({ coverage, state: { state } })).toEqual(coverage);
  });

  it('are not told while it is read: what is left to read is no gap', () => {
    expect(gapsToShow({ coverage, state: { state: 'reading' } })).toBeNull();
    expect(gapsToShow({ coverage, state: { state: 'paused', by: 'operator', error: null } })).toBeNull();
  });

  it('leave undecided sessions to where they are included', () => {
    expect(
      gapsToShow({ coverage: { ...coverage, 'undecided-sessions': 3 }, state: { state: 'ready' } }),
    ).toEqual(coverage);
  });

  it('leave ambiguous lines to where their users are chosen', () => {
    expect(
      gapsToShow({ coverage: { ...coverage, 'ambiguous-lines': 3 }, state: { state: 'ready' } }),
    ).toEqual(coverage);
  });
});
